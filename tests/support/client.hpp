#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <sys/types.h>

#include "troupe/tests/support/tls_options.hpp"

namespace troupe::test {

class tls_session;

/// A test waits this long for what must happen; only a failing one waits to the end.
constexpr std::chrono::seconds patience{20};

/// A TCP client on a plain socket, for tests: it knows nothing of Troupe. In a run over TLS it speaks that.
///
/// Every wait is a poll(2) with a deadline of `patience`; what goes wrong throws std::runtime_error. The kernel accepts
/// a connection without the server's help, so one thread can drive both: connect, send, pump the server, receive.
class client final {
public:
  struct options {
    bool ipv6 = false;                 ///< ::1 instead of 127.0.0.1
    int receive_buffer = 0;            ///< SO_RCVBUF, set before it connects; 0: the system's
    const char* address = "127.0.0.1"; ///< IPv4, where it connects to
    bool plain = false;                ///< without TLS, whatever the run is
    std::optional<tls_options> tls{};  ///< with TLS of this kind, whatever the run is
  };

  explicit client(int port) : client(port, options{}) {}
  client(int port, options how);
  client(const client&) = delete;
  client& operator=(const client&) = delete;
  client(client&& other) noexcept;
  client& operator=(client&& other) noexcept;
  ~client();

  int descriptor() const noexcept { return descriptor_; }
  /// TLS, if it speaks it; else nullptr.
  tls_session* tls() const noexcept { return tls_.get(); }
  /// Begins TLS (STARTTLS).
  void start_tls(const tls_options& how = {});
  int local_port() const;

  /// Sends everything; needs somebody who reads if it is more than the kernel's buffers hold.
  void send_all(std::string_view bytes);
  /// Sends what the kernel takes now, and returns how much that was.
  std::size_t send_some(std::string_view bytes);

  /// Waits for exactly `count` bytes.
  std::string receive(std::size_t count);
  /// Everything until the server closes the connection; `error` says how it did.
  std::string receive_until_closed();
  /// What is there now, `limit` bytes at most; never waits.
  std::string receive_available(std::size_t limit = std::string::npos);

  /// Whether a receive met the end of the connection.
  bool closed() const noexcept { return closed_; }
  /// The errno of that end: 0 after an orderly one, ECONNRESET after a reset.
  int error() const noexcept { return error_; }

  /// Sends the end of the stream; can still receive.
  void shutdown_write();
  /// Closes with a reset (SO_LINGER 0).
  void reset();
  /// Closes.
  void close() noexcept;

private:
  void wait_for(short events, std::chrono::steady_clock::time_point deadline) const;

  ssize_t receive_some(char* to, std::size_t most);

  int descriptor_ = -1;
  std::unique_ptr<tls_session> tls_;
  bool closed_ = false;
  int error_ = 0;
};

} // namespace troupe::test
