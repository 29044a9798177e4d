#include <boost/test/unit_test.hpp>

#include "troupe/tests/net/simulated_fixture.hpp"

// Last words: what is queued when a simulated stream is closed.

using namespace troupe::net;
using namespace troupe::net::simulated_test;

BOOST_AUTO_TEST_SUITE(simulated_close)

BOOST_FIXTURE_TEST_CASE(last_words_are_sent_before_the_end, connection_fixture) {
  client.windows(65536, 4);
  loop->queue(stream, "last words");
  loop->send_and_close(stream);
  settle();
  // What the window has no room for is dropped.
  BOOST_TEST(client.received() == "last");
  BOOST_TEST(client.saw_end());
  BOOST_TEST(server.sent == 0U);
}

BOOST_FIXTURE_TEST_CASE(last_words_may_come_when_something_was_sent, connection_fixture) {
  server.when_sent = [&](std::uint64_t) {
    loop->queue(stream, "last words");
    loop->flush(stream);
    loop->send_and_close(stream);
  };
  send("first, ");
  settle();
  BOOST_TEST(client.received() == "first, last words");
  BOOST_TEST(client.saw_end());
}

BOOST_FIXTURE_TEST_CASE(last_words_may_fail, connection_fixture) {
  loop->queue(stream, "last words");
  faults().fail_operation(1, std::errc::connection_reset);
  loop->send_and_close(stream);
  settle();
  BOOST_TEST(client.received() == "");
  BOOST_TEST(server.ends == 0);
}

BOOST_AUTO_TEST_SUITE_END()
