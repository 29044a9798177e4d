#include <set>

#include <fcntl.h>
#include <sys/eventfd.h>

#include <boost/test/unit_test.hpp>

#include "troupe/net/stream_table.hpp"

namespace net = troupe::net;

namespace {

struct silent_handler final : net::stream_handler {
  void on_received(net::slice) override {}
  void on_sent(std::uint64_t) override {}
  void on_end(std::error_code) override {}
};

struct table_fixture {
  net::stream_table table;
  silent_handler handler;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(stream_table, table_fixture)

BOOST_AUTO_TEST_CASE(finds_what_was_inserted) {
  silent_handler other;
  const auto first = table.insert(net::descriptor{}, handler);
  const auto second = table.insert(net::descriptor{}, other);
  BOOST_CHECK_EQUAL(table.find(first)->handler, &handler);
  BOOST_CHECK_EQUAL(table.find(second)->handler, &other);
  BOOST_CHECK_EQUAL(table.size(), 2U);
}

BOOST_AUTO_TEST_CASE(no_stream_has_the_id_none) {
  table.insert(net::descriptor{}, handler);
  BOOST_CHECK(table.find(net::stream_id::none) == nullptr);
}

BOOST_AUTO_TEST_CASE(unknown_ids_find_nothing) {
  BOOST_CHECK(table.find(static_cast<net::stream_id>(std::uint64_t{1} << 32)) == nullptr);
  BOOST_CHECK(table.find(static_cast<net::stream_id>(~std::uint64_t{0})) == nullptr);
}

BOOST_AUTO_TEST_CASE(a_slot_is_used_again_and_its_id_is_not) {
  std::set<net::stream_id> seen;
  net::stream_record* record = nullptr;
  for (int i = 0; i < 1'000; ++i) {
    const auto id = table.insert(net::descriptor{}, handler);
    BOOST_CHECK(seen.insert(id).second);
    BOOST_CHECK(record == nullptr || record == table.find(id));
    record = table.find(id);
    table.erase(id);
    BOOST_CHECK(table.find(id) == nullptr);
  }
}

BOOST_AUTO_TEST_CASE(a_new_stream_knows_nothing_of_the_one_before) {
  const auto old = table.insert(net::descriptor{}, handler);
  auto& record = *table.find(old);
  record.receiving = record.waiting = record.writing = record.finishing = true;
  record.ended = net::stream_record::told::end;
  record.failure = EPIPE;
  record.interest = 1;
  record.queue.append(net::slice::copy_of("left over"));
  table.erase(old);
  const auto& fresh = *table.find(table.insert(net::descriptor{}, handler));
  BOOST_CHECK(!fresh.receiving && !fresh.waiting && !fresh.writing && !fresh.finishing);
  BOOST_CHECK(fresh.ended == net::stream_record::told::nothing);
  BOOST_CHECK_EQUAL(fresh.failure, 0);
  BOOST_CHECK_EQUAL(fresh.interest, 0);
  BOOST_CHECK(fresh.queue.empty());
}

BOOST_AUTO_TEST_CASE(a_stream_that_has_failed_is_there_and_not_sendable) {
  const auto id = table.insert(net::descriptor{}, handler);
  BOOST_CHECK_EQUAL(table.find_sendable(id), table.find(id));
  table.find(id)->give_up(EPIPE);
  BOOST_CHECK(table.find(id) != nullptr);
  BOOST_CHECK(table.find_sendable(id) == nullptr);
  table.erase(id);
  BOOST_CHECK(table.find_sendable(id) == nullptr);
}

BOOST_AUTO_TEST_CASE(records_stay_where_they_are) {
  const auto id = table.insert(net::descriptor{}, handler);
  const auto* record = table.find(id);
  for (int i = 0; i < 10'000; ++i)
    table.insert(net::descriptor{}, handler);
  BOOST_CHECK_EQUAL(table.find(id), record);
}

BOOST_AUTO_TEST_CASE(erasing_closes_the_socket) {
  net::descriptor opened(::eventfd(0, EFD_CLOEXEC));
  const int number = opened.get();
  table.erase(table.insert(std::move(opened), handler));
  BOOST_CHECK_EQUAL(::fcntl(number, F_GETFD), -1);
}

BOOST_AUTO_TEST_CASE(a_record_is_one_cache_line) {
  BOOST_CHECK_EQUAL(sizeof(net::stream_record), 64U);
}

BOOST_AUTO_TEST_SUITE_END()
