#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/api/simulation.hpp"
#include "troupe/api/tcp_server.hpp"

using namespace troupe;
using namespace std::chrono_literals;

namespace {

// A server on a simulation, and what it told.
struct simulated_server {
  Simulation simulation;
  TCPServer server{simulation};
  std::vector<std::string> told;

  simulated_server() {
    server.LocalPort(7);
    server.DefaultEOL("\r\n");
    server.OnConnected([this](ConnectedEvent& e) { told.push_back("connected " + e.Description); });
    server.OnDataIn([this](DataInEvent& e) {
      told.push_back("data " + std::string{e.Text});
      server.SendLine(e.ConnectionId, e.Text);
    });
    server.OnDisconnected([this](DisconnectedEvent& e) { told.push_back("gone " + std::to_string(e.StatusCode)); });
    server.OnError([this](ErrorEvent& e) { told.push_back("error " + std::to_string(e.ErrorCode)); });
  }

  // Simulated time moves by itself, so that every wait ends; a hundred turns are far more than any case needs.
  template <class Condition>
  bool runs_until(Condition condition) {
    for (int turn = 0; turn < 100 && !condition(); ++turn)
      server.DoEvents();
    return condition();
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(simulation)

BOOST_AUTO_TEST_CASE(a_client_is_served_without_sockets) {
  simulated_server it;
  it.server.StartListening();
  auto client = it.simulation.Connect(7);
  client.Send("hello\r\n");
  BOOST_TEST(it.runs_until([&] { return client.Received() == "hello\r\n"; }));
  client.Close();
  BOOST_TEST(it.runs_until([&] { return it.told.size() == 3; }));
  const std::vector<std::string> expected{"connected OK", "data hello", "gone 0"};
  BOOST_TEST(it.told == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(nobody_listens_there) {
  Simulation simulation;
  BOOST_CHECK_EXCEPTION(simulation.Connect(7), Error, [](const Error& e) { return e.Code() == 10061; });
}

BOOST_AUTO_TEST_CASE(an_idle_timeout_of_an_hour_takes_no_time) {
  simulated_server it;
  it.server.DefaultIdleTimeout(3600);
  it.server.StartListening();
  auto client = it.simulation.Connect(7);
  BOOST_TEST(it.runs_until([&] { return it.told.size() == 1; }));
  it.simulation.Advance(3599s);
  it.server.DoEvents();
  BOOST_TEST(it.told.size() == 1);
  it.simulation.Advance(2s);
  BOOST_TEST(it.runs_until([&] { return it.told.back() == "gone 10060"; }));
}

BOOST_AUTO_TEST_CASE(chunked_receives_and_short_sends_change_nothing_but_the_pace) {
  simulated_server it;
  it.simulation.ChunkReceives(1);
  it.simulation.ShortenSends(1000, 1);
  it.server.StartListening();
  auto client = it.simulation.Connect(7);
  client.Send("one\r\ntwo\r\n");
  BOOST_TEST(it.runs_until([&] { return client.Received() == "one\r\ntwo\r\n"; }));
}

BOOST_AUTO_TEST_CASE(a_reset_is_told_with_its_code) {
  simulated_server it;
  it.server.StartListening();
  auto client = it.simulation.Connect(7);
  it.server.DoEvents();
  client.Reset();
  BOOST_TEST(it.runs_until([&] { return it.told.back() == "gone 10054"; }));
}

BOOST_AUTO_TEST_CASE(running_out_of_sockets_is_an_error_event_and_ends) {
  simulated_server it;
  it.server.StartListening();
  it.simulation.LimitSockets(2);
  auto first = it.simulation.Connect(7);
  auto second = it.simulation.Connect(7);
  BOOST_TEST(it.runs_until([&] { return it.told.size() == 2; }));
  BOOST_TEST(it.told.back() == "error 10024");
  first.Close();
  BOOST_TEST(it.runs_until([&] { return it.told.back() == "connected OK"; }));
}

BOOST_AUTO_TEST_CASE(a_simulation_has_no_worker_threads) {
  simulated_server it;
  it.server.Config("WorkerThreads=2");
  BOOST_CHECK_EXCEPTION(it.server.StartListening(), Error, [](const Error& e) { return e.Code() == 1011; });
}

BOOST_AUTO_TEST_SUITE_END()
