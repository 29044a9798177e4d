#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include <sys/types.h>

#include "troupe/tests/support/tls_options.hpp"

struct ssl_st;

namespace troupe::test {

/// The client's side of TLS on a connected socket, for `client`. It trusts everybody, and waits for nothing: what can't
/// be sent yet, because the handshake isn't complete, is kept.
///
/// A thread of the tests' own makes the handshakes of all sessions and sends what they keep, so that the one thread of
/// a test can run a server meanwhile.
class tls_session final {
public:
  /// True when this run of the tests is one over TLS (the environment variable TROUPE_TEST_TLS).
  static bool wanted();

  /// Begins the handshake.
  explicit tls_session(int descriptor, const tls_options& how = {});
  tls_session(const tls_session&) = delete;
  tls_session& operator=(const tls_session&) = delete;
  ~tls_session();

  /// Goes on as far as possible now; whether there is more to do.
  bool drive();
  int descriptor() const noexcept { return descriptor_; }
  /// How many bytes it took; 0: none now.
  std::size_t send(std::string_view bytes);
  /// As recv(2): 0 at the end of the stream, -1 and errno when there is nothing now, or it failed.
  ssize_t receive(char* to, std::size_t most);
  /// Begins a new handshake (TLS 1.2). The server may refuse it, and this session has failed then.
  void renegotiate();
  /// Sends close_notify after everything else.
  void finish();
  ssl_st* native() const noexcept { return ssl_; }

  // -- what became of it, any time -----------------------------------------------------------------------------------
  /// Whether the handshake is complete for the client. The server's may still fail then (TLS 1.3).
  bool complete();
  bool failed();
  /// The alert that the server has sent, other than close_notify: "unknown CA"; "": none. It comes with `receive`.
  std::string alert();
  bool resumed();
  /// How many handshakes it has begun and completed after the first one.
  int renegotiated();
  std::string version();      ///< "TLSv1.3"
  std::string cipher_suite(); ///< IANA: "TLS_AES_256_GCM_SHA384"
  std::string alpn();
  /// The server's certificate: its name (CN), its key as "RSA" or "EC", and how many certificates came with it.
  std::string server_name();
  std::string server_key();
  int chain_length();
  /// The last session that the server has given it; nullptr: none. In TLS 1.3 it comes with `receive`.
  tls_ticket ticket();

private:
  static void on_event(const ssl_st* of, int where, int value);
  static int on_ticket(ssl_st* of, ssl_session_st* made);

  void go_on();
  void flush();
  bool begins() const;
  bool busy() const;

  std::recursive_mutex guard_;
  ssl_ctx_st* context_;
  ssl_st* ssl_;
  int descriptor_;
  std::string before_;
  std::string waiting_;
  std::string alert_;
  tls_ticket ticket_;
  bool renegotiates_ = false;
  bool finishing_ = false;
  bool finished_ = false;
  bool failed_ = false;
  int failure_ = 0; // errno
};

} // namespace troupe::test
