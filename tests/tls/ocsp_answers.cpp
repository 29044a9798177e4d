#include "troupe/tests/tls/ocsp_answers.hpp"

#include <stdexcept>

#include <openssl/ocsp.h>
#include <openssl/pem.h>

#include "troupe/tls/handles.hpp"

namespace troupe::test {

using tls::owned;

namespace {

std::string encoded(OCSP_RESPONSE* response) {
  unsigned char* bytes = nullptr;
  const int size = i2d_OCSP_RESPONSE(response, &bytes);
  std::string text{reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)};
  OPENSSL_free(bytes);
  OCSP_RESPONSE_free(response);
  return text;
}

owned<X509> certificate_of(const minted& from) {
  const owned<BIO> reader{BIO_new_mem_buf(from.certificate.data(), -1)};
  return owned<X509>{PEM_read_bio_X509(reader.get(), nullptr, nullptr, nullptr)};
}

void add_status(OCSP_BASICRESP* to, OCSP_CERTID* about, const ocsp_form& form) {
  auto* const since = X509_gmtime_adj(nullptr, form.ends < 0 ? form.ends - 3600 : -60);
  auto* const until = X509_gmtime_adj(nullptr, form.ends);
  auto* const when = X509_gmtime_adj(nullptr, -3600);
  const int status = form.revoked ? V_OCSP_CERTSTATUS_REVOKED
                     : form.known ? V_OCSP_CERTSTATUS_GOOD
                                  : V_OCSP_CERTSTATUS_UNKNOWN;
  OCSP_basic_add1_status(to, about, status, OCSP_REVOKED_STATUS_KEYCOMPROMISE, when, since, until);
  ASN1_STRING_free(since);
  ASN1_STRING_free(until);
  ASN1_STRING_free(when);
}

} // namespace

std::string ocsp_answer(const std::string& request, const ocsp_form& form) {
  if (form.refuses)
    return encoded(OCSP_response_create(OCSP_RESPONSE_STATUS_TRYLATER, nullptr));
  const auto* at = reinterpret_cast<const unsigned char*>(request.data());
  auto* const asked = d2i_OCSP_REQUEST(nullptr, &at, static_cast<long>(request.size()));
  if (asked == nullptr)
    throw std::runtime_error{"ocsp_answer: no request"};
  auto* const basic = OCSP_BASICRESP_new();
  auto* about = OCSP_onereq_get0_id(OCSP_request_onereq_get0(asked, 0));
  OCSP_CERTID* other = nullptr;
  if (form.about != nullptr)
    about = other = OCSP_cert_to_id(nullptr, certificate_of(*form.about).get(), certificate_of(*form.issuer).get());
  add_status(basic, about, form);
  if (form.nonce > 0)
    OCSP_copy_nonce(basic, asked);
  if (form.nonce < 0)
    OCSP_basic_add1_nonce(basic, nullptr, 16);
  const owned<BIO> key{BIO_new_mem_buf(form.signer->key.data(), -1)};
  const owned<EVP_PKEY> signer{PEM_read_bio_PrivateKey(key.get(), nullptr, nullptr, nullptr)};
  OCSP_basic_sign(basic, certificate_of(*form.signer).get(), signer.get(), EVP_sha256(), nullptr, 0);
  const auto answer = encoded(OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic));
  OCSP_CERTID_free(other);
  OCSP_BASICRESP_free(basic);
  OCSP_REQUEST_free(asked);
  return answer;
}

} // namespace troupe::test
