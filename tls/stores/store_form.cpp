#include "troupe/tls/stores/store_form.hpp"

#include <openssl/err.h>

#include "troupe/tls/stores/store_content.hpp"
#include "troupe/tls/stores/text_lines.hpp"

namespace troupe::tls {

namespace {

bool begins(std::string_view text, std::string_view with) {
  return text.substr(0, with.size()) == with;
}

store_form form_of_der(std::string_view bytes) {
  auto form = store_form::other;
  if (owned<PKCS12>{d2i_PKCS12_bio(reader_of(bytes).get(), nullptr)} != nullptr)
    form = store_form::pfx;
  else if (owned<PKCS7>{d2i_PKCS7_bio(reader_of(bytes).get(), nullptr)} != nullptr)
    form = store_form::p7b;
  ERR_clear_error();
  return form;
}

} // namespace

store_form form_of(std::string_view bytes) {
  const auto first = text_lines{bytes}.next();
  if (begins(first, "PuTTY-User-Key-File-"))
    return store_form::ppk;
  if (begins(bytes, "\xFE\xED\xFE\xED") || begins(bytes, "\xCE\xCE\xCE\xCE"))
    return store_form::jks;
  for (const std::string_view each : {"ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-", "---- BEGIN SSH2"})
    if (begins(first, each))
      return store_form::ssh;
  if (begins(first, "<"))
    return store_form::xml;
  if (begins(first, "{"))
    return store_form::jwk;
  if (begins(bytes, "\x7F"
                    "ELF"))
    return store_form::module;
  // Any text may be around it.
  return bytes.find("-----BEGIN") != std::string_view::npos ? store_form::pem : form_of_der(bytes);
}

bool is_module_uri(std::string_view place) noexcept {
  return begins(place, "pkcs11:");
}

} // namespace troupe::tls
