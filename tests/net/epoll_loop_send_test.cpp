#include <stdexcept>
#include <string>
#include <utility>

#include <linux/sockios.h>
#include <sys/ioctl.h>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/net/epoll_fixture.hpp"

namespace net = troupe::net;
using namespace net::test;
using close_mode = net::event_loop::close_mode;

namespace {

/// Fills the way to the client, so that something stays queued.
void congest(narrow_fixture& fixture, std::size_t size = 1 << 20) {
  fixture.loop.queue(fixture.stream, pattern(size));
  fixture.loop.flush(fixture.stream);
  BOOST_REQUIRE_GT(fixture.loop.queued(fixture.stream), 0U);
}

} // namespace

BOOST_AUTO_TEST_SUITE(epoll_loop_send)

BOOST_FIXTURE_TEST_CASE(gathers_small_writes_into_one, stream_fixture) {
  std::string expected;
  for (int i = 0; i < 100; ++i) {
    const auto line = std::to_string(i) + "\r\n";
    expected += line;
    loop.queue(stream, line);
  }
  BOOST_CHECK_EQUAL(loop.queued(stream), expected.size());
  int calls = 0;
  server.then_sent = [&] { ++calls; };
  loop.flush(stream);
  BOOST_CHECK_EQUAL(calls, 1);
  BOOST_CHECK_EQUAL(server.sent, expected.size());
  BOOST_CHECK_EQUAL(loop.queued(stream), 0U);
  std::string heard;
  hear(client, heard);
  BOOST_CHECK_EQUAL(heard, expected);
}

BOOST_FIXTURE_TEST_CASE(writes_hundreds_of_slices_in_order, stream_fixture) {
  std::string expected;
  for (int i = 0; i < 300; ++i) {
    const auto part = std::to_string(i) + ' ';
    expected += part;
    loop.queue(stream, net::slice::copy_of(part));
  }
  loop.flush(stream);
  std::string heard;
  run_until([&] {
    hear(client, heard);
    return heard.size() >= expected.size();
  });
  BOOST_CHECK_EQUAL(heard, expected);
  BOOST_CHECK_EQUAL(server.sent, expected.size());
}

BOOST_FIXTURE_TEST_CASE(send_now_tells_what_the_socket_took, narrow_fixture) {
  const auto bytes = pattern(1 << 20);
  const auto taken = loop.send_now(stream, bytes);
  BOOST_CHECK_GT(taken, 0U);
  BOOST_CHECK_LT(taken, bytes.size());
  BOOST_CHECK_EQUAL(server.sent, 0U);
  BOOST_CHECK_EQUAL(loop.send_now(stream, "no room"), 0U);
  loop.queue(stream, std::string_view(bytes).substr(taken));
  loop.flush(stream);
  hear_all(bytes.size());
  BOOST_CHECK(heard == bytes);
  BOOST_CHECK_EQUAL(server.sent, bytes.size() - taken);
}

BOOST_FIXTURE_TEST_CASE(send_now_does_not_overtake_what_is_queued, stream_fixture) {
  loop.queue(stream, "first ");
  BOOST_CHECK_EQUAL(loop.send_now(stream, "second"), 0U);
  loop.queue(stream, "second");
  loop.flush(stream);
  std::string heard;
  hear(client, heard);
  BOOST_CHECK_EQUAL(heard, "first second");
}

BOOST_FIXTURE_TEST_CASE(send_now_works_again_after_the_socket_was_full, narrow_fixture) {
  auto taken = loop.send_now(stream, pattern(1 << 20));
  std::size_t again = 0;
  run_until([&] {
    hear(client, heard);
    again = loop.send_now(stream, "again");
    return again > 0;
  });
  BOOST_CHECK_EQUAL(again, 5U);
  hear_all(taken + 5);
  BOOST_CHECK_EQUAL(heard.substr(taken), "again");
  BOOST_CHECK(waits());
}

BOOST_FIXTURE_TEST_CASE(slow_reader_gets_everything_and_the_loop_waits_meanwhile, narrow_fixture) {
  congest(*this);
  const auto expected = pattern(1 << 20);
  BOOST_CHECK(waits());
  const auto before = server.sent;
  BOOST_CHECK_GT(before, 0U);
  hear_all(expected.size());
  BOOST_CHECK(heard == expected);
  BOOST_CHECK_EQUAL(server.sent, expected.size());
  BOOST_CHECK_EQUAL(loop.queued(stream), 0U);
  BOOST_CHECK(waits());
}

BOOST_FIXTURE_TEST_CASE(flush_in_on_sent_goes_on_without_recursion, stream_fixture) {
  int depth = 0;
  int rounds = 0;
  server.then_sent = [&] {
    BOOST_CHECK_EQUAL(++depth, 1);
    if (++rounds < 5) {
      loop.queue(stream, "more ");
      loop.flush(stream);
    }
    --depth;
  };
  loop.queue(stream, "more ");
  loop.flush(stream);
  std::string heard;
  run_until([&] {
    hear(client, heard);
    return heard.size() >= 25;
  });
  BOOST_CHECK_EQUAL(rounds, 5);
  BOOST_CHECK(waits());
}

BOOST_FIXTURE_TEST_CASE(closing_in_on_sent_is_final, narrow_fixture) {
  server.then_sent = [&] { loop.close(stream, close_mode::reset); };
  loop.queue(stream, pattern(1 << 20));
  loop.flush(stream);
  BOOST_CHECK_EQUAL(loop.queued(stream), 0U);
  BOOST_CHECK(waits());
  BOOST_CHECK_EQUAL(server.ends, 0);
}

