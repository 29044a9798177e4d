#include <utility>
#include <vector>

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <boost/test/unit_test.hpp>

#include "troupe/net/descriptor.hpp"
#include "troupe/net/socket.hpp"

namespace net = troupe::net;
using namespace std::chrono_literals;

namespace {

int option(int socket, int level, int name) {
  int value = -1;
  socklen_t size = sizeof value;
  BOOST_REQUIRE_EQUAL(::getsockopt(socket, level, name, &value, &size), 0);
  return value;
}

net::endpoint loopback(std::uint16_t port = 0) {
  return *net::endpoint::parse("127.0.0.1", port);
}

net::descriptor tcp_socket(int family = AF_INET) {
  return net::descriptor(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0));
}

net::descriptor listener(const net::endpoint& at, const net::listen_options& options = {}) {
  const auto opened = net::open_listener(at, options);
  BOOST_REQUIRE_MESSAGE(opened, opened.error().message());
  return net::descriptor(*opened);
}

} // namespace

BOOST_AUTO_TEST_SUITE(socket_calls) // not `socket`: that is a function already

BOOST_AUTO_TEST_CASE(listener_does_not_block_and_is_not_inherited) {
  const auto opened = listener(loopback());
  BOOST_CHECK(::fcntl(opened.get(), F_GETFL) & O_NONBLOCK);
  BOOST_CHECK(::fcntl(opened.get(), F_GETFD) & FD_CLOEXEC);
  BOOST_CHECK_EQUAL(option(opened.get(), SOL_SOCKET, SO_ACCEPTCONN), 1);
  BOOST_CHECK_EQUAL(option(opened.get(), SOL_SOCKET, SO_REUSEADDR), 1);
}

BOOST_AUTO_TEST_CASE(port_zero_becomes_a_real_port) {
  const auto opened = listener(loopback());
  const auto local = net::local_endpoint(opened.get());
  BOOST_REQUIRE(local);
  BOOST_CHECK_NE(local->port(), 0);
  BOOST_CHECK_EQUAL(local->address(), "127.0.0.1");
}

BOOST_AUTO_TEST_CASE(exclusive_listener_keeps_its_port_to_itself) {
  const auto first = listener(loopback());
  BOOST_CHECK_EQUAL(option(first.get(), SOL_SOCKET, SO_REUSEPORT), 0);
  const auto second = net::open_listener(*net::local_endpoint(first.get()), {});
  BOOST_REQUIRE(!second);
  BOOST_CHECK(second.error() == std::errc::address_in_use);
}

BOOST_AUTO_TEST_CASE(listeners_that_are_not_exclusive_share_a_port) {
  net::listen_options shared;
  shared.exclusive = false;
  const auto first = listener(loopback(), shared);
  BOOST_CHECK_EQUAL(option(first.get(), SOL_SOCKET, SO_REUSEPORT), 1);
  const auto second = listener(*net::local_endpoint(first.get()), shared);
  BOOST_CHECK_EQUAL(net::local_endpoint(first.get())->port(), net::local_endpoint(second.get())->port());
}

BOOST_AUTO_TEST_CASE(address_of_another_machine_is_an_error) {
  const auto opened = net::open_listener(*net::endpoint::parse("192.0.2.1", 0), {});
  BOOST_REQUIRE(!opened);
  BOOST_CHECK(opened.error() == std::errc::address_not_available);
}

BOOST_AUTO_TEST_CASE(ipv6_listener_is_dual_stack_or_not_as_asked) {
  if (!tcp_socket(AF_INET6))
    return;
  const auto any = net::endpoint::any(net::ip_family::v6_only, 0);
  for (const bool v6_only : {false, true}) {
    net::listen_options options;
    options.v6_only = v6_only;
    BOOST_CHECK_EQUAL(option(listener(any, options).get(), IPPROTO_IPV6, IPV6_V6ONLY), v6_only ? 1 : 0);
  }
}

BOOST_AUTO_TEST_CASE(receive_buffer_of_a_listener_is_inherited) {
  net::listen_options options;
  options.inherited.receive_buffer = 16384;
  const auto opened = listener(loopback(), options);
  BOOST_CHECK_EQUAL(option(opened.get(), SOL_SOCKET, SO_RCVBUF), 2 * 16384); // the kernel doubles it (socket(7))
}

BOOST_AUTO_TEST_CASE(backlog_is_a_limit_and_zero_the_largest) {
  // For a listening socket the kernel tells the backlog's limit as tcpi_sacked.
  const auto limit = [](const net::descriptor& socket) {
    tcp_info info{};
    socklen_t size = sizeof info;
    BOOST_REQUIRE_EQUAL(::getsockopt(socket.get(), IPPROTO_TCP, TCP_INFO, &info, &size), 0);
    return info.tcpi_sacked;
  };
  net::listen_options three;
  three.backlog = 3;
  BOOST_CHECK_EQUAL(limit(listener(loopback(), three)), 3U);
  BOOST_CHECK_GE(limit(listener(loopback())), 128U);
}

