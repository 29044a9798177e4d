#include <memory>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/actors/handshake_places.hpp"

using troupe::actors::connection_id;
using troupe::actors::handshake_places;
using namespace std::chrono_literals;

namespace {

/// Two places, and connections 1, 2, 3 ... that ask for one.
struct two_places {
  handshake_places places;
  std::vector<std::unique_ptr<handshake_places::ticket>> tickets;
  troupe::net::loop_clock::time_point now{};

  two_places() { places.most(2); }
  /// True if it got one.
  bool ask() {
    tickets.push_back(std::make_unique<handshake_places::ticket>(places));
    tickets.back()->ask(static_cast<connection_id>(tickets.size()), now);
    return !tickets.back()->waits();
  }
  void give_back(connection_id who) { tickets.at(static_cast<std::size_t>(who) - 1)->give_back(); }
  /// Who may begin, in this order.
  std::vector<connection_id> next() {
    std::vector<connection_id> named;
    while (const auto one = places.next(now))
      named.push_back(*one);
    return named;
  }
};

using ids = std::vector<connection_id>;

} // namespace

BOOST_AUTO_TEST_SUITE(places_of_handshakes)

BOOST_FIXTURE_TEST_CASE(are_taken_at_once_while_there_are_some, two_places) {
  BOOST_TEST(ask());
  BOOST_TEST(ask());
  BOOST_TEST(!ask());
  BOOST_TEST(places.anyone_waits());
  BOOST_TEST(next().empty());
}

BOOST_FIXTURE_TEST_CASE(are_given_in_the_order_of_arrival, two_places) {
  for (int i = 0; i < 5; ++i)
    ask();
  give_back(2);
  BOOST_TEST(next() == ids{3}, boost::test_tools::per_element());
  BOOST_TEST(!tickets[2]->waits());
  give_back(3);
  give_back(1);
  BOOST_TEST(next() == (ids{4, 5}), boost::test_tools::per_element());
  BOOST_TEST(!places.anyone_waits());
}

BOOST_FIXTURE_TEST_CASE(are_not_taken_past_those_who_wait, two_places) {
  for (int i = 0; i < 3; ++i)
    ask();
  give_back(1);
  BOOST_TEST(!ask());
  BOOST_TEST(next() == ids{3}, boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(are_not_kept_for_those_who_went_away, two_places) {
  for (int i = 0; i < 4; ++i)
    ask();
  tickets[2].reset();
  tickets[0].reset();
  BOOST_TEST(next() == ids{4}, boost::test_tools::per_element());
  give_back(2);
  give_back(2);
  give_back(4);
  BOOST_TEST(ask());
  BOOST_TEST(ask());
  BOOST_TEST(!ask());
}

BOOST_FIXTURE_TEST_CASE(are_held_for_ten_seconds_at_most_when_others_wait, two_places) {
  ask();
  now += 4s;
  for (int i = 0; i < 3; ++i)
    ask();
  now += 5999ms;
  BOOST_TEST(next().empty());
  now += 1ms;
  BOOST_TEST(next() == ids{3}, boost::test_tools::per_element());
  now += 4s;
  BOOST_TEST(next() == ids{4}, boost::test_tools::per_element());
  // They have none to give back.
  give_back(1);
  give_back(2);
  BOOST_TEST(!ask());
  BOOST_TEST(next().empty());
  // The time in the line does not count.
  now += 5999ms;
  BOOST_TEST(next().empty());
  now += 1ms;
  BOOST_TEST(next() == ids{5}, boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(may_become_more_or_fewer, two_places) {
  for (int i = 0; i < 4; ++i)
    ask();
  places.most(3);
  BOOST_TEST(next() == ids{3}, boost::test_tools::per_element());
  places.most(1);
  give_back(1);
  give_back(2);
  BOOST_TEST(next().empty());
  give_back(3);
  BOOST_TEST(next() == ids{4}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
