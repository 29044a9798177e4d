#include <array>
#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/api/certificate.hpp"
#include "troupe/tests/support/client.hpp"
#include "troupe/tests/support/memory_client.hpp"
#include "troupe/tests/support/memory_faults.hpp"
#include "troupe/tests/support/pump.hpp"

// A whole server that speaks TLS on the kernel's sockets, with one allocation failing after the other. OpenSSL's own
// are not among them: it does not use operator new.

using namespace troupe;

namespace {

/// Speaks TLS step by step, on this thread.
class step_client final {
public:
  explicit step_client(int port) : socket_(port, plain()) {}

  void say(const std::string& text) { unsaid_ += text; }
  void close() { socket_.close(); }
  const std::string& heard() const noexcept { return heard_; }
  bool gone() const noexcept { return socket_.closed(); }
  void go_on() {
    const test::memory_faults::truce truce;
    tls_.give(socket_.receive_available());
    auto ready = tls_.take();
    if (tls_.complete() && !unsaid_.empty())
      tls_.write(std::exchange(unsaid_, {}));
    heard_ += tls_.read();
    ready += tls_.take();
    try {
      if (!ready.empty())
        socket_.send_all(ready);
    } catch (const std::exception&) { // NOLINT(bugprone-empty-catch): reset by the server, which is seen below
    }
  }

private:
  static test::client::options plain() {
    test::client::options how;
    how.plain = true;
    return how;
  }

  test::client socket_;
  test::memory_client tls_;
  std::string unsaid_;
  std::string heard_;
};

/// What was heard of each connection; needs no memory.
struct life {
  int connected = 0;
  int ended = 0;
};

const Certificate& own_certificate() {
  static const auto only = Certificate::SelfSigned("localhost");
  return only;
}

struct scarce_tls_server {
  std::array<life, 64> lives{};
  TCPServer server;

  scarce_tls_server() {
    server.Config("DoEventsWait=0");
    server.Config("RestartLimit=100");
    // One of two clients waits for the other's handshake.
    server.Config("MaxHandshakes=1");
    server.LocalHost("127.0.0.1");
    server.DefaultEOL("\n");
    server.SSLCert(own_certificate());
    server.SSLEnabled(true);
    server.OnConnected([&](ConnectedEvent& e) { e.StatusCode == 0 ? ++of(e.ConnectionId).connected : 0; });
    server.OnDataIn([&](DataInEvent& e) { server.SendLine(e.ConnectionId, e.Text); });
    server.OnDisconnected([&](DisconnectedEvent& e) { ++of(e.ConnectionId).ended; });
    server.StartListening();
  }
  life& of(std::int64_t id) { return lives.at(static_cast<std::size_t>(id)); }
  void run(step_client& one, step_client& other) {
    for (int rounds = 0; rounds < 12; ++rounds) {
      BOOST_CHECK_NO_THROW(server.DoEvents());
      one.go_on();
      other.go_on();
    }
  }
  std::string echo_of(const std::string& line) {
    step_client next{server.LocalPort()};
    next.say(line + "\n");
    test::pump_until(server, [&] {
      next.go_on();
      return next.heard().size() >= line.size() + 2 || next.gone();
    });
    return next.heard();
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(actors_tls_memory)

BOOST_AUTO_TEST_CASE(every_allocation_of_a_server_may_fail) {
  for (const std::size_t in_a_row : {1U, 3U}) {
    std::size_t reached = 1;
    std::size_t n = 0;
    while (reached > 0) {
      ++n;
      BOOST_TEST_CONTEXT(in_a_row << " from allocation " << n << " on") {
        scarce_tls_server scarce;
        auto& server = scarce.server;
        {
          step_client first{server.LocalPort()};
          step_client second{server.LocalPort()};
          first.say("hello\n" + std::string(9000, 'x') + "\n");
          second.say("bye\n");
          test::memory_faults::throw_in(n, in_a_row);
          scarce.run(first, second);
          second.close();
          for (int rounds = 0; rounds < 3; ++rounds)
            BOOST_CHECK_NO_THROW(server.DoEvents());
          reached = test::memory_faults::clear();
          if (reached == 0)
            BOOST_TEST(first.heard().substr(0, 7) == "hello\r\n");
        }
        BOOST_TEST(scarce.echo_of("still here") == "still here\r\n");
        test::pump_until(server, [&] { return server.Connections().empty(); });
        test::pump(server);
        for (const auto& one : scarce.lives) {
          BOOST_TEST(one.connected <= 1);
          BOOST_TEST(one.ended == one.connected);
        }
      }
    }
    BOOST_TEST(n > 30U);
  }
}

BOOST_AUTO_TEST_SUITE_END()
