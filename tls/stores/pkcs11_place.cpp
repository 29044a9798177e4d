#include "troupe/tls/stores/pkcs11_place.hpp"

#include <charconv>
#include <utility>

#include "troupe/tls/stores/store_content.hpp"
#include "troupe/tls/stores/store_form.hpp"

namespace troupe::tls {

namespace {

/// RFC 3986, 2.1. None: what is after a percent sign is no number.
std::optional<std::string> unescaped(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      plain += text[i];
      continue;
    }
    unsigned char byte = 0;
    const auto* const begin = text.data() + i + 1;
    if (text.size() - i < 3)
      return std::nullopt;
    if (const auto parsed = std::from_chars(begin, begin + 2, byte, 16);
        parsed.ec != std::errc{} || parsed.ptr != begin + 2)
      return std::nullopt;
    plain += static_cast<char>(byte);
    i += 2;
  }
  return plain;
}

failure wrong(std::string_view attribute) {
  return not_opened("the PKCS#11 URI (RFC 7512) has an attribute that can't be used: " + std::string{attribute});
}

/// Not all of RFC 7512: what selects a private key or a certificate.
failure set(std::string_view name, std::string value, pkcs11_place& to) {
  const std::pair<std::string_view, std::string*> texts[] = {
    {"token", &to.token},   {"serial", &to.serial}, {"manufacturer", &to.manufacturer}, {"model", &to.model},
    {"object", &to.object}, {"id", &to.id},         {"module-path", &to.module}};
  for (const auto& [known, field] : texts)
    if (name == known) {
      *field = std::move(value);
      return {};
    }
  if (name == "slot-id") {
    unsigned long number = 0;
    const auto parsed = std::from_chars(value.data(), value.data() + value.size(), number);
    if (parsed.ec != std::errc{} || parsed.ptr != value.data() + value.size())
      return wrong(name);
    to.slot_id = number;
    return {};
  }
  if (name == "type" && (value == "private" || value == "cert"))
    return {};
  return wrong(name);
}

} // namespace

result<pkcs11_place> parse_pkcs11_place(std::string_view text) {
  pkcs11_place place;
  if (!is_module_uri(text)) {
    place.module = std::string{text};
    return result<pkcs11_place>{std::move(place)};
  }
  text.remove_prefix(text.find(':') + 1);
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of(";?&"), text.size());
    const auto attribute = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (attribute.empty())
      continue;
    const auto equals = attribute.find('=');
    const auto name = attribute.substr(0, equals);
    auto value = equals == std::string_view::npos ? std::nullopt : unescaped(attribute.substr(equals + 1));
    if (!value)
      return wrong(name);
    if (auto why = set(name, *std::move(value), place))
      return why;
  }
  if (place.module.empty())
    return not_opened("the PKCS#11 URI has no module-path: pkcs11:token=NAME?module-path=/usr/lib/.../module.so");
  return result<pkcs11_place>{std::move(place)};
}

} // namespace troupe::tls
