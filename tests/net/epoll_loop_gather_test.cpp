#include <boost/test/unit_test.hpp>

#include "troupe/tests/net/epoll_fixture.hpp"

// Small writes of all streams of a loop take turns in one buffer (net/gather_buffer.hpp).

namespace net = troupe::net;
using namespace net::test;
using close_mode = net::event_loop::close_mode;

namespace {

/// What a client has received when it has `size` bytes.
std::string heard_by(loop_fixture& fixture, const net::descriptor& client, std::size_t size) {
  std::string heard;
  fixture.run_until([&] {
    hear(client, heard);
    return heard.size() >= size;
  });
  return heard;
}

/// Gathers four writes of a full buffer, of which the socket takes a part only.
void gather_more_than_fits(narrow_fixture& fixture, const std::string& bytes) {
  const auto quarter = bytes.size() / 4;
  for (std::size_t i = 0; i < 4; ++i)
    fixture.loop.queue(fixture.stream, std::string_view(bytes).substr(i * quarter, quarter));
  BOOST_REQUIRE_EQUAL(fixture.loop.queued(fixture.stream), bytes.size());
  fixture.loop.flush(fixture.stream);
  BOOST_REQUIRE_GT(fixture.server.sent, 0U);
  BOOST_REQUIRE_GT(fixture.loop.queued(fixture.stream), 0U);
  BOOST_REQUIRE_EQUAL(fixture.server.sent + fixture.loop.queued(fixture.stream), bytes.size());
}

} // namespace

BOOST_AUTO_TEST_SUITE(epoll_loop_gather)

BOOST_FIXTURE_TEST_CASE(writes_that_alternate_between_two_streams_arrive_whole_and_in_order, pair_fixture) {
  std::string to_one;
  std::string to_other;
  for (int i = 0; i < 200; ++i) {
    const auto text = std::to_string(i) + ' ';
    loop.queue(stream, text);
    loop.queue(other_stream, text + text);
    to_one += text;
    to_other += text + text;
  }
  BOOST_CHECK_EQUAL(loop.queued(stream), to_one.size());
  BOOST_CHECK_EQUAL(loop.queued(other_stream), to_other.size());
  loop.flush(stream);
  loop.flush(other_stream);
  BOOST_CHECK_EQUAL(heard_by(*this, client, to_one.size()), to_one);
  BOOST_CHECK_EQUAL(heard_by(*this, other_client, to_other.size()), to_other);
  BOOST_CHECK_EQUAL(server.sent, to_one.size());
  BOOST_CHECK_EQUAL(other.sent, to_other.size());
}

BOOST_FIXTURE_TEST_CASE(a_flush_writes_its_own_stream_only, pair_fixture) {
  loop.queue(stream, "mine");
  loop.flush(other_stream);
  BOOST_CHECK_EQUAL(server.sent, 0U);
  BOOST_CHECK_EQUAL(other.sent, 0U);
  BOOST_CHECK_EQUAL(loop.queued(stream), 4U);
  loop.flush(stream);
  BOOST_CHECK_EQUAL(heard_by(*this, client, 4), "mine");
}

