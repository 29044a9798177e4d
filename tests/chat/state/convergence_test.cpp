#include <boost/test/unit_test.hpp>

#include "troupe/tests/chat/state/storm.hpp"

using tests::storm;

BOOST_AUTO_TEST_SUITE(convergence)

BOOST_AUTO_TEST_CASE(nodes_agree_after_any_storm) {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    BOOST_TEST_CONTEXT("seed " << seed) {
      storm each{2 + seed % 4, seed};
      for (int calm = 0; calm < 3; ++calm) {
        each.rounds(400);
        each.heal();
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
