#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/error_of.hpp"
#include "troupe/tests/documented/kernel_socket.hpp"
#include "troupe/tests/support/fixture.hpp"

using troupe::test::error_code_of;
using troupe::test::idle_server;
using troupe::test::kernel_socket;
using troupe::test::started_server;

namespace {

/// Reads options of the server's end of new connections.
struct option_server : started_server {
  int of_client(const troupe::test::joined_client& one, int level, int name) {
    const auto socket = kernel_socket::accepted_from(one.socket.local_port());
    BOOST_REQUIRE(socket.has_value());
    return socket->option(level, name);
  }
  int of_new_client(int level, int name) { return of_client(join(), level, name); }
};

int listening_option(const troupe::TCPServer& server, int level, int name) {
  const auto socket = kernel_socket::listening_on(server.LocalPort());
  BOOST_REQUIRE(socket.has_value());
  return socket->option(level, name);
}

} // namespace

BOOST_AUTO_TEST_SUITE(socket_options)

BOOST_FIXTURE_TEST_CASE(keep_alive_is_off_by_default, option_server) {
  BOOST_TEST(!server.KeepAlive());
  BOOST_TEST(of_new_client(SOL_SOCKET, SO_KEEPALIVE) == 0);
}

BOOST_FIXTURE_TEST_CASE(keep_alive_is_set_on_connections_to_come_and_not_on_others, option_server) {
  const auto before = join();
  server.KeepAlive(true);
  BOOST_TEST(server.KeepAlive());
  const auto with = join();
  server.KeepAlive(false);
  const auto after = join();
  BOOST_TEST(of_client(before, SOL_SOCKET, SO_KEEPALIVE) == 0);
  BOOST_TEST(of_client(with, SOL_SOCKET, SO_KEEPALIVE) == 1);
  BOOST_TEST(of_client(after, SOL_SOCKET, SO_KEEPALIVE) == 0);
}

BOOST_FIXTURE_TEST_CASE(keep_alive_time_and_interval_are_set_in_seconds_rounded_up, option_server) {
  server.KeepAlive(true);
  server.Config("KeepAliveTime=45000");
  server.Config("KeepAliveInterval=1001");
  const auto one = join();
  BOOST_TEST(of_client(one, IPPROTO_TCP, TCP_KEEPIDLE) == 45);
  BOOST_TEST(of_client(one, IPPROTO_TCP, TCP_KEEPINTVL) == 2);
  server.Config("KeepAliveTime=1");
  BOOST_TEST(of_new_client(IPPROTO_TCP, TCP_KEEPIDLE) == 1);
  BOOST_TEST(of_client(one, IPPROTO_TCP, TCP_KEEPIDLE) == 45);
}

BOOST_FIXTURE_TEST_CASE(keep_alive_time_and_interval_are_the_systems_by_default, option_server) {
  const int idle = of_new_client(IPPROTO_TCP, TCP_KEEPIDLE);
  const int interval = of_new_client(IPPROTO_TCP, TCP_KEEPINTVL);
  server.KeepAlive(true);
  BOOST_TEST(of_new_client(IPPROTO_TCP, TCP_KEEPIDLE) == idle);
  BOOST_TEST(of_new_client(IPPROTO_TCP, TCP_KEEPINTVL) == interval);
  BOOST_TEST(idle != 45);
}

BOOST_FIXTURE_TEST_CASE(keep_alive_time_and_interval_of_0_are_the_systems_again_while_listening, option_server) {
  const int idle = of_new_client(IPPROTO_TCP, TCP_KEEPIDLE);
  const int interval = of_new_client(IPPROTO_TCP, TCP_KEEPINTVL);
  server.StopListening();
  server.KeepAlive(true);
  server.Config("KeepAliveTime=45000");
  server.Config("KeepAliveInterval=9000");
  server.StartListening();
  BOOST_TEST(of_new_client(IPPROTO_TCP, TCP_KEEPIDLE) == 45);
  server.Config("KeepAliveTime=0");
  const auto one = join();
  BOOST_TEST(of_client(one, IPPROTO_TCP, TCP_KEEPIDLE) == idle);
  BOOST_TEST(of_client(one, IPPROTO_TCP, TCP_KEEPINTVL) == 9);
  server.Config("KeepAliveInterval=0");
  BOOST_TEST(of_new_client(IPPROTO_TCP, TCP_KEEPINTVL) == interval);
}

BOOST_FIXTURE_TEST_CASE(keep_alive_time_and_interval_take_what_the_kernel_takes, option_server) {
  server.KeepAlive(true);
  server.Config("KeepAliveTime=32767000");
  server.Config("KeepAliveInterval=32767000");
  const auto one = join();
  BOOST_TEST(of_client(one, IPPROTO_TCP, TCP_KEEPIDLE) == 32767);
  BOOST_TEST(of_client(one, IPPROTO_TCP, TCP_KEEPINTVL) == 32767);
  BOOST_TEST(error_code_of([&] { server.Config("KeepAliveTime=32767001"); }) == 1002);
  BOOST_TEST(error_code_of([&] { server.Config("KeepAliveInterval=-1"); }) == 1002);
  BOOST_TEST(server.Config("KeepAliveTime") == "32767000");
}

BOOST_FIXTURE_TEST_CASE(tcp_no_delay_is_set_on_connections_to_come_and_not_on_others, option_server) {
  BOOST_TEST(server.Config("TcpNoDelay") == "False");
  const auto before = join();
  server.Config("TcpNoDelay=True");
  const auto with = join();
  BOOST_TEST(of_client(before, IPPROTO_TCP, TCP_NODELAY) == 0);
  BOOST_TEST(of_client(with, IPPROTO_TCP, TCP_NODELAY) == 1);
}

