#include <chrono>

#include <boost/test/unit_test.hpp>

#include "troupe/examples/chat/node/clock.hpp"

namespace {

using chat::node::wall_clock;
using namespace std::chrono_literals;

const wall_clock::steady_time begin{};
const chat::irc::wall_time noon{std::chrono::hours{12}};

} // namespace

BOOST_AUTO_TEST_SUITE(node_clock)

BOOST_AUTO_TEST_CASE(it_shows_the_time_of_the_machine) {
  wall_clock clock;
  BOOST_TEST((clock.at(begin, noon) == noon));
  BOOST_TEST((clock.at(begin + 5s, noon + 5s) == noon + 5s));
}

BOOST_AUTO_TEST_CASE(it_goes_on_at_half_the_speed_when_the_machine_is_set_back) {
  wall_clock clock;
  clock.at(begin, noon);
  BOOST_TEST((clock.at(begin + 10s, noon - 1h) == noon + 5s));
  BOOST_TEST((clock.at(begin + 10s, noon - 1h) == noon + 5s));
  BOOST_TEST((clock.at(begin + 20s, noon - 1h + 10s) == noon + 10s));
}

BOOST_AUTO_TEST_CASE(it_follows_at_once_when_the_machine_is_set_forward) {
  wall_clock clock;
  clock.at(begin, noon);
  BOOST_TEST((clock.at(begin + 10s, noon + 1h) == noon + 1h));
  BOOST_TEST((clock.at(begin + 11s, noon + 1h + 1s) == noon + 1h + 1s));
}

BOOST_AUTO_TEST_CASE(it_agrees_with_the_machine_again) {
  wall_clock clock;
  clock.at(begin, noon);
  BOOST_TEST((clock.at(begin + 10s, noon + 8s) == noon + 8s));
  BOOST_TEST((clock.at(begin + 11s, noon + 9s) == noon + 9s));
}

BOOST_AUTO_TEST_SUITE_END()
