#include "troupe/tests/tls/tls_client.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>

#include "troupe/tls/handles.hpp"
#include "troupe/tls/message_text.hpp"

namespace troupe::test {

using tls::owned;

namespace {

void present(SSL_CTX* to, const minted& identity) {
  const owned<BIO> certificate{BIO_new_mem_buf(identity.certificate.data(), -1)};
  const owned<BIO> key{BIO_new_mem_buf(identity.key.data(), -1)};
  const owned<X509> first{PEM_read_bio_X509(certificate.get(), nullptr, nullptr, nullptr)};
  SSL_CTX_use_certificate(to, first.get());
  while (X509* const next = PEM_read_bio_X509(certificate.get(), nullptr, nullptr, nullptr))
    SSL_CTX_add_extra_chain_cert(to, next);
  const owned<EVP_PKEY> read{PEM_read_bio_PrivateKey(key.get(), nullptr, nullptr, nullptr)};
  SSL_CTX_use_PrivateKey(to, read.get());
  ERR_clear_error();
}

} // namespace

tls_client::tls_client(const client_setup& setup) : context_(SSL_CTX_new(TLS_client_method())) {
  SSL_CTX_set_security_level(context_, setup.least < TLS1_2_VERSION ? 0 : 2);
  SSL_CTX_set_min_proto_version(context_, setup.least);
  SSL_CTX_set_max_proto_version(context_, setup.most);
  SSL_CTX_set_session_cache_mode(context_, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(context_, on_session);
  SSL_CTX_set_info_callback(context_, on_event);
  if (setup.identity != nullptr)
    present(context_, *setup.identity);
  if (setup.configure_context)
    setup.configure_context(context_);
  ssl_ = SSL_new(context_);
  SSL_set_app_data(ssl_, this);
  SSL_set_bio(ssl_, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
  BIO_set_mem_eof_return(SSL_get_rbio(ssl_), -1);
  if (setup.session != nullptr)
    SSL_set_session(ssl_, setup.session);
  if (!setup.server_name.empty())
    SSL_set_tlsext_host_name(ssl_, setup.server_name.c_str());
  std::string offer;
  for (const auto& each : setup.alpn)
    offer += static_cast<char>(each.size()) + each;
  if (!offer.empty())
    SSL_set_alpn_protos(ssl_, reinterpret_cast<const unsigned char*>(offer.data()),
                        static_cast<unsigned>(offer.size()));
  if (setup.configure)
    setup.configure(ssl_);
  SSL_set_connect_state(ssl_);
}

tls_client::~tls_client() {
  SSL_SESSION_free(session_);
  SSL_free(ssl_);
  SSL_CTX_free(context_);
}

void tls_client::step() {
  ERR_clear_error();
  char piece[4096];
  int count = 0;
  // SSL_read shakes hands too.
  while (!failed_ && (count = SSL_read(ssl_, piece, sizeof piece)) > 0)
    received_.append(piece, static_cast<std::size_t>(count));
  const int error = SSL_get_error(ssl_, count);
  if (failed_ || error == SSL_ERROR_WANT_READ || error == SSL_ERROR_ZERO_RETURN || count > 0)
    return;
  failed_ = true;
  const char* const why = ERR_reason_error_string(ERR_peek_error());
  reason_ = why != nullptr ? why : "";
  ERR_clear_error();
}

std::string tls_client::take() {
  auto* const out = SSL_get_wbio(ssl_);
  std::string bytes(BIO_ctrl_pending(out), '\0');
  if (!bytes.empty())
    BIO_read(out, bytes.data(), static_cast<int>(bytes.size()));
  return bytes;
}

void tls_client::give(std::string_view ciphertext) {
  BIO_write(SSL_get_rbio(ssl_), ciphertext.data(), static_cast<int>(ciphertext.size()));
}

void tls_client::write(std::string_view plaintext) {
  if (SSL_write(ssl_, plaintext.data(), static_cast<int>(plaintext.size())) <= 0)
    failed_ = true;
}

std::string tls_client::server_key() const {
  const owned<X509> certificate{SSL_get1_peer_certificate(ssl_)};
  return certificate == nullptr ? "" : OBJ_nid2sn(EVP_PKEY_get_base_id(X509_get0_pubkey(certificate.get())));
}

void tls_client::on_event(const SSL* of, int where, int value) {
  if ((where & SSL_CB_ALERT) != 0 && (where & SSL_CB_READ) != 0 && (value & 0xFF) != SSL_AD_CLOSE_NOTIFY)
    static_cast<tls_client*>(SSL_get_app_data(of))->alert_ = tls::alert_name(value & 0xFF);
}

int tls_client::on_session(SSL* of, SSL_SESSION* made) {
  auto& self = *static_cast<tls_client*>(SSL_get_app_data(of));
  SSL_SESSION_free(self.session_);
  self.session_ = made;
  return 1;
}

} // namespace troupe::test
