#include <stdexcept>
#include <utility>

#include <netinet/in.h>
#include <netinet/tcp.h>

#include <boost/test/unit_test.hpp>

#include "troupe/net/socket.hpp"
#include "troupe/tests/net/epoll_fixture.hpp"

namespace net = troupe::net;
using namespace net::test;
using close_mode = net::event_loop::close_mode;

namespace {

std::uint32_t slot(net::stream_id stream) {
  return static_cast<std::uint32_t>(stream);
}

} // namespace

BOOST_AUTO_TEST_SUITE(epoll_loop)

BOOST_FIXTURE_TEST_CASE(echoes, stream_fixture) {
  server.then_received = [&] { BOOST_CHECK_EQUAL(loop.send_now(stream, server.received), 5U); };
  say(client, "hello");
  BOOST_CHECK_EQUAL(loop.run_once(patience), 1U);
  std::string heard;
  hear(client, heard);
  BOOST_CHECK_EQUAL(heard, "hello");
}

BOOST_FIXTURE_TEST_CASE(receives_nothing_before_it_is_started, loop_fixture) {
  recorder server;
  net::descriptor client;
  const auto stream = open(client, server);
  say(client, "hello");
  BOOST_CHECK(waits());
  BOOST_CHECK(server.received.empty());
  loop.start_receive(stream);
  BOOST_CHECK_EQUAL(loop.run_once(patience), 1U);
  BOOST_CHECK_EQUAL(server.received, "hello");
}

