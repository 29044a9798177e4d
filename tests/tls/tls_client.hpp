#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <openssl/ssl.h>

#include "troupe/tests/tls/minted.hpp"

namespace troupe::test {

/// How a client speaks.
struct client_setup {
  int least = TLS1_2_VERSION;
  int most = TLS1_3_VERSION;
  const minted* identity = nullptr;    ///< its certificate, if it has one
  SSL_SESSION* session = nullptr;      ///< the session to resume
  std::string server_name;             ///< SNI
  std::vector<std::string> alpn;       ///< what it offers
  std::function<void(SSL*)> configure; ///< anything else
  std::function<void(SSL_CTX*)> configure_context;
};

/// A TLS client of OpenSSL's in memory: what it sends is taken, what it receives is given.
class tls_client final {
public:
  explicit tls_client(const client_setup& setup = {});
  tls_client(const tls_client&) = delete;
  tls_client& operator=(const tls_client&) = delete;
  ~tls_client();

  /// Goes on shaking hands, and reads what there is to be read.
  void step();
  /// What it wants to send.
  std::string take();
  void give(std::string_view ciphertext);
  void write(std::string_view plaintext);
  void close() { SSL_shutdown(ssl_); }

  bool connected() const { return SSL_is_init_finished(ssl_) != 0; }
  bool failed() const { return failed_; }
  /// Whether the server has said that it sends nothing more.
  bool closed() const { return (SSL_get_shutdown(ssl_) & SSL_RECEIVED_SHUTDOWN) != 0; }
  /// The alert that the server has sent: "handshake failure"; "".
  const std::string& alert() const { return alert_; }
  /// OpenSSL's reason for its failure.
  const std::string& reason() const { return reason_; }
  const std::string& received() const { return received_; }
  void clear_received() { received_.clear(); }
  SSL* native() const { return ssl_; }
  /// The name of the algorithm that the server has signed with, as its NID's short name; the certificate's key type.
  std::string server_key() const;
  /// The last session that may be resumed. To be freed.
  SSL_SESSION* session() const { return session_; }

private:
  static void on_event(const SSL* of, int where, int value);
  static int on_session(SSL* of, SSL_SESSION* made);

  SSL_CTX* context_;
  SSL* ssl_;
  std::string alert_;
  std::string reason_;
  std::string received_;
  SSL_SESSION* session_ = nullptr;
  bool failed_ = false;
};

} // namespace troupe::test