BOOST_FIXTURE_TEST_CASE(many_small_writes_fill_one_buffer_after_the_other, stream_fixture) {
  const auto expected = pattern(300'000);
  std::string_view rest = expected;
  for (std::size_t size = 1; !rest.empty(); size = size * 7 % 20'011) {
    const auto part = rest.substr(0, size);
    loop.queue(stream, part);
    rest.remove_prefix(part.size());
  }
  BOOST_CHECK_EQUAL(loop.queued(stream), expected.size());
  loop.flush(stream);
  BOOST_CHECK(heard_by(*this, client, expected.size()) == expected);
  BOOST_CHECK_EQUAL(server.sent, expected.size());
}

BOOST_FIXTURE_TEST_CASE(gathered_bytes_count_as_queued_and_go_before_what_is_queued_later, stream_fixture) {
  loop.queue(stream, "gathered ");
  BOOST_CHECK_EQUAL(loop.queued(stream), 9U);
  loop.queue(stream, net::slice::copy_of("shared "));
  BOOST_CHECK_EQUAL(loop.queued(stream), 16U);
  loop.queue(stream, "and gathered");
  BOOST_CHECK_EQUAL(loop.queued(stream), 28U);
  BOOST_CHECK_EQUAL(loop.drop_queued_files(stream), 0U);
  loop.flush(stream);
  BOOST_CHECK_EQUAL(loop.queued(stream), 0U);
  BOOST_CHECK_EQUAL(heard_by(*this, client, 28), "gathered shared and gathered");
}

BOOST_FIXTURE_TEST_CASE(what_a_full_socket_does_not_take_follows_in_order, narrow_fixture) {
  const auto bytes = pattern(60'000);
  gather_more_than_fits(*this, bytes);
  hear_all(bytes.size());
  BOOST_CHECK(heard == bytes);
  BOOST_CHECK_EQUAL(server.sent, bytes.size());
  BOOST_CHECK_EQUAL(loop.queued(stream), 0U);
  BOOST_CHECK(waits());
}

BOOST_FIXTURE_TEST_CASE(what_a_full_socket_does_not_take_stays_before_what_is_queued_later, narrow_fixture) {
  const auto bytes = pattern(60'000);
  gather_more_than_fits(*this, bytes);
  loop.queue(stream, net::slice::copy_of(" shared"));
  loop.queue(stream, " gathered");
  loop.queue(stream, pattern(30'000));
  loop.queue(stream, " end");
  loop.flush(stream);
  const auto expected = bytes + " shared gathered" + pattern(30'000) + " end";
  hear_all(expected.size());
  BOOST_CHECK(heard == expected);
  BOOST_CHECK_EQUAL(server.sent, expected.size());
}

BOOST_FIXTURE_TEST_CASE(what_waits_for_a_full_socket_leaves_the_buffer_to_others, narrow_fixture) {
  recorder other;
  net::descriptor other_client;
  const auto other_stream = open(other_client, other);
  const auto bytes = pattern(60'000);
  gather_more_than_fits(*this, bytes);
  loop.queue(other_stream, "quick");
  loop.queue(stream, " slow");
  loop.flush(other_stream);
  BOOST_CHECK_EQUAL(other.sent, 5U);
  BOOST_CHECK_EQUAL(heard_by(*this, other_client, 5), "quick");
  hear_all(bytes.size() + 5);
  BOOST_CHECK(heard == bytes + " slow");
}

BOOST_FIXTURE_TEST_CASE(closing_the_stream_whose_bytes_are_gathered_drops_them_alone, pair_fixture) {
  loop.queue(other_stream, "one ");
  loop.queue(stream, "dropped");
  loop.close(stream, close_mode::orderly);
  loop.queue(other_stream, "two");
  BOOST_CHECK_EQUAL(loop.queued(other_stream), 7U);
  loop.flush(other_stream);
  BOOST_CHECK_EQUAL(heard_by(*this, other_client, 7), "one two");
  std::string heard;
  BOOST_CHECK(!hear(client, heard));
  BOOST_CHECK_EQUAL(heard, "");
}

BOOST_FIXTURE_TEST_CASE(closing_a_stream_leaves_the_gathered_bytes_of_another, pair_fixture) {
  loop.queue(stream, "dropped");
  loop.queue(other_stream, "gathered");
  loop.close(stream, close_mode::reset);
  BOOST_CHECK_EQUAL(loop.queued(other_stream), 8U);
  loop.flush(other_stream);
  BOOST_CHECK_EQUAL(heard_by(*this, other_client, 8), "gathered");
}

BOOST_FIXTURE_TEST_CASE(a_slot_that_is_used_again_does_not_send_its_predecessors_bytes, stream_fixture) {
  loop.queue(stream, "dropped");
  loop.close(stream, close_mode::orderly);
  recorder fresh;
  net::descriptor fresh_client;
  const auto fresh_stream = open(fresh_client, fresh);
  BOOST_CHECK_EQUAL(loop.queued(fresh_stream), 0U);
  loop.flush(fresh_stream);
  BOOST_CHECK_EQUAL(fresh.sent, 0U);
  loop.queue(fresh_stream, "fresh");
  loop.flush(fresh_stream);
  BOOST_CHECK_EQUAL(heard_by(*this, fresh_client, 5), "fresh");
}

BOOST_FIXTURE_TEST_CASE(a_peer_that_has_reset_makes_the_flush_fail_and_the_end_comes_with_the_error, pair_fixture) {
  // After the client's end of stream a reset is an EPIPE.
  ::shutdown(client.get(), SHUT_WR);
  run_until([&] { return server.ends > 0; });
  BOOST_CHECK(!server.reason);
  hang_up_with_reset(client);
  loop.queue(stream, "nobody");
  loop.flush(stream);
  BOOST_CHECK_EQUAL(server.sent, 0U);
  BOOST_CHECK_EQUAL(server.ends, 1);
  BOOST_CHECK_EQUAL(loop.queued(stream), 0U);
  run_until([&] { return server.ends > 1; });
  BOOST_CHECK(server.reason == std::errc::broken_pipe);
  loop.queue(stream, "still nobody");
  BOOST_CHECK_EQUAL(loop.queued(stream), 0U);
  loop.queue(other_stream, "somebody");
  loop.flush(other_stream);
  BOOST_CHECK_EQUAL(heard_by(*this, other_client, 8), "somebody");
  BOOST_CHECK(waits());
  BOOST_CHECK_EQUAL(server.ends, 2);
}

BOOST_FIXTURE_TEST_CASE(gathered_bytes_of_a_stream_that_fails_meanwhile_bother_nobody, pair_fixture) {
  loop.queue(stream, "never flushed");
  hang_up_with_reset(client);
  run_until([&] { return server.ends > 0; });
  BOOST_CHECK(server.reason == std::errc::connection_reset);
  BOOST_CHECK_EQUAL(loop.queued(stream), 0U);
  loop.flush(stream);
  loop.queue(other_stream, "fine");
  loop.flush(other_stream);
  BOOST_CHECK_EQUAL(heard_by(*this, other_client, 4), "fine");
  BOOST_CHECK_EQUAL(server.sent, 0U);
}

BOOST_AUTO_TEST_SUITE_END()