// socket(7): the kernel doubles what it is given, for its own book-keeping.
BOOST_FIXTURE_TEST_CASE(in_buffer_size_is_set_on_connections_to_come_and_not_on_others, option_server) {
  const auto before = join();
  const int unchanged = of_client(before, SOL_SOCKET, SO_RCVBUF);
  server.Config("InBufferSize=50000");
  BOOST_TEST(of_new_client(SOL_SOCKET, SO_RCVBUF) == 100000);
  BOOST_TEST(of_client(before, SOL_SOCKET, SO_RCVBUF) == unchanged);
}

BOOST_FIXTURE_TEST_CASE(out_buffer_size_is_set_on_connections_to_come_and_not_on_others, option_server) {
  const auto before = join();
  const int unchanged = of_client(before, SOL_SOCKET, SO_SNDBUF);
  server.Config("OutBufferSize=60000");
  BOOST_TEST(of_new_client(SOL_SOCKET, SO_SNDBUF) == 120000);
  BOOST_TEST(of_client(before, SOL_SOCKET, SO_SNDBUF) == unchanged);
}

BOOST_FIXTURE_TEST_CASE(a_buffer_size_that_the_system_dislikes_reverts_to_one_it_likes, option_server) {
  server.Config("InBufferSize=1");
  server.Config("OutBufferSize=1073741824");
  auto one = join();
  BOOST_TEST(of_client(one, SOL_SOCKET, SO_RCVBUF) > 1);
  BOOST_TEST(of_client(one, SOL_SOCKET, SO_SNDBUF) > 1);
  one.socket.send_all("works");
  until([&] { return events.data(one.id) == "works"; });
  BOOST_TEST(server.Config("InBufferSize") == "1");
}

BOOST_FIXTURE_TEST_CASE(a_buffer_size_beyond_an_int_is_refused, option_server) {
  BOOST_TEST(error_code_of([&] { server.Config("InBufferSize=1073741825"); }) == 1002);
  BOOST_TEST(error_code_of([&] { server.Config("OutBufferSize=-1"); }) == 1002);
  BOOST_TEST(server.Config("InBufferSize") == "0");
}

// The listening socket passes its sizes on, and the kernel has no way back from a size that was set.
BOOST_FIXTURE_TEST_CASE(buffer_sizes_of_0_are_the_systems_again_after_the_next_start_listening, option_server) {
  const auto before = join();
  server.StopListening();
  server.Config("InBufferSize=50000");
  server.Config("OutBufferSize=60000");
  server.StartListening();
  server.Config("InBufferSize=0");
  server.Config("OutBufferSize=0");
  const auto same = join();
  BOOST_TEST(of_client(same, SOL_SOCKET, SO_RCVBUF) == 100000);
  BOOST_TEST(of_client(same, SOL_SOCKET, SO_SNDBUF) == 120000);
  server.StopListening();
  server.StartListening();
  const auto after = join();
  for (const int name : {SO_RCVBUF, SO_SNDBUF})
    BOOST_TEST(of_client(after, SOL_SOCKET, name) == of_client(before, SOL_SOCKET, name));
}

// tcp(7): the window scale is agreed upon in the handshake, so the size must be there before a client connects.
BOOST_FIXTURE_TEST_CASE(in_buffer_size_is_set_on_the_listening_socket, idle_server) {
  server.Config("InBufferSize=50000");
  start();
  BOOST_TEST(listening_option(server, SOL_SOCKET, SO_RCVBUF) == 100000);
}

BOOST_FIXTURE_TEST_CASE(bind_exclusively_is_the_absence_of_reuse_port, idle_server) {
  BOOST_TEST(server.Config("BindExclusively") == "True");
  start();
  BOOST_TEST(listening_option(server, SOL_SOCKET, SO_REUSEPORT) == 0);
  BOOST_TEST(error_code_of([&] { server.Config("BindExclusively=False"); }) == 1003);
  server.StopListening();
  server.Config("BindExclusively=False");
  start();
  BOOST_TEST(listening_option(server, SOL_SOCKET, SO_REUSEPORT) == 1);
}

BOOST_FIXTURE_TEST_CASE(linger_is_on_by_default, option_server) {
  BOOST_TEST(server.Linger());
}

BOOST_FIXTURE_TEST_CASE(linger_false_resets_connections_to_come_and_not_others, option_server) {
  auto before = join();
  server.Linger(false);
  auto hard = join();
  server.Linger(true);
  auto after = join();
  for (const auto* one : {&before, &hard, &after})
    server.Disconnect(one->id);
  pump_receive_until_closed(server, before.socket);
  pump_receive_until_closed(server, hard.socket);
  pump_receive_until_closed(server, after.socket);
  BOOST_TEST(before.socket.error() == 0);
  BOOST_TEST(hard.socket.error() == ECONNRESET);
  BOOST_TEST(after.socket.error() == 0);
}

BOOST_FIXTURE_TEST_CASE(linger_true_delivers_what_was_sent_before_the_close, option_server) {
  auto one = join();
  const std::string much(200'000, 'x');
  server.SendText(one.id, much);
  server.Disconnect(one.id);
  BOOST_TEST((pump_receive_until_closed(server, one.socket) == much));
  BOOST_TEST(one.socket.error() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
