#include <chrono>
#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/examples/chat/state/neighbourhoods.hpp"

using chat::irc::wall_time;
using chat::state::neighbourhoods;
using namespace std::chrono_literals;

namespace {

const wall_time start{1'000h};

} // namespace

BOOST_AUTO_TEST_SUITE(neighbours)

BOOST_AUTO_TEST_CASE(are_counted_and_forgotten) {
  neighbourhoods known;
  BOOST_TEST(known.enter("a") == 1U);
  BOOST_TEST(known.enter("a") == 2U);
  BOOST_TEST(known.enter("b") == 1U);
  known.leave("a", start);
  BOOST_TEST(known.enter("a") == 2U);
  known.leave("a", start);
  known.leave("a", start);
  known.leave("b", start);
  known.leave("b", start);
  known.leave("never here", start);
  BOOST_TEST(known.size() == 0U);
  BOOST_TEST(known.enter("a") == 1U);
}

BOOST_AUTO_TEST_CASE(may_guess_three_times_and_then_now_and_again) {
  neighbourhoods known;
  for (int i = 0; i < 3; ++i) {
    BOOST_TEST(known.may_guess("a", start));
    known.guessed_wrong("a", start);
  }
  BOOST_TEST(!known.may_guess("a", start));
  BOOST_TEST(known.may_guess("b", start));
  BOOST_TEST(!known.may_guess("a", start + 4'999ms));
  BOOST_TEST(known.may_guess("a", start + 5s));
  known.guessed_wrong("a", start + 5s);
  BOOST_TEST(!known.may_guess("a", start + 9s));
}

BOOST_AUTO_TEST_CASE(are_remembered_for_their_guesses_when_they_have_left) {
  neighbourhoods known;
  known.enter("a");
  known.guessed_wrong("a", start);
  known.leave("a", start);
  BOOST_TEST(known.size() == 1U);
  known.forget(start + 4s);
  BOOST_TEST(known.size() == 1U);
  known.forget(start + 5s);
  BOOST_TEST(known.size() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
