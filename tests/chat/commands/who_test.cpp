#include <algorithm>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/chat/state/cluster.hpp"

using namespace tests;

namespace {

struct who_fixture {
  cluster net{2};
  client& ann = net.join(1, "ann");
  client& bob = net.join(2, "bob");

  who_fixture() {
    net.send(ann, "JOIN #a");
    net.send(bob, "JOIN #a");
    net.send(bob, "AWAY :out");
    net.advance(std::chrono::seconds{7});
    ann.lines.clear();
  }
};

/// A node with that many users, one channel each, whose clients may be sent little; the last of them asks.
struct crowd {
  cluster net{1, with_little_room()};
  client* asker = nullptr;

  explicit crowd(int users) {
    for (int i = 0; i < users; ++i) {
      asker = &net.join(1, "user" + std::to_string(i));
      net.send(*asker, "JOIN #channel" + std::to_string(i));
      asker->lines.clear();
    }
  }
  static chat::state::options with_little_room() {
    auto options = cluster::defaults();
    options.limits.send_queue_bytes = 4'000;
    return options;
  }
  std::size_t bytes() const {
    std::size_t result = 0;
    for (const auto& each : asker->lines)
      result += each.size() + 2;
    return result;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(who_command, who_fixture)

BOOST_AUTO_TEST_CASE(fields_come_in_the_order_of_the_specification) {
  net.send(ann, "WHO #a %tcuihsnfdlaor,42");
  expect(ann, {":n1.test 354 ann 42 #a ~ann ann.host ann.host n1.test ann H@ 0 7 0 n/a :Real ann",
               ":n1.test 354 ann 42 #a ~bob bob.host bob.host n2.test bob G 1 0 0 n/a :Real bob",
               ":n1.test 315 ann #a :End of WHO list"});
}

BOOST_AUTO_TEST_CASE(only_the_fields_asked_for_come) {
  net.send(ann, "WHO bob %fnr");
  net.send(ann, "WHO bob %nt");
  net.send(ann, "WHO bob %nt,12345");
  net.send(ann, "WHO bob %");
  net.send(ann, "WHO bob o%n");
  expect(ann,
         {":n1.test 354 ann bob G :Real bob", ":n1.test 315 ann bob :End of WHO list", ":n1.test 354 ann 0 bob",
          ":n1.test 315 ann bob :End of WHO list", ":n1.test 354 ann 0 bob", ":n1.test 315 ann bob :End of WHO list",
          ":n1.test 354 ann", ":n1.test 315 ann bob :End of WHO list", ":n1.test 315 ann bob :End of WHO list"});
}

BOOST_AUTO_TEST_CASE(an_answer_that_would_cut_off_the_asker_ends_before) {
  crowd many{100};
  for (const auto* command : {"WHO", "LIST"}) {
    many.net.send(*many.asker, command);
    BOOST_TEST(many.bytes() < 4'000U);
    BOOST_TEST_REQUIRE(many.asker->lines.size() > 10U);
    BOOST_TEST(many.asker->lines[many.asker->lines.size() - 2] ==
               std::string{":n1.test 416 user99 "} + command + " :Too many lines in the output, restrict your query");
    BOOST_TEST((many.asker->lines.back().rfind(":n1.test 3", 0) == 0)); // 315, 323
    many.asker->lines.clear();
  }
}

BOOST_AUTO_TEST_CASE(an_answer_that_fits_is_whole) {
  crowd few{10};
  few.net.send(*few.asker, "WHO");
  BOOST_TEST(few.asker->lines.size() == 11U);
}

BOOST_AUTO_TEST_SUITE_END()
