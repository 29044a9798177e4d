#include <boost/test/unit_test.hpp>

#include "troupe/tests/net/epoll_fixture.hpp"

namespace net = troupe::net;
using namespace net::test;

BOOST_FIXTURE_TEST_SUITE(kernel_network, loop_fixture)

BOOST_AUTO_TEST_CASE(tells_where_it_listens) {
  BOOST_CHECK_EQUAL(listener.local.address(), "127.0.0.1");
  BOOST_CHECK_NE(listener.local.port(), 0);
}

BOOST_AUTO_TEST_CASE(reports_a_port_in_use) {
  BOOST_CHECK(network.listen(listener.local, {}).error() == std::errc::address_in_use);
}

BOOST_AUTO_TEST_CASE(listens_on_ipv6_for_both_families) {
  const auto any = network.listen(net::endpoint::any(net::ip_family::both, 0), {});
  if (!any && any.error() == std::errc::address_family_not_supported)
    return;
  BOOST_REQUIRE(any);
  const auto client = connect_to(*net::endpoint::parse("127.0.0.1", any->local.port()));
  const auto client6 = connect_to(*net::endpoint::parse("::1", any->local.port()));
  BOOST_REQUIRE(!loop.accept(any->socket, accepted));
  run_until([&] { return accepted.remotes.size() == 2; });
  BOOST_CHECK(accepted.remotes[0].is_v4_mapped());
  BOOST_CHECK_EQUAL(accepted.remotes[0].address(), "127.0.0.1");
  BOOST_CHECK_EQUAL(accepted.remotes[1].address(), "::1");
  loop.stop_accepting(any->socket);
  network.close(any->socket);
}

BOOST_AUTO_TEST_CASE(refused_listener_turns_new_clients_away) {
  network.refuse(listener.socket);
  const net::descriptor client(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  BOOST_CHECK_EQUAL(::connect(client.get(), listener.local.data(), listener.local.size()), -1);
  BOOST_CHECK_EQUAL(errno, ECONNREFUSED);
}

BOOST_AUTO_TEST_CASE(refused_listener_resets_its_backlog) {
  const auto client = connect_to(listener.local);
  network.refuse(listener.socket);
  char byte;
  BOOST_CHECK_EQUAL(::recv(client.get(), &byte, 1, 0), -1);
  BOOST_CHECK_EQUAL(errno, ECONNRESET);
}

BOOST_AUTO_TEST_CASE(refused_listener_does_not_keep_a_loop_busy) {
  BOOST_REQUIRE(!loop.accept(listener.socket, accepted));
  network.refuse(listener.socket);
  BOOST_CHECK(waits());
  BOOST_CHECK(accepted.failures.empty());
  loop.stop_accepting(listener.socket);
}

BOOST_AUTO_TEST_CASE(closes_an_accepted_socket_orderly) {
  net::descriptor client;
  network.close(accept_raw(client));
  char byte;
  BOOST_CHECK_EQUAL(::recv(client.get(), &byte, 1, 0), 0);
}

BOOST_AUTO_TEST_CASE(closes_an_accepted_socket_with_a_reset) {
  net::descriptor client;
  network.close(accept_raw(client), net::event_loop::close_mode::reset);
  char byte;
  BOOST_CHECK_EQUAL(::recv(client.get(), &byte, 1, 0), -1);
  BOOST_CHECK_EQUAL(errno, ECONNRESET);
}

BOOST_AUTO_TEST_CASE(makes_a_loop_that_works) {
  const auto made = network.make_loop();
  BOOST_REQUIRE(made);
  BOOST_REQUIRE(!(*made)->accept(listener.socket, accepted));
  const auto client = connect_to(listener.local);
  BOOST_CHECK_EQUAL((*made)->run_once(patience), 1U);
  BOOST_CHECK_EQUAL(accepted.sockets.size(), 1U);
}

BOOST_AUTO_TEST_SUITE_END()