BOOST_FIXTURE_TEST_CASE(on_sent_that_throws_loses_no_byte, narrow_fixture) {
  server.then_sent = [&] {
    server.then_sent = [] {};
    throw std::runtime_error("handler");
  };
  const auto expected = pattern(1 << 20);
  loop.queue(stream, expected);
  BOOST_CHECK_THROW(loop.flush(stream), std::runtime_error);
  hear_all(expected.size());
  BOOST_CHECK(heard == expected);
}

BOOST_FIXTURE_TEST_CASE(nested_run_in_on_sent_goes_on_writing, narrow_fixture) {
  bool nested = false;
  const auto expected = pattern(1 << 20);
  server.then_sent = [&] {
    if (!std::exchange(nested, true))
      hear_all(expected.size());
  };
  loop.queue(stream, expected);
  loop.flush(stream);
  BOOST_CHECK(heard == expected);
  BOOST_CHECK_EQUAL(server.sent, expected.size());
}

BOOST_FIXTURE_TEST_CASE(finish_sends_the_end_after_everything_and_still_receives, narrow_fixture) {
  congest(*this);
  loop.finish_sending(stream);
  run_until([&] { return !hear(client, heard); });
  BOOST_CHECK(heard == pattern(1 << 20));
  say(client, "thanks");
  run_until([&] { return !server.received.empty(); });
  BOOST_CHECK_EQUAL(server.received, "thanks");
  BOOST_CHECK_EQUAL(server.ends, 0);
}

BOOST_FIXTURE_TEST_CASE(finish_sends_what_was_not_flushed, stream_fixture) {
  loop.queue(stream, "not flushed");
  loop.finish_sending(stream);
  BOOST_CHECK_EQUAL(server.sent, 0U); // no callback but out of flush and run_once
  std::string heard;
  run_until([&] { return !hear(client, heard); });
  BOOST_CHECK_EQUAL(heard, "not flushed");
  BOOST_CHECK_EQUAL(server.sent, heard.size());
}

BOOST_FIXTURE_TEST_CASE(failed_flush_is_reported_by_the_next_run_after_what_came_before, loop_fixture) {
  recorder server;
  net::descriptor client;
  net::socket_options options;
  options.receive_buffer = 200'000;
  const auto stream = open(client, server, options);
  loop.start_receive(stream);
  const auto last_words = pattern(100'000); // more than one receive takes
  say(client, last_words);
  int unsent = -1;
  BOOST_REQUIRE_EQUAL(::ioctl(client.get(), SIOCOUTQNSD, &unsent), 0);
  BOOST_REQUIRE_EQUAL(unsent, 0);
  hang_up_with_reset(client);

  loop.queue(stream, "answer");
  loop.flush(stream);
  BOOST_CHECK_EQUAL(server.ends, 0);
  BOOST_CHECK_EQUAL(loop.queued(stream), 0U);
  loop.queue(stream, "nobody");
  BOOST_CHECK_EQUAL(loop.queued(stream), 0U);
  run_until([&] { return server.ends > 0; });
  BOOST_CHECK(server.received == last_words);
  BOOST_CHECK(server.reason == std::errc::connection_reset);
  BOOST_CHECK(waits());
  BOOST_CHECK_EQUAL(server.ends, 1);
}

BOOST_FIXTURE_TEST_CASE(failed_send_of_a_paused_stream_is_reported_without_waiting, stream_fixture) {
  loop.pause_receive(stream);
  BOOST_CHECK(waits());
  hang_up_with_reset(client);
  BOOST_CHECK_EQUAL(loop.send_now(stream, "answer"), 0U);
  BOOST_CHECK_EQUAL(server.ends, 0);
  const auto start = net::loop_clock::now();
  BOOST_CHECK_EQUAL(loop.run_once(patience), 1U);
  BOOST_CHECK(net::loop_clock::now() - start < patience);
  BOOST_CHECK(server.reason == std::errc::connection_reset);
  BOOST_CHECK(waits());
}

BOOST_FIXTURE_TEST_CASE(stream_closed_before_its_failure_is_reported_hears_nothing, stream_fixture) {
  hang_up_with_reset(client);
  BOOST_CHECK_EQUAL(loop.send_now(stream, "answer"), 0U);
  loop.close(stream, close_mode::orderly);
  BOOST_CHECK(waits());
  BOOST_CHECK_EQUAL(server.ends, 0);
}

BOOST_FIXTURE_TEST_CASE(reset_while_output_waits_ends_the_stream, narrow_fixture) {
  congest(*this);
  hang_up_with_reset(client);
  run_until([&] { return server.ends > 0; });
  BOOST_CHECK(server.reason == std::errc::connection_reset);
  BOOST_CHECK_EQUAL(loop.queued(stream), 0U);
  BOOST_CHECK(waits());
  BOOST_CHECK_EQUAL(server.ends, 1);
}

BOOST_FIXTURE_TEST_CASE(reset_while_paused_and_output_waits_ends_the_stream, narrow_fixture) {
  loop.pause_receive(stream);
  congest(*this);
  hang_up_with_reset(client);
  run_until([&] { return server.ends > 0; });
  BOOST_CHECK(server.reason == std::errc::connection_reset);
  BOOST_CHECK(waits());
}

BOOST_AUTO_TEST_SUITE_END()
