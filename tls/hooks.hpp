#pragma once

#include <cstddef>
#include <cstdint>

struct ssl_st;
struct x509_store_ctx_st;

namespace troupe::tls {

/// One TLS message as it passes (SSL_CTX_set_msg_callback(3)).
struct tls_message {
  bool sent = false;
  int version = 0;
  int type = 0; ///< a record's content type (RFC 8446, 5.1), or one of OpenSSL's pseudo types
  const unsigned char* bytes = nullptr;
  std::size_t size = 0;
};

/// What happens with a ClientHello.
enum class hello_answer : std::uint8_t {
  go_on,
  wait,  ///< the handshake stands still until it is entered again
  refuse ///< there is no certificate for this client
};

/// What OpenSSL asks in the middle of a handshake. A context's callbacks find them by the SSL (SSL_get_app_data(3)).
/// They throw nothing: OpenSSL's code is in between. They may run on the small stack of an asynchronous job.
class handshake_hooks {
public:
  /// The ClientHello is there.
  virtual hello_answer on_client_hello(ssl_st* from) = 0;
  /// The client's certificate is there: whether the handshake goes on. May pause the asynchronous job it is called in.
  virtual bool on_verify(x509_store_ctx_st* of) = 0;
  /// A message passes; one that was received is there in whole, and OpenSSL has done nothing about it yet. May pause
  /// the job, too. Called with options::log_messages or ask_client only.
  virtual void on_message(const tls_message& message) = 0;

protected:
  ~handshake_hooks() = default;
};

} // namespace troupe::tls