BOOST_FIXTURE_TEST_CASE(receives_a_large_message_in_one_call, stream_fixture) {
  const int size = 256 * 1024;
  ::setsockopt(client.get(), SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
  const auto message = pattern(60'000);
  say(client, message);
  BOOST_CHECK_EQUAL(loop.run_once(patience), 1U);
  BOOST_CHECK(server.received == message);
}

BOOST_FIXTURE_TEST_CASE(pause_loses_nothing_and_resumes_in_order, stream_fixture) {
  server.then_received = [&] { loop.pause_receive(stream); };
  say(client, "one ");
  loop.run_once(patience);
  say(client, "two ");
  BOOST_CHECK(waits());
  say(client, "three");
  BOOST_CHECK(waits());
  BOOST_CHECK_EQUAL(server.received, "one ");
  loop.start_receive(stream);
  run_until([&] { return server.received.size() == 13; });
  BOOST_CHECK_EQUAL(server.received, "one two three");
}

BOOST_FIXTURE_TEST_CASE(end_of_stream_is_reported_once_and_does_not_spin, stream_fixture) {
  say(client, "bye");
  client = net::descriptor{};
  run_until([&] { return server.ends > 0; });
  BOOST_CHECK_EQUAL(server.received, "bye");
  BOOST_CHECK(!server.reason);
  loop.start_receive(stream);
  BOOST_CHECK(waits());
  BOOST_CHECK_EQUAL(server.ends, 1);
}

BOOST_FIXTURE_TEST_CASE(sends_after_the_clients_end_of_stream, stream_fixture) {
  ::shutdown(client.get(), SHUT_WR);
  run_until([&] { return server.ends > 0; });
  BOOST_CHECK(waits());
  BOOST_CHECK_EQUAL(loop.send_now(stream, "answer"), 6U);
  loop.finish_sending(stream);
  BOOST_CHECK(waits()); // both directions are closed: EPOLLHUP for everyone whom epoll knows
  std::string heard;
  hear(client, heard);
  BOOST_CHECK_EQUAL(heard, "answer");
  BOOST_CHECK(!hear(client, heard));
}

BOOST_FIXTURE_TEST_CASE(reset_of_an_idle_stream_is_an_error, stream_fixture) {
  hang_up_with_reset(client);
  run_until([&] { return server.ends > 0; });
  BOOST_CHECK(server.reason == std::errc::connection_reset);
  BOOST_CHECK(waits());
  BOOST_CHECK_EQUAL(server.ends, 1);
  BOOST_CHECK_EQUAL(loop.send_now(stream, "too late"), 0U);
}

BOOST_FIXTURE_TEST_CASE(reset_of_a_paused_stream_is_told_behind_what_came_before, stream_fixture) {
  loop.pause_receive(stream);
  say(client, "last words");
  hang_up_with_reset(client);
  run_until([&] { return server.ends > 0; });
  BOOST_CHECK_EQUAL(server.received, "last words");
  BOOST_CHECK(server.reason == std::errc::connection_reset);
  BOOST_CHECK(waits()); // the hang-up doesn't keep the loop busy
  BOOST_CHECK_EQUAL(server.ends, 1);
}

BOOST_FIXTURE_TEST_CASE(end_of_a_paused_stream_is_seen_when_it_receives_again, stream_fixture) {
  loop.pause_receive(stream);
  client = net::descriptor{};
  BOOST_CHECK(waits());
  BOOST_CHECK_EQUAL(server.ends, 0);
  loop.start_receive(stream);
  BOOST_CHECK_EQUAL(loop.run_once(patience), 1U);
  BOOST_CHECK(!server.reason);
}

BOOST_FIXTURE_TEST_CASE(closing_from_the_own_callback_is_final, stream_fixture) {
  server.then_received = [&] { loop.close(stream, close_mode::orderly); };
  say(client, "hello");
  loop.run_once(patience);
  BOOST_CHECK_EQUAL(server.received, "hello");
  BOOST_CHECK(waits());
  BOOST_CHECK_EQUAL(server.ends, 0);
  std::string heard;
  BOOST_CHECK(!hear(client, heard));
}

BOOST_FIXTURE_TEST_CASE(closing_with_a_reset_sends_one, stream_fixture) {
  loop.close(stream, close_mode::reset);
  char byte;
  BOOST_CHECK_EQUAL(::recv(client.get(), &byte, 1, 0), -1);
  BOOST_CHECK_EQUAL(errno, ECONNRESET);
}

BOOST_FIXTURE_TEST_CASE(stream_closed_by_its_neighbour_hears_nothing, pair_fixture) {
  both_say_something([&](net::stream_id unheard) { loop.close(unheard, close_mode::orderly); });
  BOOST_CHECK_EQUAL(loop.run_once(patience), 1U);
  BOOST_CHECK(waits());
  BOOST_CHECK_EQUAL(heard(), 5U);
}

BOOST_FIXTURE_TEST_CASE(slot_reused_in_a_callback_does_not_hear_its_predecessors_event, pair_fixture) {
  recorder fresh;
  net::descriptor fresh_client;
  const int socket = accept_raw(fresh_client);
  say(fresh_client, "fresh");
  both_say_something([&](net::stream_id unheard) {
    loop.close(unheard, close_mode::orderly);
    const auto opened = *loop.open(socket, {}, fresh);
    BOOST_CHECK_EQUAL(slot(opened), slot(unheard));
    BOOST_CHECK(opened != unheard);
    loop.start_receive(opened);
  });
  BOOST_CHECK_EQUAL(loop.run_once(patience), 1U);
  BOOST_CHECK_EQUAL(fresh.received, "");
  run_until([&] { return !fresh.received.empty(); });
  BOOST_CHECK_EQUAL(heard(), 5U);
}

BOOST_FIXTURE_TEST_CASE(nested_run_receives_what_the_outer_has_not_handled, pair_fixture) {
  bool nested = false;
  both_say_something([&](net::stream_id) {
    if (!std::exchange(nested, true))
      BOOST_CHECK_EQUAL(loop.run_once(patience), 1U);
  });
  loop.run_once(patience);
  BOOST_CHECK_EQUAL(server.received, "hello");
  BOOST_CHECK_EQUAL(other.received, "hello");
  BOOST_CHECK(waits());
  BOOST_CHECK_EQUAL(heard(), 10U);
}

BOOST_FIXTURE_TEST_CASE(stream_closed_in_a_nested_run_hears_nothing_more, pair_fixture) {
  bool nested = false;
  server.then_ended = other.then_ended = [] { BOOST_ERROR("closed"); };
  both_say_something([&](net::stream_id) {
    if (std::exchange(nested, true))
      return;
    loop.run_once(patience);
    say(client, "more");
    say(other_client, "more");
    loop.close(stream, close_mode::orderly);
    loop.close(other_stream, close_mode::orderly);
  });
  loop.run_once(patience);
  BOOST_CHECK(waits());
  BOOST_CHECK_EQUAL(heard(), 10U);
}

BOOST_FIXTURE_TEST_CASE(handler_that_throws_leaves_a_usable_loop, pair_fixture) {
  bool thrown = false;
  both_say_something([&](net::stream_id) {
    if (!std::exchange(thrown, true))
      throw std::runtime_error("handler");
  });
  BOOST_CHECK_THROW(loop.run_once(patience), std::runtime_error);
  BOOST_CHECK_EQUAL(heard(), 5U);
  BOOST_CHECK_EQUAL(loop.run_once(patience), 1U);
  BOOST_CHECK_EQUAL(heard(), 10U);
}

BOOST_FIXTURE_TEST_CASE(calls_for_a_closed_stream_do_nothing, stream_fixture) {
  loop.close(stream, close_mode::orderly);
  loop.start_receive(stream);
  loop.pause_receive(stream);
  BOOST_CHECK_EQUAL(loop.send_now(stream, "x"), 0U);
  loop.queue(stream, "x");
  loop.queue(stream, net::slice::copy_of("x"));
  loop.flush(stream);
  loop.finish_sending(stream);
  loop.close(stream, close_mode::reset);
  BOOST_CHECK_EQUAL(loop.queued(stream), 0U);
  BOOST_CHECK_EQUAL(loop.drop_queued_files(stream), 0U);
  BOOST_CHECK(loop.local_endpoint(stream) == net::endpoint{});
  BOOST_CHECK(waits());
}

BOOST_FIXTURE_TEST_CASE(open_sets_the_options_and_knows_the_local_endpoint, loop_fixture) {
  recorder server;
  net::descriptor client;
  const int socket = accept_raw(client);
  net::socket_options options;
  options.no_delay = true;
  const auto stream = *loop.open(socket, options, server);
  int no_delay = 0;
  socklen_t size = sizeof no_delay;
  ::getsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &no_delay, &size);
  BOOST_CHECK_EQUAL(no_delay, 1);
  BOOST_CHECK(loop.local_endpoint(stream) == listener.local);
}

BOOST_FIXTURE_TEST_CASE(open_closes_what_it_can_not_set, loop_fixture) {
  recorder server;
  int pair[2];
  BOOST_REQUIRE_EQUAL(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
  const net::descriptor there(pair[1]);
  net::socket_options options;
  options.no_delay = true; // of no protocol but TCP
  BOOST_CHECK(loop.open(pair[0], options, server).error() == std::errc::operation_not_supported);
  char byte;
  BOOST_CHECK_EQUAL(::recv(there.get(), &byte, 1, 0), 0);
}

BOOST_AUTO_TEST_SUITE_END()
