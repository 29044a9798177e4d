#include <linux/tcp.h>
#include <netinet/in.h>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/net/epoll_fixture.hpp"

// Last words: what is queued when a stream is closed.

namespace net = troupe::net;
using namespace net::test;

namespace {

/// How many segments the client's kernel has received (tcp(7), TCP_INFO).
unsigned segments(const net::descriptor& client) {
  tcp_info info{};
  socklen_t size = sizeof info;
  BOOST_REQUIRE_EQUAL(::getsockopt(client.get(), IPPROTO_TCP, TCP_INFO, &info, &size), 0);
  return info.tcpi_segs_in;
}

/// All there is until the stream ends.
std::string heard_to_the_end(const net::descriptor& client) {
  std::string heard;
  char block[16384];
  for (;;) {
    const auto count = ::recv(client.get(), block, sizeof block, 0);
    BOOST_REQUIRE_GE(count, 0);
    if (count == 0)
      return heard;
    heard.append(block, static_cast<std::size_t>(count));
  }
}

} // namespace

BOOST_AUTO_TEST_SUITE(epoll_loop_close)

BOOST_FIXTURE_TEST_CASE(last_words_and_the_end_leave_in_one_packet, stream_fixture) {
  const auto before = segments(client);
  loop.queue(stream, "last words");
  loop.send_and_close(stream);
  BOOST_CHECK_EQUAL(heard_to_the_end(client), "last words");
  BOOST_CHECK_EQUAL(segments(client) - before, 1U);
  BOOST_CHECK_EQUAL(server.sent, 0U);
  BOOST_CHECK(waits());
}

BOOST_FIXTURE_TEST_CASE(last_words_may_be_queued_by_reference, stream_fixture) {
  loop.queue(stream, "copied, ");
  loop.queue(stream, net::slice::copy_of("referred to, "));
  loop.queue(stream, "copied");
  loop.send_and_close(stream);
  BOOST_CHECK_EQUAL(heard_to_the_end(client), "copied, referred to, copied");
  BOOST_CHECK_EQUAL(server.sent, 0U);
}

BOOST_FIXTURE_TEST_CASE(there_need_be_no_last_words, stream_fixture) {
  loop.send_and_close(stream);
  loop.send_and_close(stream);
  BOOST_CHECK_EQUAL(heard_to_the_end(client), "");
  BOOST_CHECK_EQUAL(server.ends, 0);
}

BOOST_FIXTURE_TEST_CASE(last_words_of_one_stream_leave_those_of_another, pair_fixture) {
  loop.queue(stream, "one");
  loop.queue(other_stream, "other");
  loop.send_and_close(stream);
  BOOST_CHECK_EQUAL(heard_to_the_end(client), "one");
  BOOST_CHECK_EQUAL(loop.queued(other_stream), 5U);
  loop.send_and_close(other_stream);
  BOOST_CHECK_EQUAL(heard_to_the_end(other_client), "other");
}

BOOST_FIXTURE_TEST_CASE(last_words_that_do_not_fit_are_cut_off, narrow_fixture) {
  const auto bytes = pattern(1'000'000);
  loop.queue(stream, net::slice::copy_of(bytes));
  loop.flush(stream);
  BOOST_REQUIRE_GT(loop.queued(stream), 0U);
  const auto sent = server.sent;
  loop.send_and_close(stream);
  heard = heard_to_the_end(client);
  BOOST_CHECK_GE(heard.size(), sent);
  BOOST_CHECK_LT(heard.size(), bytes.size());
  BOOST_CHECK(heard == bytes.substr(0, heard.size()));
}

BOOST_FIXTURE_TEST_CASE(last_words_may_come_when_something_was_sent, stream_fixture) {
  server.then_sent = [this] {
    loop.queue(stream, "last words");
    loop.flush(stream);
    loop.send_and_close(stream);
  };
  loop.queue(stream, "first, ");
  loop.flush(stream);
  BOOST_CHECK_EQUAL(heard_to_the_end(client), "first, last words");
}

BOOST_FIXTURE_TEST_CASE(nobody_need_be_there_for_the_last_words, stream_fixture) {
  hang_up_with_reset(client);
  loop.queue(stream, "last words");
  loop.send_and_close(stream);
  BOOST_CHECK(waits());
  BOOST_CHECK_EQUAL(server.ends, 0);
}

BOOST_AUTO_TEST_SUITE_END()
