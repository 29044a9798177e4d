#include "troupe/tls/handshake_callbacks.hpp"

#include <string_view>

#include <openssl/ssl.h>

#include "troupe/tls/alpn.hpp"
#include "troupe/tls/context.hpp"
#include "troupe/tls/hooks.hpp"

namespace troupe::tls {

namespace {

handshake_hooks* hooks_of(const SSL* of) {
  return static_cast<handshake_hooks*>(SSL_get_app_data(of));
}

const context& context_of(const SSL* of) {
  return *static_cast<const context*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(of)));
}

int on_client_hello(SSL* from, int* alert, void*) {
  auto* const hooks = hooks_of(from);
  switch (hooks != nullptr ? hooks->on_client_hello(from) : hello_answer::go_on) {
  case hello_answer::go_on:
    return SSL_CLIENT_HELLO_SUCCESS;
  case hello_answer::wait:
    return SSL_CLIENT_HELLO_RETRY;
  default:
    *alert = SSL_AD_HANDSHAKE_FAILURE;
    return SSL_CLIENT_HELLO_ERROR;
  }
}

int on_verify(X509_STORE_CTX* of, void*) {
  auto* const ssl = static_cast<SSL*>(X509_STORE_CTX_get_ex_data(of, SSL_get_ex_data_X509_STORE_CTX_idx()));
  auto* const hooks = ssl != nullptr ? hooks_of(ssl) : nullptr;
  return hooks != nullptr && hooks->on_verify(of) ? 1 : 0;
}

void on_message(int sent, int version, int type, const void* bytes, std::size_t size, SSL* of, void*) {
  if (auto* const hooks = hooks_of(of); hooks != nullptr)
    hooks->on_message({sent != 0, version, type, static_cast<const unsigned char*>(bytes), size});
}

int on_protocols(SSL* of, const unsigned char** chosen, unsigned char* size, const unsigned char* offered,
                 unsigned int offered_size, void*) {
  const std::string_view offer{reinterpret_cast<const char*>(offered), offered_size};
  const auto found = choose_protocol(context_of(of).protocols(), offer);
  // RFC 7301, 3.2: no_application_protocol.
  if (found.empty())
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  *chosen = reinterpret_cast<const unsigned char*>(found.data());
  *size = static_cast<unsigned char>(found.size());
  return SSL_TLSEXT_ERR_OK;
}

void on_key(const SSL* of, const char* line) {
  context_of(of).log_key(line);
}

} // namespace

void install_callbacks(ssl_ctx_st* native, const context& of) {
  const auto& rules = of.rules();
  SSL_CTX_set_app_data(native, const_cast<context*>(&of));
  // SSLProvider Platform: no SSLConnectionRequest; a certificate by its name all the same.
  if (!rules.system_defaults || !of.names().empty())
    SSL_CTX_set_client_hello_cb(native, on_client_hello, nullptr);
  if (rules.ask_client) {
    // A client without a certificate is the application's to refuse: no SSL_VERIFY_FAIL_IF_NO_PEER_CERT.
    SSL_CTX_set_verify(native, SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_cert_verify_callback(native, on_verify, nullptr);
  }
  if (rules.log_messages || rules.ask_client)
    SSL_CTX_set_msg_callback(native, on_message);
  if (!of.protocols().empty())
    SSL_CTX_set_alpn_select_cb(native, on_protocols, nullptr);
  if (!rules.key_log_file.empty())
    SSL_CTX_set_keylog_callback(native, on_key);
}

} // namespace troupe::tls