BOOST_AUTO_TEST_CASE(applies_what_is_asked_for) {
  const auto socket = tcp_socket();
  net::socket_options options;
  options.no_delay = true;
  options.keep_alive = true;
  options.keep_alive_time = 90'001ms;
  options.keep_alive_interval = 7'000ms;
  options.receive_buffer = 20'000;
  options.send_buffer = 30'000;
  BOOST_REQUIRE(!net::apply(socket.get(), options));
  BOOST_CHECK_EQUAL(option(socket.get(), IPPROTO_TCP, TCP_NODELAY), 1);
  BOOST_CHECK_EQUAL(option(socket.get(), SOL_SOCKET, SO_KEEPALIVE), 1);
  BOOST_CHECK_EQUAL(option(socket.get(), IPPROTO_TCP, TCP_KEEPIDLE), 91);
  BOOST_CHECK_EQUAL(option(socket.get(), IPPROTO_TCP, TCP_KEEPINTVL), 7);
  BOOST_CHECK_EQUAL(option(socket.get(), SOL_SOCKET, SO_RCVBUF), 40'000);
  BOOST_CHECK_EQUAL(option(socket.get(), SOL_SOCKET, SO_SNDBUF), 60'000);
}

BOOST_AUTO_TEST_CASE(leaves_alone_what_is_not_asked_for) {
  const auto socket = tcp_socket();
  const auto untouched = tcp_socket();
  BOOST_REQUIRE(!net::apply(socket.get(), {}));
  const std::vector<std::pair<int, int>> all{{IPPROTO_TCP, TCP_NODELAY},  {SOL_SOCKET, SO_KEEPALIVE},
                                             {IPPROTO_TCP, TCP_KEEPIDLE}, {IPPROTO_TCP, TCP_KEEPINTVL},
                                             {SOL_SOCKET, SO_RCVBUF},     {SOL_SOCKET, SO_SNDBUF}};
  for (const auto& [level, name] : all)
    BOOST_CHECK_EQUAL(option(socket.get(), level, name), option(untouched.get(), level, name));
}

BOOST_AUTO_TEST_CASE(exact_keep_alive_times_of_zero_are_the_systems_whatever_was_set_before) {
  const auto untouched = tcp_socket();
  const auto socket = tcp_socket();
  net::socket_options options;
  options.keep_alive_time = 90s;
  options.keep_alive_interval = 7s;
  BOOST_REQUIRE(!net::apply(socket.get(), options));
  BOOST_REQUIRE(!net::apply(socket.get(), {}));
  BOOST_CHECK_EQUAL(option(socket.get(), IPPROTO_TCP, TCP_KEEPIDLE), 90);
  net::socket_options back;
  back.exact = true;
  BOOST_REQUIRE(!net::apply(socket.get(), back));
  for (const int name : {TCP_KEEPIDLE, TCP_KEEPINTVL})
    BOOST_CHECK_EQUAL(option(socket.get(), IPPROTO_TCP, name), option(untouched.get(), IPPROTO_TCP, name));
}

BOOST_AUTO_TEST_CASE(keep_alive_times_stay_in_the_kernels_range) {
  const auto socket = tcp_socket();
  net::socket_options options;
  options.keep_alive_time = 1ms;
  options.keep_alive_interval = 24h;
  BOOST_REQUIRE(!net::apply(socket.get(), options));
  BOOST_CHECK_EQUAL(option(socket.get(), IPPROTO_TCP, TCP_KEEPIDLE), 1);
  BOOST_CHECK_EQUAL(option(socket.get(), IPPROTO_TCP, TCP_KEEPINTVL), 32767);
}

BOOST_AUTO_TEST_CASE(each_option_reports_that_the_socket_is_none) {
  std::vector<net::socket_options> asked(6);
  asked[0].no_delay = true;
  asked[1].keep_alive = true;
  asked[2].keep_alive_time = 1s;
  asked[3].keep_alive_interval = 1s;
  asked[4].receive_buffer = 4096;
  asked[5].send_buffer = 4096;
  for (const auto& options : asked)
    BOOST_CHECK(net::apply(-1, options) == std::errc::bad_file_descriptor);
}

BOOST_AUTO_TEST_CASE(endpoints_of_both_ends_agree) {
  const auto server = listener(loopback());
  const auto at = *net::local_endpoint(server.get());
  const auto client = tcp_socket();
  BOOST_REQUIRE_EQUAL(::connect(client.get(), at.data(), at.size()), 0);
  BOOST_CHECK(*net::remote_endpoint(client.get()) == at);
  BOOST_CHECK_EQUAL(net::local_endpoint(client.get())->address(), "127.0.0.1");
}

BOOST_AUTO_TEST_CASE(endpoints_of_no_connection_are_errors) {
  BOOST_CHECK(net::local_endpoint(-1).error() == std::errc::bad_file_descriptor);
  BOOST_CHECK(net::remote_endpoint(tcp_socket().get()).error() == std::errc::not_connected);
}

BOOST_AUTO_TEST_CASE(descriptor_moves_and_closes_once) {
  net::descriptor first = tcp_socket();
  const int number = first.get();
  net::descriptor second = std::move(first);
  BOOST_CHECK(!first);
  BOOST_CHECK_EQUAL(second.get(), number);
  second = net::descriptor{};
  BOOST_CHECK_EQUAL(::fcntl(number, F_GETFD), -1);
}

BOOST_AUTO_TEST_SUITE_END()
