#include <chrono>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/examples/chat/cluster/roster.hpp"

using chat::cluster::endpoint;
using chat::cluster::roster;
using namespace std::chrono_literals;

namespace {

struct fixture {
  fixture() {
    settings.retry_least = 100ms;
    settings.retry_most = 1600ms;
    settings.forget_after = 1h;
  }

  std::vector<std::string> due() {
    std::vector<std::string> result;
    for (const auto& where : known.due(now))
      result.push_back(to_text(where));
    return result;
  }

  /// How long, in steps of 5 ms, until something is due.
  std::chrono::milliseconds pause() {
    for (auto waited = 0ms; waited < 2h; waited += 5ms, now += 5ms)
      if (!known.due(now).empty())
        return waited;
    return 2h;
  }

  chat::cluster::settings settings;
  roster known{configured(), 7};
  roster::clock::time_point now{1000h};
  const endpoint a{"a", 1};
  const endpoint b{"b", 2};

private:
  const chat::cluster::settings& configured() {
    settings.retry_least = 100ms;
    settings.retry_most = 1600ms;
    settings.forget_after = 1h;
    return settings;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(mesh_roster, fixture)

BOOST_AUTO_TEST_CASE(a_configured_address_is_tried_at_once_and_not_twice_at_a_time) {
  known.configure(a, now);
  BOOST_TEST(due() == std::vector<std::string>{"a:1"}, boost::test_tools::per_element());
  now += 1h;
  BOOST_TEST(due().empty());
}

BOOST_AUTO_TEST_CASE(pauses_double_up_to_the_longest_give_or_take_a_quarter) {
  known.configure(a, now);
  BOOST_TEST(due().size() == 1U);
  for (const auto wanted : {100ms, 200ms, 400ms, 800ms, 1600ms, 1600ms, 1600ms}) {
    known.failed(a, now);
    const auto waited = pause();
    BOOST_TEST(waited.count() >= wanted.count() * 3 / 4);
    BOOST_TEST(waited.count() <= wanted.count() * 5 / 4 + 5);
  }
}

BOOST_AUTO_TEST_CASE(two_nodes_do_not_wait_equally_long) {
  roster other{settings, 8};
  known.configure(a, now);
  other.configure(a, now);
  bool differ = false;
  for (int i = 0; i < 10 && !differ; ++i) {
    now += 1h;
    known.due(now);
    other.due(now);
    known.failed(a, now);
    other.failed(a, now);
    for (auto later = now; later < now + 2s && !differ; later += 1ms)
      differ = known.due(later).empty() != other.due(later).empty();
  }
  BOOST_TEST(differ);
}

BOOST_AUTO_TEST_CASE(what_is_learned_is_new_once_and_tried_soon) {
  BOOST_TEST(known.learn(a, false, now));
  BOOST_TEST(!known.learn(a, false, now));
  BOOST_TEST(pause().count() <= 105);
  BOOST_TEST(known.learn(b, true, now));
  BOOST_TEST(pause().count() >= 100);
}

BOOST_AUTO_TEST_CASE(a_linked_node_rests_at_all_its_configured_addresses) {
  known.configure(a, now);
  known.configure(b, now);
  BOOST_TEST(due().size() == 2U);
  known.linked(a, "node");
  known.linked(b, "node");
  now += 2h;
  BOOST_TEST(due().empty());
  known.unlinked("node", false, now);
  now += 1s;
  BOOST_TEST(due().size() == 2U);
}

BOOST_AUTO_TEST_CASE(one_that_yields_is_slower_after_a_link_is_lost) {
  known.linked(a, "node");
  known.unlinked("node", true, now);
  BOOST_TEST(pause().count() >= 225);
  known.linked(a, "node");
  known.unlinked("node", false, now);
  BOOST_TEST(pause().count() <= 130);
}

BOOST_AUTO_TEST_CASE(a_success_ends_the_long_pauses) {
  known.configure(a, now);
  for (int i = 0; i < 10; ++i) {
    pause();
    known.failed(a, now);
  }
  pause();
  known.linked(a, "node");
  known.unlinked("node", false, now);
  pause();
  known.failed(a, now);
  BOOST_TEST(pause().count() <= 130);
}

BOOST_AUTO_TEST_CASE(a_learned_address_is_forgotten_when_it_was_not_reached_for_long) {
  known.configure(a, now);
  known.learn(b, false, now);
  BOOST_TEST(pause().count() == 0);
  pause();
  known.failed(a, now);
  known.failed(b, now);
  now += 61min;
  BOOST_TEST(due() == std::vector<std::string>{"a:1"}, boost::test_tools::per_element());
  BOOST_TEST(known.learn(b, false, now)); // new again
}

BOOST_AUTO_TEST_CASE(a_node_that_has_left_is_forgotten_unless_configured) {
  known.configure(a, now);
  known.linked(a, "stays");
  known.linked(b, "goes");
  known.left("goes", now);
  known.left("stays", now);
  now += 30min;
  BOOST_TEST(due() == std::vector<std::string>{"a:1"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_node_that_is_found_elsewhere_is_no_longer_tried_at_its_old_address) {
  known.linked(a, "node");
  known.unlinked("node", false, now);
  known.linked(b, "node");
  known.unlinked("node", false, now);
  now += 1s;
  BOOST_TEST(due() == std::vector<std::string>{"b:2"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_address_of_this_node_itself_is_never_tried) {
  known.configure(a, now);
  due();
  known.is_self(a);
  now += 2h;
  known.configure(a, now);
  BOOST_TEST(due().empty());
  BOOST_TEST(!known.learn(a, false, now));
}

BOOST_AUTO_TEST_CASE(no_more_is_kept_than_any_mesh_has_nodes) {
  std::uint16_t port = 0;
  for (int i = 0; i < 4096; ++i)
    BOOST_TEST_REQUIRE(known.learn({"many", ++port}, false, now));
  BOOST_TEST(!known.learn({"many", ++port}, false, now));
}

BOOST_AUTO_TEST_SUITE_END()
