#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/error_of.hpp"
#include "troupe/tests/documented/kernel_socket.hpp"
#include "troupe/tests/support/fixture.hpp"

using troupe::test::client;
using troupe::test::error_code_of;
using troupe::test::error_of;
using troupe::test::idle_server;
using troupe::test::kernel_socket;
using troupe::test::started_server;

namespace {

bool refuses_clients(int port) {
  try {
    client{port};
    return false;
  } catch (const std::exception&) {
    return true;
  }
}

} // namespace

BOOST_AUTO_TEST_SUITE(listening)

BOOST_FIXTURE_TEST_CASE(is_false_until_start_listening, idle_server) {
  BOOST_TEST(!server.Listening());
  server.StartListening();
  BOOST_TEST(server.Listening());
}

BOOST_FIXTURE_TEST_CASE(clients_connect_once_it_listens, started_server) {
  auto one = join();
  BOOST_TEST(events.last("Connected", one.id).code == 0);
  BOOST_TEST(events.last("Connected", one.id).text == "OK");
}

BOOST_FIXTURE_TEST_CASE(starting_twice_is_error_104, started_server) {
  const int port = server.LocalPort();
  BOOST_TEST(error_of([&] { server.StartListening(); }) == "104 TCPServer is already listening.");
  BOOST_TEST(server.Listening());
  BOOST_TEST(server.LocalPort() == port);
  join();
}

BOOST_FIXTURE_TEST_CASE(port_0_lets_the_system_pick_one_that_can_be_read, idle_server) {
  BOOST_TEST(server.LocalPort() == 0);
  server.StartListening();
  BOOST_TEST(server.LocalPort() > 0);
  BOOST_TEST(kernel_socket::listening_on(server.LocalPort()).has_value());
}

BOOST_FIXTURE_TEST_CASE(a_chosen_port_is_listened_on, idle_server) {
  server.StartListening();
  const int port = server.LocalPort();
  server.StopListening();
  server.LocalPort(port);
  server.StartListening();
  BOOST_TEST(server.LocalPort() == port);
  join();
}

BOOST_FIXTURE_TEST_CASE(stop_listening_rejects_new_clients, started_server) {
  const int port = server.LocalPort();
  server.StopListening();
  BOOST_TEST(!server.Listening());
  BOOST_TEST(refuses_clients(port));
}

BOOST_FIXTURE_TEST_CASE(stop_listening_leaves_connections_alone, started_server) {
  auto one = join();
  server.StopListening();
  one.socket.send_all("still here");
  until([&] { return events.data(one.id) == "still here"; });
  server.SendText(one.id, "me too");
  BOOST_TEST(pump_receive(server, one.socket, 6) == "me too");
  BOOST_TEST(!events.has("Disconnected"));
  BOOST_TEST(server.Connections().size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(stop_listening_twice_or_before_the_start_does_nothing, idle_server) {
  server.StopListening();
  server.StartListening();
  server.StopListening();
  server.StopListening();
  BOOST_TEST(!server.Listening());
  server.StartListening();
  join();
}

BOOST_FIXTURE_TEST_CASE(starts_again_after_stop_listening_with_the_old_connections, started_server) {
  auto old = join();
  server.StopListening();
  server.StartListening();
  auto fresh = join();
  BOOST_TEST(fresh.id > old.id);
  old.socket.send_all("old");
  fresh.socket.send_all("fresh");
  until([&] { return events.data(old.id) == "old" && events.data(fresh.id) == "fresh"; });
}

BOOST_FIXTURE_TEST_CASE(stops_and_starts_many_times, idle_server) {
  for (int round = 0; round < 20; ++round) {
    server.StartListening();
    const auto one = join();
    server.StopListening();
    server.Disconnect(one.id);
    until("Disconnected", one.id);
  }
  BOOST_TEST(events.count("Connected") == 20U);
}

BOOST_FIXTURE_TEST_CASE(may_stop_and_start_within_a_handler, started_server) {
  events.then_data_in = [&](troupe::DataInEvent&) {
    server.StopListening();
    server.StartListening();
  };
  auto one = join();
  one.socket.send_all("go");
  until("DataIn", one.id);
  BOOST_TEST(server.Listening());
  auto other = join();
  BOOST_TEST(other.id != one.id);
}

BOOST_FIXTURE_TEST_CASE(the_port_of_another_server_is_error_10048, started_server) {
  idle_server second;
  second.server.LocalPort(server.LocalPort());
  const auto error = error_of([&] { second.server.StartListening(); });
  BOOST_TEST(error.rfind("10048 [10048] Address already in use", 0) == 0U, error);
  BOOST_TEST(!second.server.Listening());
  BOOST_TEST(second.server.LocalPort() == server.LocalPort());
  // It can still listen elsewhere, and the first one never noticed.
  second.server.LocalPort(0);
  second.start();
  second.join();
  join();
}

BOOST_FIXTURE_TEST_CASE(the_port_is_free_once_the_other_server_stopped, started_server) {
  const int port = server.LocalPort();
  auto served = join();
  idle_server second;
  second.server.LocalPort(port);
  BOOST_TEST(error_code_of([&] { second.start(); }) == 10048);
  server.StopListening();
  // The live connection of the first server does not keep the port.
  second.start();
  BOOST_TEST(second.server.LocalPort() == port);
  second.join();
}

BOOST_AUTO_TEST_CASE(bind_exclusively_false_lets_servers_share_a_port) {
  idle_server one;
  idle_server other;
  one.server.Config("BindExclusively=False");
  other.server.Config("BindExclusively=False");
  one.start();
  other.server.LocalPort(one.server.LocalPort());
  other.start();
  std::vector<client> clients;
  for (int i = 0; i < 40; ++i)
    clients.push_back(one.connect());
  one.until([&] {
    other.server.DoEvents();
    return one.events.count("Connected") + other.events.count("Connected") == clients.size();
  });
  // The system spreads them by a hash of the addresses: 1 in 2^39 that all end at the same server.
  BOOST_TEST(one.events.has("Connected"));
  BOOST_TEST(other.events.has("Connected"));
}

BOOST_AUTO_TEST_CASE(bind_exclusively_keeps_out_a_server_that_would_share) {
  started_server one;
  idle_server other;
  other.server.Config("BindExclusively=False");
  other.server.LocalPort(one.server.LocalPort());
  BOOST_TEST(error_code_of([&] { other.start(); }) == 10048);
}

BOOST_AUTO_TEST_SUITE_END()
