#include <map>
#include <random>

#include <boost/test/unit_test.hpp>

#include "troupe/actors/connection_table.hpp"
#include "troupe/tests/actors/server_fixture.hpp"

using namespace troupe;
using namespace troupe::actors_test;
using actors::actor_ref;
using actors::connection_table;

namespace {

/// Makes connections that no client has.
struct connection_source {
  quiet_system system;
  net::simulated_network network;
  actors::worker home{system.get(), *network.make_loop(), 0, 1, 0};
  actors::server_options options;

  actor_ref<connection> make(connection_id id) {
    return actors::spawn_bound<connection>(home, home, id, net::endpoint{}, options);
  }
};

/// All entries of the table, in order.
std::vector<connection_id> ids_of(const connection_table& table) {
  std::vector<connection_id> ids;
  for (const auto& one : table.all())
    ids.push_back(one->id());
  return ids;
}

} // namespace

BOOST_AUTO_TEST_SUITE(actors_connection_table)

BOOST_AUTO_TEST_CASE(finds_nothing_when_empty) {
  connection_table table;
  BOOST_TEST(table.size() == 0U);
  BOOST_TEST(table.find(0) == nullptr);
  BOOST_TEST(table.find(64) == nullptr);
  BOOST_TEST(!table.extract(5));
  BOOST_TEST(table.all().empty());
}

BOOST_AUTO_TEST_CASE(finds_what_was_inserted_until_it_is_extracted) {
  connection_source source;
  connection_table table;
  auto one = source.make(1);
  auto* const raw = one.get();
  table.insert(1, std::move(one));
  BOOST_TEST(table.find(1) == raw);
  BOOST_TEST(table.find(65) == nullptr);
  BOOST_TEST((table.extract(1).get() == raw));
  BOOST_TEST(table.find(1) == nullptr);
  BOOST_TEST(table.size() == 0U);
}

BOOST_AUTO_TEST_CASE(keeps_ids_apart_that_share_a_place) {
  connection_source source;
  connection_table table;
  for (const std::int64_t id : {3, 67, 131, 4, 195})
    table.insert(id, source.make(id));
  table.extract(3);
  for (const std::int64_t id : {67, 131, 4, 195}) {
    BOOST_REQUIRE(table.find(id) != nullptr);
    BOOST_TEST(table.find(id)->id() == id);
  }
  BOOST_TEST(ids_of(table) == (std::vector<connection_id>{4, 67, 131, 195}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(closes_gaps_across_its_end) {
  connection_source source;
  connection_table table;
  // 62, 63, 126 and 127 begin at the end of 64 places and go on at its beginning; 0 is pushed away from there.
  for (const std::int64_t id : {62, 63, 126, 127, 0, 64})
    table.insert(id, source.make(id));
  table.extract(62);
  table.extract(126);
  for (const std::int64_t id : {63, 127, 0, 64}) {
    BOOST_REQUIRE(table.find(id) != nullptr);
    BOOST_TEST(table.find(id)->id() == id);
  }
}

BOOST_AUTO_TEST_CASE(takes_ids_that_are_a_step_apart) {
  connection_source source;
  for (const std::size_t step : {2U, 3U, 4U, 7U, 64U}) {
    connection_table table{step};
    const auto id_of = [step](std::size_t i) { return static_cast<connection_id>(1 + i * step); };
    for (std::size_t i = 0; i < 200; ++i)
      table.insert(id_of(i), source.make(id_of(i)));
    for (std::size_t i = 0; i < 200; i += 3)
      BOOST_REQUIRE(table.extract(id_of(i))->id() == id_of(i));
    for (std::size_t i = 0; i < 200; ++i) {
      BOOST_TEST((table.find(id_of(i)) != nullptr) == (i % 3 != 0));
      // Those of other workers.
      BOOST_TEST(table.find(id_of(i) + 1) == nullptr);
    }
  }
}

BOOST_AUTO_TEST_CASE(agrees_with_a_map_in_random_order) {
  connection_source source;
  connection_table table;
  std::map<std::int64_t, connection*> model;
  std::mt19937_64 random{11};
  std::int64_t next = 0;
  for (int round = 0; round < 20'000; ++round) {
    // Grows, then shrinks, in turns; some ids are old, some far apart.
    const bool growing = (round / 2500) % 2 == 0;
    if (random() % 10 < (growing ? 7U : 3U)) {
      const auto id = random() % 8 == 0 ? (next += static_cast<std::int64_t>(random() % 300)) : next;
      ++next;
      auto made = source.make(id);
      model.emplace(id, made.get());
      table.insert(id, std::move(made));
    } else if (!model.empty()) {
      auto found = model.lower_bound(static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(next + 1)));
      if (found == model.end())
        found = model.begin();
      BOOST_REQUIRE(table.extract(found->first).get() == found->second);
      BOOST_REQUIRE(table.find(found->first) == nullptr);
      model.erase(found);
    }
    BOOST_REQUIRE(table.size() == model.size());
    const auto asked = static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(next + 64));
    const auto known = model.find(asked);
    BOOST_REQUIRE(table.find(asked) == (known == model.end() ? nullptr : known->second));
  }
  std::vector<connection_id> expected;
  for (const auto& [id, one] : model)
    expected.push_back(id);
  BOOST_TEST(ids_of(table) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
