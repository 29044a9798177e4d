#include <boost/test/unit_test.hpp>

#include "troupe/tests/net/simulated_fixture.hpp"

using namespace troupe::net;
using namespace troupe::net::simulated_test;

BOOST_FIXTURE_TEST_SUITE(simulated_network_ports, network_fixture)

BOOST_AUTO_TEST_CASE(port_zero_takes_the_lowest_free_port) {
  BOOST_TEST(port() == 49152);
  const auto second = *network.listen(*endpoint::parse("127.0.0.1", 0), {});
  BOOST_TEST(second.local.port() == 49153);
  network.close(listener.socket);
  BOOST_TEST((network.listen(*endpoint::parse("127.0.0.1", 0), {})->local.port() == 49152));
}

BOOST_AUTO_TEST_CASE(port_in_use_is_an_error) {
  const auto again = network.listen(listener.local, {});
  BOOST_TEST((again.error() == std::errc::address_in_use));
  BOOST_TEST(network.open_sockets() == 1U);
}

BOOST_AUTO_TEST_CASE(two_addresses_of_a_port_are_distinct_and_wildcards_overlap) {
  BOOST_TEST(bool(network.listen(*endpoint::parse("127.0.0.2", port()), {})));
  listen_options v6_only;
  v6_only.v6_only = true;
  const auto v4_any = network.listen(endpoint::any(ip_family::v4_only, port()), {});
  BOOST_TEST((v4_any.error() == std::errc::address_in_use));
  const auto dual = network.listen(endpoint::any(ip_family::both, port()), {});
  BOOST_TEST((dual.error() == std::errc::address_in_use));
  BOOST_TEST(bool(network.listen(endpoint::any(ip_family::v6_only, port()), v6_only)));
}

BOOST_AUTO_TEST_CASE(listeners_that_are_not_exclusive_share_a_port_and_its_clients) {
  listen_options shared;
  shared.exclusive = false;
  const auto at = *endpoint::parse("127.0.0.1", 8080);
  const auto first = *network.listen(at, shared);
  const auto second = *network.listen(at, shared);
  const auto alone = network.listen(at, {});
  BOOST_TEST((alone.error() == std::errc::address_in_use));
  const auto a = *network.connect(at);
  const auto b = *network.connect(at);
  BOOST_TEST(network.pending(first.socket) == 1U);
  BOOST_TEST(network.pending(second.socket) == 1U);
}

BOOST_AUTO_TEST_CASE(clients_are_refused_where_nobody_listens) {
  const auto nobody = network.connect(1);
  BOOST_TEST((nobody.error() == std::errc::connection_refused));
  const auto elsewhere = network.connect(*endpoint::parse("127.0.0.9", port()));
  BOOST_TEST((elsewhere.error() == std::errc::connection_refused));
  network.close(listener.socket);
  const auto closed = network.connect(port());
  BOOST_TEST((closed.error() == std::errc::connection_refused));
}

BOOST_AUTO_TEST_CASE(client_goes_to_the_very_address_before_a_wildcard) {
  const auto at = *endpoint::parse("192.0.2.1", 8080);
  const auto exact = *network.listen(at, {});
  network.refuse(exact.socket); // So that both can be bound: a refused one is in nobody's way.
  const auto any = *network.listen(endpoint::any(ip_family::v4_only, 8080), {});
  const auto a = *network.connect(at);
  BOOST_TEST(network.pending(any.socket) == 1U);
  BOOST_TEST(network.pending(exact.socket) == 0U);
}

BOOST_AUTO_TEST_CASE(dual_stack_listener_sees_mapped_addresses) {
  const auto dual = *network.listen(endpoint::any(ip_family::both, 8080), {});
  BOOST_REQUIRE(!loop->accept(dual.socket, accepts));
  const auto client = *network.connect(*endpoint::parse("192.0.2.1", 8080), *endpoint::parse("192.0.2.7", 1234));
  settle();
  const auto& remote = accepts.sockets.at(0).remote;
  BOOST_TEST(remote.is_v4_mapped());
  BOOST_TEST(remote.to_string() == "192.0.2.7:1234");
  BOOST_TEST(client.remote().to_string() == "192.0.2.1:8080");
}

BOOST_AUTO_TEST_CASE(clients_have_distinct_endpoints) {
  const auto a = connect();
  const auto b = connect();
  BOOST_TEST((a.local() != b.local()));
  const auto named = *network.connect(listener.local, *endpoint::parse("192.0.2.7", 0));
  BOOST_TEST(named.local().address() == "192.0.2.7");
  BOOST_TEST(named.local().port() != 0);
  const auto wrong = network.connect(listener.local, *endpoint::parse("::1", 7));
  BOOST_TEST((wrong.error() == std::errc::address_family_not_supported));
}

BOOST_AUTO_TEST_CASE(full_backlog_lets_clients_time_out) {
  listen_options small;
  small.backlog = 1;
  const auto at = *network.listen(*endpoint::parse("127.0.0.1", 0), small);
  const auto first = network.connect(at.local);
  BOOST_TEST(bool(first));
  const auto second = network.connect(at.local);
  BOOST_TEST((second.error() == std::errc::timed_out));
  BOOST_REQUIRE(!loop->accept(at.socket, accepts));
  settle();
  BOOST_TEST(bool(network.connect(at.local)));
}

