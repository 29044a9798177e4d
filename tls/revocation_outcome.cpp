#include "troupe/tls/revocation_outcome.hpp"

#include <utility>

#include <openssl/ocsp.h>

#include "troupe/tls/handles.hpp"

namespace troupe::tls {

namespace {

std::string text_of(const ASN1_TIME* when) {
  const owned<BIO> memory{BIO_new(BIO_s_mem())};
  if (when == nullptr || memory == nullptr || ASN1_TIME_print(memory.get(), when) != 1)
    return {};
  char* text = nullptr;
  const auto size = BIO_get_mem_data(memory.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

} // namespace

revocation_outcome revoked(int reason, const asn1_string_st* when) {
  std::string sentence = "the certificate was revoked";
  if (reason >= 0)
    sentence += std::string{" ("} + OCSP_crl_reason_str(reason) + ')';
  if (const auto date = text_of(when); !date.empty())
    sentence += " on " + date;
  return {revocation_outcome::kind::revoked, std::move(sentence)};
}

revocation_outcome unknown(std::string why) {
  return {revocation_outcome::kind::unknown, std::move(why)};
}

} // namespace troupe::tls
