#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include <openssl/ssl.h>

#include "troupe/bench/descriptor.hpp"
#include "troupe/bench/workload.hpp"

namespace troupe::bench {

/// A client's end of one connection: a non-blocking socket, and TLS over it if there is a context.
/// Whatever is wrong with a connection throws: nothing here may be taken for a measurement.
class client_link final {
public:
  client_link() = default;

  /// `tls` may be nullptr: a plain connection. Otherwise it must live as long as this.
  client_link(descriptor socket, SSL_CTX* tls);

  /// Goes on with the handshake. True once it is complete, without TLS at once; false: go on when readable.
  [[nodiscard]] bool handshake();

  /// How many of the bytes were taken. After fewer than `size`, writability tells when to offer the rest again.
  [[nodiscard]] std::size_t send(const char* data, std::size_t size);

  /// How many bytes came; none: nothing is there now; 0: the server has closed, with TLS by a close_notify.
  [[nodiscard]] std::optional<std::size_t> receive(char* to, std::size_t most);

  /// When the kernel got the last of the bytes that wait to be received, in nanoseconds of now_ns(); 0: not known.
  [[nodiscard]] std::uint64_t arrival();

  /// True if more may be received that the socket's readability does not tell of.
  [[nodiscard]] bool has_more() const { return ssl_ && SSL_has_pending(ssl_.get()) == 1; }

  /// Says that nothing more is sent: close_notify, if there is TLS, and the end of the stream.
  void half_close();

  /// Closes now.
  void reset() noexcept;

  [[nodiscard]] int socket() const noexcept { return socket_.get(); }

private:
  struct ssl_freed {
    void operator()(SSL* gone) const noexcept { SSL_free(gone); }
  };

  descriptor socket_;
  bool stamps_ = false; ///< SO_TIMESTAMPNS is set
  std::unique_ptr<SSL, ssl_freed> ssl_;
};

/// A link that is connected, TLS handshake included. Waits for it, at most five seconds for each answer.
[[nodiscard]] client_link connected_link(std::size_t index, const workload& work);

/// Frees a context.
struct ssl_ctx_freed {
  void operator()(SSL_CTX* gone) const noexcept { SSL_CTX_free(gone); }
};

/// What all TLS clients share. It offers one algorithm of each kind, so that every server does the same work, and
/// never resumes a session.
[[nodiscard]] std::unique_ptr<SSL_CTX, ssl_ctx_freed> client_tls_context();

} // namespace troupe::bench
