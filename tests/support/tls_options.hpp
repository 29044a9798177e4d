#pragma once

#include <memory>
#include <string>

struct ssl_session_st;
struct ssl_ctx_st;

namespace troupe::test {

/// A session that a client may resume.
using tls_ticket = std::shared_ptr<ssl_session_st>;

/// How a client of a test speaks TLS.
struct tls_options {
  int least = 0x0303;               ///< the oldest version it offers, as OpenSSL has it: TLS1_2_VERSION
  int most = 0x0304;                ///< the newest: TLS1_3_VERSION
  std::string server_name;          ///< SNI; "": none
  std::string alpn;                 ///< application protocols, separated by commas; "": none
  std::string signature_algorithms; ///< SSL_CTX_set1_sigalgs_list(3); "": OpenSSL's
  std::string cipher_list;          ///< of TLS 1.2, SSL_CTX_set_cipher_list(3); "": OpenSSL's
  std::string identity;             ///< a PEM file with its key, its certificate and the chain; "": it has none
  tls_ticket ticket;                ///< what it resumes; nullptr: nothing
  std::string before;               ///< plaintext in the same packet as its ClientHello, in front of it
};

/// For one session; to be freed.
ssl_ctx_st* make_client_context(const tls_options& how);

/// The ClientHello of such a client, for tests that don't shake hands.
std::string client_hello_of(const tls_options& how);

} // namespace troupe::test
