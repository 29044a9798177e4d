#include "troupe/tls/failure.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "troupe/tls/message_text.hpp"

namespace troupe::tls {

namespace {

class tls_category final : public std::error_category {
public:
  const char* name() const noexcept override { return "troupe.tls"; }
  std::string message(int code) const override {
    switch (static_cast<errc>(code)) {
    case errc::invalid_option:
      return "an option of TLS has a value that can't be";
    case errc::library:
      return "OpenSSL can't be used";
    case errc::store_not_opened:
      return "the certificate store can't be opened";
    case errc::certificate_not_found:
      return "there is no such certificate in the store";
    case errc::no_credentials:
      return "the certificate can't be used";
    case errc::no_chain:
      return "the certificate chain can't be found";
    case errc::chain_not_verified:
      return "the certificate chain can't be verified";
    case errc::handshake_failed:
      return "the handshake failed";
    case errc::certificate_not_verified:
      return "the certificate was not accepted";
    case errc::no_client_certificate:
      return "the client has no certificate";
    case errc::no_server_certificate:
      return "the server has no certificate";
    case errc::not_encrypted:
      return "data can't be encrypted";
    case errc::not_decrypted:
      return "data can't be decrypted";
    }
    return "unknown TLS error " + std::to_string(code);
  }
};

/// An alert of the other side: OpenSSL's reason is the alert's number (RFC 8446, 6) and this.
bool is_alert(int reason) {
  return reason >= SSL_AD_REASON_OFFSET && reason < SSL_AD_REASON_OFFSET + 256;
}

/// What happened, where OpenSSL's words are about its own code.
std::string words_for_tls(int reason, const char* otherwise) {
  if (is_alert(reason))
    return std::string{"the client sent the alert \""} + alert_name(reason - SSL_AD_REASON_OFFSET) + '"';
  std::string words = otherwise != nullptr ? otherwise : "unknown";
  switch (reason) {
  case SSL_R_HTTP_REQUEST:
  case SSL_R_HTTPS_PROXY_REQUEST:
  case SSL_R_WRONG_VERSION_NUMBER:
  case SSL_R_UNKNOWN_PROTOCOL:
  case SSL_R_BAD_RECORD_TYPE:
  case SSL_R_RECORD_LENGTH_MISMATCH:
  case SSL_R_RECORD_TOO_SMALL:
    return "the client does not speak TLS (" + words + ')';
  case SSL_R_UNSUPPORTED_PROTOCOL:
  case SSL_R_VERSION_TOO_LOW:
  case SSL_R_VERSION_TOO_HIGH:
    return "the client speaks no version of TLS that is enabled (" + words + ')';
  case SSL_R_NO_SHARED_CIPHER:
    return "the client has no cipher suite that is enabled and fits the certificate (" + words + ')';
  case SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC:
    return "a record was changed on its way (" + words + ')';
  default:
    return words;
  }
}

std::string words_for(unsigned long error) {
  if (ERR_SYSTEM_ERROR(error))
    return std::generic_category().message(ERR_GET_REASON(error));
  const char* const reason = ERR_reason_error_string(error);
  if (ERR_GET_LIB(error) == ERR_LIB_SSL)
    return words_for_tls(ERR_GET_REASON(error), reason);
  return reason != nullptr ? std::string{reason} : "OpenSSL error " + std::to_string(error);
}

} // namespace

const std::error_category& category() noexcept {
  static const tls_category only;
  return only;
}

std::string take_reason() {
  // Below 100 are reasons that all libraries have, like "internal error".
  constexpr int first_own_reason = 100;
  unsigned long chosen = 0;
  bool own = false;
  while (const auto next = ERR_get_error()) {
    const bool is_own = ERR_GET_LIB(next) == ERR_LIB_SSL && ERR_GET_REASON(next) >= first_own_reason;
    if (chosen == 0 || (is_own && !own))
      chosen = next;
    own = own || is_own;
  }
  return chosen == 0 ? std::string{} : words_for(chosen);
}

failure fail(errc code, std::string_view what) {
  auto reason = take_reason();
  if (what.empty() || reason.empty())
    return {make_error_code(code), what.empty() ? std::move(reason) : std::string{what}};
  return {make_error_code(code), std::string{what}.append(": ").append(reason)};
}

} // namespace troupe::tls
