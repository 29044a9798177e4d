#include "troupe/tls/trust.hpp"

#include <cerrno>
#include <new>

#include <unistd.h>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include "troupe/tls/stores/file_bytes.hpp"
#include "troupe/tls/stores/store_content.hpp"

namespace troupe::tls {

namespace {

failure not_opened(const char* setting, const std::string& why) {
  return {make_error_code(errc::store_not_opened), std::string{setting} + ": " + why};
}

failure trust_all(SSL_CTX* of, const char* setting, const std::string& text) {
  if (text.empty())
    return {};
  const auto certificates = read_certificates(text);
  if (!certificates)
    return not_opened(setting, certificates.why().reason);
  for (const auto& each : *certificates)
    if (X509_STORE_add_cert(SSL_CTX_get_cert_store(of), each.get()) != 1 || SSL_CTX_add_client_CA(of, each.get()) != 1)
      throw std::bad_alloc{};
  return {};
}

failure trust_file(SSL_CTX* of, const std::string& name) {
  if (name.empty())
    return {};
  // Its reasons say more than OpenSSL's.
  if (const auto bytes = read_file(name); !bytes)
    return not_opened("OpenSSLCAFile", bytes.why().reason);
  if (SSL_CTX_load_verify_file(of, name.c_str()) != 1)
    return fail(errc::store_not_opened, "OpenSSLCAFile: " + name);
  return {};
}

failure trust_directory(SSL_CTX* of, const std::string& name) {
  if (name.empty())
    return {};
  // OpenSSL looks into it when a certificate is verified, and takes what it can't read for empty.
  if (::access((name + "/.").c_str(), R_OK | X_OK) != 0)
    return not_opened("OpenSSLCADir", name + ": " + std::generic_category().message(errno));
  if (SSL_CTX_load_verify_dir(of, name.c_str()) != 1)
    return fail(errc::store_not_opened, "OpenSSLCADir: " + name);
  return {};
}

failure add_all(const char* setting, const std::string& text, STACK_OF(X509) * to) {
  if (text.empty())
    return {};
  const auto certificates = read_certificates(text);
  if (!certificates)
    return not_opened(setting, certificates.why().reason);
  for (const auto& each : *certificates)
    if (X509_add_cert(to, each.get(), X509_ADD_FLAG_UP_REF | X509_ADD_FLAG_NO_DUP) != 1)
      throw std::bad_alloc{};
  return {};
}

} // namespace

failure set_trust(ssl_ctx_st* of, const options& rules) {
  X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(of), X509_V_FLAG_PARTIAL_CHAIN);
  if (auto why = trust_all(of, "SSLClientCACerts", rules.client_authorities))
    return why;
  if (auto why = trust_all(of, "SSLCACerts", rules.ca_certificates))
    return why;
  if (auto why = trust_file(of, rules.ca_file))
    return why;
  return trust_directory(of, rules.ca_directory);
}

result<chain_ptr> read_own_authorities(const options& rules) {
  chain_ptr all{sk_X509_new_null()};
  if (all == nullptr)
    throw std::bad_alloc{};
  if (auto why = add_all("SSLCACerts", rules.ca_certificates, all.get()))
    return why;
  if (auto why = add_all("SSLServerCACerts", rules.server_authorities, all.get()))
    return why;
  if (sk_X509_num(all.get()) == 0)
    all.reset();
  return result<chain_ptr>{std::move(all)};
}

} // namespace troupe::tls
