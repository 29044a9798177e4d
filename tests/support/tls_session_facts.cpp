#include <array>

#include <openssl/ssl.h>

#include "troupe/tests/support/tls_session.hpp"

// What became of a session.

namespace troupe::test {

bool tls_session::complete() {
  const std::lock_guard lock{guard_};
  return SSL_is_init_finished(ssl_) != 0;
}

bool tls_session::failed() {
  const std::lock_guard lock{guard_};
  return failed_;
}

std::string tls_session::alert() {
  const std::lock_guard lock{guard_};
  return alert_;
}

bool tls_session::resumed() {
  const std::lock_guard lock{guard_};
  return SSL_session_reused(ssl_) != 0;
}

int tls_session::renegotiated() {
  const std::lock_guard lock{guard_};
  return SSL_is_init_finished(ssl_) != 0 ? static_cast<int>(SSL_total_renegotiations(ssl_)) : 0;
}

std::string tls_session::version() {
  const std::lock_guard lock{guard_};
  return SSL_get_version(ssl_);
}

std::string tls_session::cipher_suite() {
  const std::lock_guard lock{guard_};
  return SSL_CIPHER_standard_name(SSL_get_current_cipher(ssl_));
}

std::string tls_session::alpn() {
  const std::lock_guard lock{guard_};
  const unsigned char* name = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(ssl_, &name, &size);
  return {reinterpret_cast<const char*>(name), size};
}

std::string tls_session::server_name() {
  const std::lock_guard lock{guard_};
  auto* const certificate = SSL_get0_peer_certificate(ssl_);
  if (certificate == nullptr)
    return {};
  std::array<char, 256> name{};
  X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name.data(), name.size());
  return name.data();
}

std::string tls_session::server_key() {
  const std::lock_guard lock{guard_};
  auto* const certificate = SSL_get0_peer_certificate(ssl_);
  return certificate == nullptr ? std::string{} : EVP_PKEY_get0_type_name(X509_get0_pubkey(certificate));
}

int tls_session::chain_length() {
  const std::lock_guard lock{guard_};
  return sk_X509_num(SSL_get_peer_cert_chain(ssl_));
}

tls_ticket tls_session::ticket() {
  const std::lock_guard lock{guard_};
  return ticket_;
}

/// SSL_CTX_set_info_callback(3).
void tls_session::on_event(const ssl_st* of, int where, int value) {
  if ((where & SSL_CB_READ_ALERT) == SSL_CB_READ_ALERT && (value & 0xFF) != SSL_AD_CLOSE_NOTIFY) {
    auto& session = *static_cast<tls_session*>(SSL_get_app_data(of));
    // OpenSSL's own table ends before TLS 1.3.
    session.alert_ =
      (value & 0xFF) == SSL_AD_CERTIFICATE_REQUIRED ? "certificate required" : SSL_alert_desc_string_long(value);
  }
}

int tls_session::on_ticket(ssl_st* of, ssl_session_st* made) {
  static_cast<tls_session*>(SSL_get_app_data(of))->ticket_ = tls_ticket{made, SSL_SESSION_free};
  return 1;
}

} // namespace troupe::test
