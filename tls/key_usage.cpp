#include "troupe/tls/key_usage.hpp"

#include <cstdint>

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "troupe/tls/algorithm_names.hpp"
#include "troupe/tls/handles.hpp"

namespace troupe::tls {

namespace {

struct usage_word {
  unsigned flag;
  const char* word;
};

// Those of RFC 5280; "decipher only", its ninth, is not documented.
constexpr usage_word words[] = {{0x80, "Digital Signature"}, {0x40, "Non-Repudiation"}, {0x20, "Key Encipherment"},
                                {0x10, "Data Encipherment"}, {0x08, "Key Agreement"},   {0x04, "Certificate Signing"},
                                {0x02, "CRL Signing"},       {0x01, "Encipher Only"}};
constexpr unsigned documented_flags = 0xFF;

} // namespace

unsigned key_usage_flags(const credentials& of) {
  if (of.certificate() == nullptr)
    return 0;
  const auto found = X509_get_key_usage(of.certificate());
  ERR_clear_error();
  return found == UINT32_MAX ? 0 : found & documented_flags;
}

std::string key_usage_text(unsigned flags) {
  std::string text;
  for (const auto& each : words)
    if ((flags & each.flag) != 0)
      text.append(text.empty() ? "" : ",").append(each.word);
  return text;
}

std::string extended_key_usage(const credentials& of) {
  if (of.certificate() == nullptr)
    return {};
  auto* const list =
    static_cast<EXTENDED_KEY_USAGE*>(X509_get_ext_d2i(of.certificate(), NID_ext_key_usage, nullptr, nullptr));
  ERR_clear_error();
  std::string text;
  for (int i = 0; i < sk_ASN1_OBJECT_num(list); ++i)
    text.append(text.empty() ? "" : ",").append(object_identifier(sk_ASN1_OBJECT_value(list, i)));
  sk_ASN1_OBJECT_pop_free(list, ASN1_OBJECT_free);
  return text;
}

} // namespace troupe::tls
