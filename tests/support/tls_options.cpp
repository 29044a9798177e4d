#include "troupe/tests/support/tls_options.hpp"

#include <algorithm>
#include <stdexcept>

#include <openssl/ssl.h>

namespace troupe::test {

namespace {

void check(long result, const char* what) {
  if (result != 1)
    throw std::runtime_error{std::string{"make_client_context: "} + what};
}

/// As RFC 7301, 3.1, has it: each with its length.
std::string encoded(const std::string& protocols) {
  std::string all;
  for (std::size_t begin = 0; begin < protocols.size();) {
    const auto end = std::min(protocols.find(',', begin), protocols.size());
    all += static_cast<char>(end - begin);
    all.append(protocols, begin, end - begin);
    begin = end + 1;
  }
  return all;
}

} // namespace

ssl_ctx_st* make_client_context(const tls_options& how) {
  auto* const made = SSL_CTX_new(TLS_client_method());
  if (made == nullptr)
    throw std::runtime_error{"make_client_context: SSL_CTX_new"};
  SSL_CTX_set_session_cache_mode(made, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_set_min_proto_version(made, how.least);
  SSL_CTX_set_max_proto_version(made, how.most);
  if (!how.signature_algorithms.empty())
    check(SSL_CTX_set1_sigalgs_list(made, how.signature_algorithms.c_str()), "signature algorithms");
  if (!how.cipher_list.empty())
    check(SSL_CTX_set_cipher_list(made, how.cipher_list.c_str()), "cipher list");
  if (!how.identity.empty()) {
    check(SSL_CTX_use_certificate_chain_file(made, how.identity.c_str()), "certificate");
    check(SSL_CTX_use_PrivateKey_file(made, how.identity.c_str(), SSL_FILETYPE_PEM), "key");
  }
  if (const auto protocols = encoded(how.alpn); !protocols.empty())
    SSL_CTX_set_alpn_protos(made, reinterpret_cast<const unsigned char*>(protocols.data()),
                            static_cast<unsigned>(protocols.size()));
  return made;
}

std::string client_hello_of(const tls_options& how) {
  auto* const context = make_client_context(how);
  auto* const ssl = SSL_new(context);
  auto* const out = BIO_new(BIO_s_mem());
  SSL_set_bio(ssl, BIO_new(BIO_s_mem()), out);
  if (!how.server_name.empty())
    SSL_set_tlsext_host_name(ssl, how.server_name.c_str());
  SSL_connect(ssl);
  char* bytes = nullptr;
  const auto size = BIO_get_mem_data(out, &bytes);
  std::string hello{bytes, static_cast<std::size_t>(size)};
  SSL_free(ssl);
  SSL_CTX_free(context);
  return hello;
}

} // namespace troupe::test
