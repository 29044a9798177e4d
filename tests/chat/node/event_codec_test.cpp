#include <string>

#include <boost/test/unit_test.hpp>
#include <caf/all.hpp>

#include "troupe/examples/chat/node/event_codec.hpp"

namespace {

using namespace chat::state;
using chat::node::decode;
using chat::node::encode;

/// An actor system without actors: what the serializers are made with.
struct quiet_system {
  caf::actor_system_config config;
  caf::actor_system system{config};
};

event_batch several_events() {
  const user_id ann{"a.test", 7};
  const stamp when{1'700'000'000'000, 3, "a.test"};
  channel_burst burst{"#chat", when, {{'T', "", "ann 1700000000 the topic", when}}, {{ann, when}}};
  message_sent said;
  said.from = ann;
  said.channel = "#chat";
  said.text = std::string{"\0\xff and \xc3\xa9", 9};
  said.time = -1;
  return {{{burst}, {said}, {user_quit{ann, "gone"}}}};
}

} // namespace

BOOST_AUTO_TEST_SUITE(node_event_codec)

BOOST_AUTO_TEST_CASE(a_batch_comes_out_as_it_went_in) {
  quiet_system here;
  const auto bytes = encode(here.system, several_events());
  const auto batch = decode(here.system, bytes);
  BOOST_TEST_REQUIRE(batch.has_value());
  BOOST_TEST_REQUIRE(batch->events.size() == 3U);
  const auto& burst = std::get<channel_burst>(batch->events[0].body);
  BOOST_TEST(burst.channel == "#chat");
  BOOST_TEST((burst.created == stamp{1'700'000'000'000, 3, "a.test"}));
  BOOST_TEST_REQUIRE(burst.entries.size() == 1U);
  BOOST_TEST(burst.entries[0].letter == 'T');
  BOOST_TEST(burst.entries[0].value == "ann 1700000000 the topic");
  BOOST_TEST_REQUIRE(burst.members.size() == 1U);
  BOOST_TEST((burst.members[0].user == user_id{"a.test", 7}));
  const auto& said = std::get<message_sent>(batch->events[1].body);
  BOOST_TEST(said.text == (std::string{"\0\xff and \xc3\xa9", 9}));
  BOOST_TEST(said.time == -1);
  BOOST_TEST(std::get<user_quit>(batch->events[2].body).reason == "gone");
  BOOST_TEST(encode(here.system, *batch) == bytes);
}

BOOST_AUTO_TEST_CASE(an_empty_batch_is_one) {
  quiet_system here;
  const auto batch = decode(here.system, encode(here.system, {}));
  BOOST_TEST_REQUIRE(batch.has_value());
  BOOST_TEST(batch->events.empty());
}

BOOST_AUTO_TEST_CASE(bytes_that_are_missing_or_too_many_are_noticed) {
  quiet_system here;
  const auto bytes = encode(here.system, several_events());
  for (std::size_t size = 0; size < bytes.size(); ++size)
    BOOST_TEST(!decode(here.system, bytes.substr(0, size)).has_value());
  BOOST_TEST(!decode(here.system, bytes + '\0').has_value());
}

BOOST_AUTO_TEST_CASE(an_event_of_an_unknown_kind_makes_a_batch_none) {
  quiet_system here;
  BOOST_TEST(!decode(here.system, encode(here.system, {{{not_understood{}}}})).has_value());
  auto bytes = encode(here.system, {{{wallops_sent{}}}});
  BOOST_TEST_REQUIRE(decode(here.system, bytes).has_value());
  bytes[1] = '\x63'; // the kind, behind the number of events
  BOOST_TEST(!decode(here.system, bytes).has_value());
}

BOOST_AUTO_TEST_CASE(bytes_that_are_changed_do_no_harm) {
  quiet_system here;
  const auto bytes = encode(here.system, several_events());
  std::size_t refused = 0;
  for (std::size_t at = 0; at < bytes.size(); ++at)
    for (const char change : {'\x01', '\x80', '\xff'}) {
      auto changed = bytes;
      changed[at] = static_cast<char>(changed[at] ^ change);
      refused += decode(here.system, changed).has_value() ? 0U : 1U;
    }
  BOOST_TEST(refused > 0U);
}

BOOST_AUTO_TEST_SUITE_END()
