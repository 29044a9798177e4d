#include <array>
#include <atomic>
#include <string>
#include <system_error>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/support/client.hpp"
#include "troupe/tests/support/memory_faults.hpp"
#include "troupe/tests/support/pump.hpp"

// A whole server on the kernel's sockets, with one allocation failing after the other.

using namespace troupe;

namespace {

/// What was heard of each connection; needs no memory for the first few.
struct life {
  int connected = 0;
  int data = 0;
  int ended = 0;
};

struct scarce_server {
  std::array<life, 64> lives{};
  int errors = 0;
  TCPServer server;

  explicit scarce_server(const std::string& code_page) {
    server.Config("DoEventsWait=0");
    server.Config("CodePage=" + code_page);
    server.Config("RestartLimit=100");
    server.LocalHost("127.0.0.1");
    server.DefaultEOL("\n");
    server.DefaultIdleTimeout(3600);
    server.OnConnected([&](ConnectedEvent& e) { e.StatusCode == 0 ? ++of(e.ConnectionId).connected : 0; });
    server.OnDataIn([&](DataInEvent& e) {
      ++of(e.ConnectionId).data;
      server.SendLine(e.ConnectionId, e.Text);
    });
    server.OnDisconnected([&](DisconnectedEvent& e) { ++of(e.ConnectionId).ended; });
    server.OnError([&](ErrorEvent&) { ++errors; });
    server.StartListening();
  }
  life& of(std::int64_t id) { return lives.at(static_cast<std::size_t>(id)); }
  std::string echo_of(const std::string& line) {
    test::client next{server.LocalPort()};
    next.send_all(line + "\n");
    return test::pump_receive(server, next, line.size() + 2);
  }
};

bool is_answered(TCPServer& server) {
  test::client visitor{server.LocalPort()};
  try {
    visitor.send_all("hello");
  } catch (const std::system_error&) {
    return false; // refused before it could say so
  }
  std::string answer;
  test::pump_until(server, [&] { return (answer += visitor.receive_available()).size() == 7 || visitor.closed(); });
  return answer == "hello\r\n";
}

} // namespace

BOOST_AUTO_TEST_SUITE(actors_memory)

BOOST_AUTO_TEST_CASE(every_allocation_of_a_server_may_fail) {
  for (const std::string code_page : {"65001", "1252"}) {
    for (const std::size_t in_a_row : {1U, 2U, 7U}) {
      std::size_t reached = 1;
      std::size_t n = 0;
      while (reached > 0) {
        ++n;
        BOOST_TEST_CONTEXT("code page " << code_page << ", " << in_a_row << " from allocation " << n << " on") {
          scarce_server scarce{code_page};
          auto& server = scarce.server;
          {
            test::client first{server.LocalPort()};
            test::client second{server.LocalPort()};
            first.send_all("hello\nworld\n" + std::string(3000, 'x') + "\n");
            second.send_all("bye");
            test::memory_faults::throw_in(n, in_a_row);
            for (int rounds = 0; rounds < 3; ++rounds)
              BOOST_CHECK_NO_THROW(server.DoEvents());
            second.close();
            for (int rounds = 0; rounds < 3; ++rounds)
              BOOST_CHECK_NO_THROW(server.DoEvents());
            first.reset();
            for (int rounds = 0; rounds < 3; ++rounds)
              BOOST_CHECK_NO_THROW(server.DoEvents());
            reached = test::memory_faults::clear();
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
      BOOST_TEST(n > 10U);
    }
  }
}

BOOST_AUTO_TEST_CASE(an_allocation_of_any_worker_thread_may_fail) {
  for (std::size_t n = 1; n <= 60; ++n) {
    BOOST_TEST_CONTEXT("allocation " << n) {
      std::atomic<bool> ordered{false};
      TCPServer server;
      server.Config("DoEventsWait=1");
      server.Config("WorkerThreads=2");
      server.Config("RestartLimit=100");
      server.LocalHost("127.0.0.1");
      server.OnConnectionRequest([&](ConnectionRequestEvent&) {
        if (!ordered.exchange(true))
          test::memory_faults::throw_in(n);
      });
      server.OnDataIn([&](DataInEvent& e) { server.SendLine(e.ConnectionId, e.Text); });
      server.StartListening();
      int unanswered = 0;
      for (int visit = 0; visit < 6; ++visit) {
        unanswered += is_answered(server) ? 0 : 1;
      }
      BOOST_TEST(unanswered <= 1);
      BOOST_TEST(server.Listening());
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