BOOST_AUTO_TEST_CASE(refuse_resets_the_backlog_and_refuses_the_next) {
  auto waiting = connect();
  waiting.send("hello");
  network.refuse(listener.socket);
  BOOST_TEST(waiting.was_reset());
  const auto next = network.connect(port());
  BOOST_TEST((next.error() == std::errc::connection_refused));
  BOOST_TEST(poll() == 0U);
  BOOST_TEST(network.open_sockets() == 1U);
  BOOST_TEST(bool(network.listen(listener.local, {})));
}

BOOST_AUTO_TEST_CASE(closing_a_listener_resets_its_backlog) {
  auto waiting = connect();
  network.close(listener.socket);
  BOOST_TEST(waiting.was_reset());
  BOOST_TEST(poll() == 0U);
}

BOOST_AUTO_TEST_CASE(accepted_socket_is_closed_by_the_network_in_either_way) {
  auto a = connect();
  auto b = connect();
  poll();
  network.close(accepts.sockets.at(0).socket);
  network.close(accepts.sockets.at(1).socket, event_loop::close_mode::reset);
  BOOST_TEST(a.saw_end());
  BOOST_TEST(b.was_reset());
  BOOST_TEST(network.open_sockets() == 1U);
}

BOOST_AUTO_TEST_CASE(clients_wait_while_no_loop_accepts) {
  loop->stop_accepting(listener.socket);
  auto a = connect();
  auto b = connect();
  BOOST_TEST(poll() == 0U);
  BOOST_TEST(network.pending(listener.socket) == 2U);
  BOOST_REQUIRE(!loop->accept(listener.socket, accepts));
  BOOST_TEST(poll() == 2U);
}

BOOST_AUTO_TEST_CASE(stop_accepting_out_of_on_accepted_leaves_the_rest) {
  accepts.when_accepted = [&](const accepted_socket&) { loop->stop_accepting(listener.socket); };
  auto a = connect();
  auto b = connect();
  settle();
  BOOST_TEST(accepts.sockets.size() == 1U);
  BOOST_TEST(network.pending(listener.socket) == 1U);
}

BOOST_AUTO_TEST_CASE(loops_share_a_listener) {
  const auto second = *network.make_loop();
  accept_recorder others;
  BOOST_REQUIRE(!second->accept(listener.socket, others));
  auto a = connect();
  BOOST_TEST(second->run_once(0ms) == 1U);
  BOOST_TEST(poll() == 0U);
  auto b = connect();
  BOOST_TEST(poll() == 1U);
  BOOST_TEST(second->run_once(0ms) == 0U);
}

BOOST_AUTO_TEST_CASE(accepting_twice_or_from_nothing_is_an_error) {
  BOOST_TEST((loop->accept(listener.socket, accepts) == std::errc::file_exists));
  BOOST_TEST((loop->accept(4711, accepts) == std::errc::bad_file_descriptor));
}

BOOST_AUTO_TEST_CASE(options_can_be_inspected) {
  listen_options listening;
  listening.backlog = 7;
  listening.inherited.receive_buffer = 4096;
  const auto at = *network.listen(*endpoint::parse("127.0.0.1", 0), listening);
  BOOST_TEST(network.options_of(at.socket)->backlog == 7);
  BOOST_TEST(network.options_of(at.socket)->inherited.receive_buffer == 4096);
  BOOST_TEST(!network.options_of(4711));
  const auto client = connect();
  BOOST_TEST(!network.options_of(client));
  poll();
  socket_options options;
  options.no_delay = true;
  stream_recorder server;
  BOOST_REQUIRE(loop->open(accepts.sockets.at(0).socket, options, server));
  BOOST_TEST(network.options_of(client)->no_delay);
  BOOST_TEST(!network.options_of(client)->keep_alive);
}

BOOST_AUTO_TEST_CASE(held_bytes_arrive_when_let_go) {
  stream_recorder server;
  auto client = connect();
  poll();
  const auto stream = *loop->open(accepts.sockets.at(0).socket, {}, server);
  loop->start_receive(stream);
  client.send("before ");
  client.hold(true);
  client.send("held");
  client.finish_sending();
  settle();
  BOOST_TEST(server.received == "before ");
  BOOST_TEST(server.ends == 0);
  BOOST_TEST(client.unsent() == 4U);
  client.hold(false);
  settle();
  BOOST_TEST(server.received == "before held");
  BOOST_TEST(server.ends == 1);
}

BOOST_AUTO_TEST_CASE(peer_closes_at_the_end_of_its_life) {
  stream_recorder server;
  {
    auto client = connect();
    poll();
    loop->start_receive(*loop->open(accepts.sockets.at(0).socket, {}, server));
    auto moved = std::move(client);
    settle();
    BOOST_TEST(server.ends == 0);
  }
  settle();
  BOOST_TEST(server.ends == 1);
}

BOOST_AUTO_TEST_CASE(assigned_peer_closes_what_it_was) {
  auto a = connect();
  auto b = connect();
  poll();
  stream_recorder first;
  stream_recorder second;
  loop->start_receive(*loop->open(accepts.sockets.at(0).socket, {}, first));
  loop->start_receive(*loop->open(accepts.sockets.at(1).socket, {}, second));
  a = std::move(b);
  settle();
  BOOST_TEST(first.ends == 1);
  BOOST_TEST(second.ends == 0);
  a.send("b");
  settle();
  BOOST_TEST(second.received == "b");
}

BOOST_AUTO_TEST_SUITE_END()
