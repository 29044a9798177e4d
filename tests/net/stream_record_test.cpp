#include <array>
#include <cerrno>

#include <sys/socket.h>

#include <boost/test/unit_test.hpp>

#include "troupe/net/stream_record.hpp"

namespace net = troupe::net;

namespace {

constexpr auto self = net::stream_id{4711};

/// A record of one end of a connection, the other end, and an epoll descriptor.
struct record_fixture {
  net::descriptor epoll{::epoll_create1(EPOLL_CLOEXEC)};
  net::stream_record record;
  net::descriptor there;

  record_fixture() {
    std::array<int, 2> pair{};
    BOOST_REQUIRE_EQUAL(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair.data()), 0);
    record.socket = net::descriptor(pair[0]);
    there = net::descriptor(pair[1]);
  }

  int settle() { return record.settle(epoll.get(), self); }
  /// What epoll reports now; 0 when it reports nothing.
  std::uint32_t reported() {
    epoll_event event{};
    if (::epoll_wait(epoll.get(), &event, 1, 0) != 1)
      return 0;
    BOOST_CHECK_EQUAL(event.data.u64, static_cast<std::uint64_t>(self));
    return event.events;
  }
  bool there_sees_the_end() {
    char byte;
    return ::recv(there.get(), &byte, 1, 0) == 0;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(stream_record, record_fixture)

BOOST_AUTO_TEST_CASE(has_epoll_report_what_is_wanted_and_nothing_else) {
  BOOST_CHECK_EQUAL(::send(there.get(), "x", 1, 0), 1);
  BOOST_CHECK_EQUAL(settle(), 0);
  BOOST_CHECK_EQUAL(reported(), 0U);
  record.receiving = true;
  BOOST_CHECK_EQUAL(settle(), 0);
  BOOST_CHECK_EQUAL(reported(), std::uint32_t{EPOLLIN});
  record.waiting = true;
  BOOST_CHECK_EQUAL(settle(), 0);
  BOOST_CHECK_EQUAL(reported(), std::uint32_t{EPOLLIN | EPOLLOUT});
  record.receiving = false;
  BOOST_CHECK_EQUAL(settle(), 0);
  BOOST_CHECK_EQUAL(reported(), std::uint32_t{EPOLLOUT});
  record.waiting = false;
  BOOST_CHECK_EQUAL(settle(), 0);
  BOOST_CHECK_EQUAL(reported(), 0U);
}

BOOST_AUTO_TEST_CASE(hears_of_a_death_while_nothing_is_wanted_and_of_nothing_once_it_knows) {
  record.receiving = true;
  BOOST_CHECK_EQUAL(settle(), 0);
  record.receiving = false;
  BOOST_CHECK_EQUAL(settle(), 0);
  BOOST_CHECK_EQUAL(reported(), 0U);
  there = net::descriptor{};
  BOOST_CHECK_EQUAL(reported(), std::uint32_t{EPOLLHUP});
  record.give_up(EPIPE);
  BOOST_CHECK_EQUAL(settle(), 0);
  BOOST_CHECK_EQUAL(record.interest, 0);
  BOOST_CHECK_EQUAL(reported(), 0U);
}

BOOST_AUTO_TEST_CASE(asks_epoll_only_when_something_has_changed) {
  record.receiving = true;
  BOOST_CHECK_EQUAL(settle(), 0);
  epoll = net::descriptor{};
  BOOST_CHECK_EQUAL(settle(), 0);
  record.waiting = true;
  BOOST_CHECK_EQUAL(settle(), EBADF);
  BOOST_CHECK_EQUAL(record.interest, std::uint32_t{EPOLLIN});
}

BOOST_AUTO_TEST_CASE(is_clear_when_bytes_would_go_out_at_once) {
  BOOST_CHECK(record.is_clear());
  record.queue.append(net::slice::copy_of("before"));
  BOOST_CHECK(!record.is_clear());
  record.queue.clear();
  record.waiting = true;
  BOOST_CHECK(!record.is_clear());
}

BOOST_AUTO_TEST_CASE(finishes_when_everything_is_written_and_not_before) {
  record.queue.append(net::slice::copy_of("last"));
  record.finish_when_written();
  record.finishing = true;
  record.finish_when_written();
  BOOST_CHECK(record.finishing);
  BOOST_CHECK(!there_sees_the_end());
  record.queue.clear();
  record.finish_when_written();
  BOOST_CHECK(!record.finishing);
  BOOST_CHECK(there_sees_the_end());
}

BOOST_AUTO_TEST_CASE(sends_nothing_more_after_it_was_given_up_and_no_end_either) {
  record.queue.append(net::slice::copy_of("lost"));
  record.waiting = true;
  record.finishing = true;
  record.give_up(EPIPE);
  BOOST_CHECK(!record.can_send());
  BOOST_CHECK_EQUAL(record.failure, EPIPE);
  BOOST_CHECK(record.queue.empty());
  BOOST_CHECK(!record.waiting);
  record.finish_when_written();
  BOOST_CHECK(!there_sees_the_end()); // it would look complete
}

BOOST_AUTO_TEST_SUITE_END()
