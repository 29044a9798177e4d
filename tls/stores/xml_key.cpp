#include <optional>
#include <utility>

#include <openssl/err.h>
#include <openssl/x509.h>
#include <pugixml.hpp>

#include "troupe/tls/stores/base64.hpp"
#include "troupe/tls/stores/key_numbers.hpp"
#include "troupe/tls/stores/secret_bytes.hpp"
#include "troupe/tls/stores/store_content.hpp"

namespace troupe::tls {

namespace {

/// Without the prefix of its namespace.
std::string_view local_name(const pugi::xml_node& of) {
  const std::string_view name = of.name();
  return name.substr(name.rfind(':') + 1);
}

/// Base64 in an element of that name; empty when there is none.
std::optional<secret_bytes> number_in(const pugi::xml_node& key, std::string_view name) {
  // xmlsec's name for D is another.
  const std::string_view other = name == "D" ? "PrivateExponent" : name;
  const auto found =
    key.find_child([&](const pugi::xml_node& each) { return local_name(each) == name || local_name(each) == other; });
  if (!found)
    return secret_bytes{};
  auto bytes = from_base64(found.child_value());
  if (!bytes)
    return std::nullopt;
  secret_bytes kept{*bytes};
  wipe(*bytes);
  return kept;
}

failure add_key(const pugi::xml_node& element, store_content& to) {
  const char* const names[] = {"Modulus", "Exponent", "D", "P", "Q"};
  secret_bytes numbers[std::size(names)];
  for (std::size_t i = 0; i < std::size(names); ++i) {
    auto found = number_in(element, names[i]);
    if (!found)
      return not_opened(std::string{names[i]} + " of the RSAKeyValue is not Base64");
    numbers[i] = *std::move(found);
  }
  auto key = make_rsa({numbers[0].view(), numbers[1].view(), numbers[2].view(), numbers[3].view(), numbers[4].view()});
  if (key == nullptr)
    return not_opened("the numbers of the RSAKeyValue do not belong together");
  (numbers[2].size() != 0 ? to.keys : to.public_keys).push_back(std::move(key));
  return {};
}

failure add_certificate(const pugi::xml_node& element, store_content& to) {
  const auto bytes = from_base64(element.child_value());
  if (!bytes)
    return not_opened("an X509Certificate is not Base64");
  const auto* at = reinterpret_cast<const unsigned char*>(bytes->data());
  owned<X509> certificate{d2i_X509(nullptr, &at, static_cast<long>(bytes->size()))};
  if (certificate == nullptr)
    return fail(errc::store_not_opened, "an X509Certificate can't be read");
  to.certificates.push_back(std::move(certificate));
  return {};
}

/// Looks at every element.
class key_finder final : public pugi::xml_tree_walker {
public:
  bool for_each(pugi::xml_node& element) override {
    const auto name = local_name(element);
    if (name == "RSAKeyValue")
      why = add_key(element, found);
    else if (name == "X509Certificate")
      why = add_certificate(element, found);
    if (!why && found.keys.size() + found.public_keys.size() > most_keys)
      why = too_many_keys();
    return !why;
  }

  store_content found;
  failure why;
};

} // namespace

result<store_content> read_xml(std::string_view text) {
  ERR_clear_error();
  secret_bytes wiped{text}; // the document refers to it
  pugi::xml_document document;
  // Of a document type nothing is kept, and entities other than the five of XML, and characters by number, stay as they
  // are: nothing grows, nothing is fetched.
  const auto parsed =
    document.load_buffer_inplace(wiped.data(), wiped.size(), pugi::parse_minimal | pugi::parse_escapes);
  if (!parsed)
    return not_opened(std::string{"not XML: "} + parsed.description());
  key_finder finder;
  document.traverse(finder);
  if (finder.why)
    return finder.why;
  if (finder.found.empty())
    return not_opened("there is neither an RSAKeyValue nor an X509Certificate in the XML");
  return std::move(finder.found);
}

} // namespace troupe::tls
