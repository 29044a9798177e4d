#include "troupe/tls/ocsp_check.hpp"

#include <memory>
#include <new>

#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <openssl/x509v3.h>

#include "troupe/tls/failure.hpp"
#include "troupe/tls/handles.hpp"
#include "troupe/tls/http_source.hpp"

namespace troupe::tls {

namespace {

constexpr long clock_skew = 300; // seconds that the responder's clock may be off

/// Frees what OCSP_... functions made.
struct ocsp_freed {
  void operator()(OCSP_REQUEST* gone) const noexcept { OCSP_REQUEST_free(gone); }
  void operator()(OCSP_RESPONSE* gone) const noexcept { OCSP_RESPONSE_free(gone); }
  void operator()(OCSP_BASICRESP* gone) const noexcept { OCSP_BASICRESP_free(gone); }
};

template <class T>
using ocsp_owned = std::unique_ptr<T, ocsp_freed>;

/// A question about one certificate.
struct question {
  ocsp_owned<OCSP_REQUEST> request;
  OCSP_CERTID* about = nullptr; // the request's
};

question ask_about(X509* certificate, X509* issuer) {
  question asked{ocsp_owned<OCSP_REQUEST>{OCSP_REQUEST_new()}, nullptr};
  asked.about = OCSP_cert_to_id(nullptr, certificate, issuer);
  if (asked.request == nullptr || asked.about == nullptr ||
      OCSP_request_add0_id(asked.request.get(), asked.about) == nullptr) {
    OCSP_CERTID_free(asked.about);
    throw std::bad_alloc{};
  }
  OCSP_request_add1_nonce(asked.request.get(), nullptr, -1);
  return asked;
}

/// Whether the issuer, or somebody whom it has appointed for that, has signed it (RFC 6960, 4.2.2.2).
bool is_signed(OCSP_BASICRESP* answer, STACK_OF(X509) * chain) {
  const owned<X509_STORE> trusted{X509_STORE_new()};
  if (trusted == nullptr || X509_STORE_add_cert(trusted.get(), sk_X509_value(chain, 1)) != 1)
    throw std::bad_alloc{};
  X509_STORE_set_flags(trusted.get(), X509_V_FLAG_PARTIAL_CHAIN);
  return OCSP_basic_verify(answer, chain, trusted.get(), 0) == 1;
}

revocation_outcome status_in(OCSP_BASICRESP* answer, OCSP_CERTID* about) {
  int status = V_OCSP_CERTSTATUS_UNKNOWN;
  int reason = -1;
  ASN1_GENERALIZEDTIME* when = nullptr;
  ASN1_GENERALIZEDTIME* since = nullptr;
  ASN1_GENERALIZEDTIME* until = nullptr;
  if (OCSP_resp_find_status(answer, about, &status, &reason, &when, &since, &until) != 1)
    return unknown("it is not about this certificate");
  if (OCSP_check_validity(since, until, clock_skew, -1) != 1)
    return unknown("it is not of this time: " + take_reason());
  if (status == V_OCSP_CERTSTATUS_REVOKED)
    return revoked(reason, when);
  if (status == V_OCSP_CERTSTATUS_UNKNOWN)
    return unknown("the responder does not know the certificate");
  return {revocation_outcome::kind::good, {}};
}

revocation_outcome read_answer(BIO* body, const question& asked, STACK_OF(X509) * chain) {
  const ocsp_owned<OCSP_RESPONSE> response{d2i_OCSP_RESPONSE_bio(body, nullptr)};
  if (response == nullptr)
    return unknown("it is no answer of OCSP");
  if (const int status = OCSP_response_status(response.get()); status != OCSP_RESPONSE_STATUS_SUCCESSFUL)
    return unknown(OCSP_response_status_str(status));
  const ocsp_owned<OCSP_BASICRESP> answer{OCSP_response_get1_basic(response.get())};
  if (answer == nullptr)
    return unknown("it is no answer of OCSP");
  // Another one's answer; a missing one is good as long as its times are.
  if (OCSP_check_nonce(asked.request.get(), answer.get()) == 0)
    return unknown("its nonce is not the request's");
  if (!is_signed(answer.get(), chain))
    return unknown("its signature can't be verified: " + take_reason());
  return status_in(answer.get(), asked.about);
}

revocation_outcome ask(const std::string& address, STACK_OF(X509) * chain, int seconds) {
  ERR_clear_error();
  const auto asked = ask_about(sk_X509_value(chain, 0), sk_X509_value(chain, 1));
  const owned<BIO> request{BIO_new(BIO_s_mem())};
  if (request == nullptr || i2d_OCSP_REQUEST_bio(request.get(), asked.request.get()) != 1)
    throw std::bad_alloc{};
  const auto answer = ask_http(address, request.get(), seconds);
  if (answer.body == nullptr)
    return unknown("the OCSP responder " + address + " can't be reached: " + answer.reason);
  auto outcome = read_answer(answer.body.get(), asked, chain);
  ERR_clear_error();
  if (outcome.is == revocation_outcome::kind::unknown)
    outcome.reason = "the answer of the OCSP responder " + address + " won't do: " + outcome.reason;
  return outcome;
}

} // namespace

std::vector<std::string> ocsp_addresses(x509_st* certificate) {
  std::vector<std::string> addresses;
  auto* const all = X509_get1_ocsp(certificate);
  for (int i = 0; i < sk_OPENSSL_STRING_num(all); ++i)
    if (std::string address = sk_OPENSSL_STRING_value(all, i); is_http(address))
      addresses.push_back(std::move(address));
  X509_email_free(all);
  return addresses;
}

revocation_outcome check_ocsp(stack_st_X509* chain, time_budget& time) {
  auto outcome = unknown("the certificate names no OCSP responder");
  for (const auto& address : ocsp_addresses(sk_X509_value(chain, 0))) {
    const int seconds = time.take();
    outcome =
      seconds > 0 ? ask(address, chain, seconds) : unknown("there was no time to ask the OCSP responder " + address);
    if (outcome.is != revocation_outcome::kind::unknown)
      break;
  }
  return outcome;
}

} // namespace troupe::tls
