#include <boost/test/unit_test.hpp>

#include "troupe/examples/chat/cluster/traffic.hpp"

using chat::cluster::traffic;

BOOST_AUTO_TEST_SUITE(link_traffic)

BOOST_AUTO_TEST_CASE(payloads_are_numbered_from_one) {
  traffic books{100};
  BOOST_TEST(books.send(10).value() == 1U);
  BOOST_TEST(books.send(0).value() == 2U);
  BOOST_TEST(books.in_flight() == 10U);
}

BOOST_AUTO_TEST_CASE(the_limit_may_be_reached_and_not_exceeded) {
  traffic books{100};
  BOOST_TEST(books.send(60).has_value());
  BOOST_TEST(books.send(40).has_value());
  BOOST_TEST(!books.send(1).has_value());
  BOOST_TEST(books.in_flight() == 100U);
  BOOST_TEST(!traffic{100}.send(101).has_value());
}

BOOST_AUTO_TEST_CASE(an_acknowledgement_makes_room_for_all_up_to_its_number) {
  traffic books{100};
  for (int i = 0; i < 5; ++i)
    BOOST_TEST(books.send(20).has_value());
  BOOST_TEST(books.acknowledged(3));
  BOOST_TEST(books.in_flight() == 40U);
  BOOST_TEST(books.acknowledged(3)); // heartbeats repeat it
  BOOST_TEST(books.acknowledged(1));
  BOOST_TEST(books.in_flight() == 40U);
  BOOST_TEST(books.acknowledged(5));
  BOOST_TEST(books.in_flight() == 0U);
  BOOST_TEST(books.send(100).value() == 6U);
}

BOOST_AUTO_TEST_CASE(what_was_never_sent_cannot_be_acknowledged) {
  traffic books{100};
  BOOST_TEST(books.acknowledged(0));
  BOOST_TEST(!books.acknowledged(1));
  BOOST_TEST(books.send(1).has_value());
  BOOST_TEST(books.acknowledged(1));
  BOOST_TEST(!books.acknowledged(2));
}

BOOST_AUTO_TEST_CASE(a_gap_or_a_repetition_is_noticed) {
  traffic books{100};
  BOOST_TEST(!books.receive(2, 1));
  BOOST_TEST(books.receive(1, 1));
  BOOST_TEST(!books.receive(1, 1));
  BOOST_TEST(books.receive(2, 1));
  BOOST_TEST(!books.receive(4, 1));
}

BOOST_AUTO_TEST_CASE(an_acknowledgement_is_due_after_an_eighth_of_the_limit) {
  traffic books{800};
  BOOST_TEST(books.receive(1, 99));
  BOOST_TEST(!books.owes_acknowledgement());
  BOOST_TEST(books.receive(2, 1));
  BOOST_TEST(!books.owes_acknowledgement());
  BOOST_TEST(books.acknowledge() == 0U); // received is not taken
  BOOST_TEST(books.untaken() == 2U);
  books.taken(1);
  BOOST_TEST(books.untaken() == 2U);
  books.taken(2);
  BOOST_TEST(books.untaken() == 0U);
  BOOST_TEST(books.owes_acknowledgement());
  BOOST_TEST(books.acknowledge() == 2U);
  BOOST_TEST(!books.owes_acknowledgement());
  books.taken(1);
  BOOST_TEST(books.acknowledge() == 2U);
  books.taken(9); // never came
  BOOST_TEST(books.acknowledge() == 2U);
  // And after 64 KiB at the latest: the limit of the other side may be smaller.
  traffic large{std::size_t{1} << 40U};
  BOOST_TEST(large.receive(1, 65'536));
  large.taken(1);
  BOOST_TEST(large.owes_acknowledgement());
}

BOOST_AUTO_TEST_SUITE_END()
