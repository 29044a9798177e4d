#include <limits>
#include <variant>

#include <boost/test/unit_test.hpp>

#include "troupe/examples/chat/state/channel.hpp"
#include "troupe/examples/chat/state/outbox.hpp"
#include "troupe/examples/chat/state/registers.hpp"
#include "troupe/examples/chat/state/secret.hpp"
#include "troupe/examples/chat/state/stamp.hpp"
#include "troupe/examples/chat/state/timetable.hpp"
#include "troupe/tests/chat/state/wire.hpp"

using namespace chat::state;
using chat::irc::wall_time;
using std::chrono::milliseconds;

BOOST_AUTO_TEST_SUITE(state_values)

BOOST_AUTO_TEST_CASE(stamps_grow_even_if_the_clock_stands) {
  hybrid_clock clock{"n"};
  const auto first = clock.next(wall_time{milliseconds{10}});
  const auto second = clock.next(wall_time{milliseconds{10}});
  const auto third = clock.next(wall_time{milliseconds{9}});
  const auto fourth = clock.next(wall_time{milliseconds{11}});
  BOOST_TEST((first < second && second < third && third < fourth));
  BOOST_TEST((fourth == stamp{11, 0, "n"}));
}

BOOST_AUTO_TEST_CASE(stamps_follow_what_was_seen) {
  hybrid_clock clock{"a"};
  const stamp seen{100, 7, "z"};
  clock.observe(seen);
  BOOST_TEST((seen < clock.next(wall_time{milliseconds{5}})));
  clock.observe({50, 0, "z"}); // nothing new
  BOOST_TEST((clock.next(wall_time{milliseconds{5}}) == stamp{100, 9, "a"}));
}

BOOST_AUTO_TEST_CASE(the_last_write_wins_in_any_order) {
  const register_entry early{'k', {}, "one", {1, 0, "a"}};
  const register_entry late{'k', {}, "", {1, 0, "b"}};
  registers forward;
  BOOST_TEST(forward.write(early));
  BOOST_TEST(forward.write(late));
  registers backward;
  BOOST_TEST(!backward.write(late)); // unset is what it was
  BOOST_TEST(!backward.write(early));
  BOOST_TEST(forward.value('k').empty());
  BOOST_TEST(backward.value('k').empty());
  BOOST_TEST(!forward.write(late));
}

BOOST_AUTO_TEST_CASE(registers_tell_what_somebody_wrote) {
  registers facts;
  facts.write({'b', "x", "x s 1", {1, 0, "a"}});
  facts.write({'b', "y", "y s 1", {2, 0, "b"}});
  facts.write({'b', "z", "", {3, 0, "b"}});
  BOOST_TEST(facts.list('b').size() == 2U);
  BOOST_TEST(facts.written_by("b").size() == 2U);
  BOOST_TEST(facts.all().size() == 3U);
  facts.forget_unset(4);
  BOOST_TEST(facts.all().size() == 2U);
}

BOOST_AUTO_TEST_CASE(items_and_values_are_read_as_written) {
  const auto name = parse_status_item(status_item({"n1.test", 42}, {1'000, 3, "n1.test"}));
  BOOST_TEST((name.user == user_id{"n1.test", 42}));
  BOOST_TEST((name.joined == stamp{1'000, 3, "n1.test"}));
  const auto ban = parse_ban(ban_value({"*!*@h", "ann!a@h", 77}));
  BOOST_TEST((ban.mask == "*!*@h" && ban.setter == "ann!a@h" && ban.when == 77));
  const auto topic = parse_topic(topic_value({"ann!a@h", 77, "two words"}));
  BOOST_TEST((topic.setter == "ann!a@h" && topic.when == 77 && topic.text == "two words"));
  BOOST_TEST(parse_topic("").text.empty());
  BOOST_TEST(parse_status_item("nonsense").user.number == 0U);
}

BOOST_AUTO_TEST_CASE(statuses_are_those_of_one_node) {
  registers facts;
  facts.write({'o', status_item({"n1", 1}, {1, 0, "n1"}), "1", {1, 0, "a"}});
  facts.write({'v', status_item({"n1", 2}, {1, 0, "n1"}), "1", {1, 0, "a"}});
  facts.write({'o', status_item({"n10", 1}, {1, 0, "n10"}), "1", {1, 0, "a"}});
  BOOST_TEST(facts.statuses_of("n1").size() == 2U);
  for (const auto& key : facts.statuses_of("n1"))
    facts.forget(key);
  BOOST_TEST(facts.all().size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_channel_groups_its_sessions_by_capabilities) {
  channel where{"#a"};
  user one;
  user two;
  one.id = {"n", 1};
  one.session = 1;
  two.id = {"n", 2};
  two.session = 2;
  two.serial = 1;
  chat::irc::capability_set tags;
  tags.insert(chat::irc::capability::message_tags);
  where.at({1, 0, "n"}, "#A", {});
  where.add(one, {1, 0, "n"}, {1, 0, "n"}, {});
  where.add(two, {2, 0, "n"}, {1, 0, "n"}, tags);
  BOOST_TEST(where.name() == "#A");
  BOOST_TEST(where.groups().size() == 2U);
  where.regroup(1, {}, tags);
  BOOST_REQUIRE(where.groups().size() == 1U);
  BOOST_TEST(where.groups().front().sessions.size() == 2U);
  BOOST_TEST((where.find(one)->op && !where.find(two)->op));
  where.remove(one, tags, true);
  BOOST_TEST(where.groups().front().sessions == std::vector<session_id>{2});
  BOOST_TEST(one.channels.empty());
}

BOOST_AUTO_TEST_CASE(lines_to_one_session_are_one_delivery) {
  outbox box;
  box.send(1, {}, {"a\r\n", {}, {}, {}});
  box.send(1, {}, {"b\r\n", {}, {}, {}});
  box.send(2, {}, {"c\r\n", {}, {}, {}});
  box.deliver("d\r\n", {1, 2});
  box.send(1, {}, {"e\r\n", {}, {}, {}});
  const auto got = box.take();
  BOOST_REQUIRE(got.deliveries.size() == 4U);
  BOOST_TEST(*got.deliveries[0].bytes == "a\r\nb\r\n");
  BOOST_TEST(*got.deliveries[1].bytes == "c\r\n");
  BOOST_TEST(*got.deliveries[2].bytes == "d\r\n");
  BOOST_TEST(*got.deliveries[3].bytes == "e\r\n");
  BOOST_TEST(box.take().empty());
}

BOOST_AUTO_TEST_CASE(many_events_for_a_node_come_in_several_batches) {
  outbox box;
  for (int i = 0; i < 1'000; ++i)
    box.tell("n", away_changed{{"m", 1}, std::to_string(i)});
  const auto got = box.take();
  BOOST_REQUIRE(got.peer_messages.size() == 2U);
  BOOST_TEST(got.peer_messages[0].events.events.size() == 512U);
  BOOST_TEST(std::get<away_changed>(got.peer_messages[1].events.events.front().body).text == "512");
}

BOOST_AUTO_TEST_CASE(events_survive_the_wire) {
  event_batch batch;
  batch.events.push_back({hello{1, "text", 42, {5, 6, "n"}}});
  batch.events.push_back({user_introduced{
    {"n", 1}, "nick", {1, 2, "n"}, "~user", "host", "Real Name", "away", "io", 1'234'567'890'123, true}});
  batch.events.push_back(
    {channel_burst{"#a", {1, 0, "n"}, {{'k', "", "key", {2, 0, "m"}}}, {{{"n", 1}, {3, 0, "n"}}}}});
  batch.events.push_back({message_sent{{"n", 1}, message_kind::tagmsg, "#a", "@", {"m", 2}, "text", "+a=b", 77}});
  batch.events.push_back({query_answered{{"n", 1}, {"one\r\n", "two\r\n"}}});
  const auto got = tests::over_the_wire(batch);
  BOOST_REQUIRE(got.events.size() == 5U);
  const auto& first = std::get<hello>(got.events[0].body);
  BOOST_TEST((first.description == "text" && first.first_user == 42 && first.at == stamp{5, 6, "n"}));
  const auto& who = std::get<user_introduced>(got.events[1].body);
  BOOST_TEST((who.user == user_id{"n", 1} && who.nick == "nick" && who.nick_at == stamp{1, 2, "n"}));
  BOOST_TEST((who.user_name == "~user" && who.host == "host" && who.real_name == "Real Name" && who.away == "away"));
  BOOST_TEST((who.modes == "io" && who.signon == 1'234'567'890'123 && who.secure));
  const auto& burst = std::get<channel_burst>(got.events[2].body);
  BOOST_TEST((burst.entries.at(0).letter == 'k' && burst.entries.at(0).at == stamp{2, 0, "m"}));
  BOOST_TEST((burst.members.at(0).at == stamp{3, 0, "n"}));
  const auto& message = std::get<message_sent>(got.events[3].body);
  BOOST_TEST((message.kind == message_kind::tagmsg && message.status == "@" && message.to == user_id{"m", 2}));
  BOOST_TEST((message.text == "text" && message.tags == "+a=b" && message.time == 77));
  BOOST_TEST(std::get<query_answered>(got.events[4].body).lines.back() == "two\r\n");
}

BOOST_AUTO_TEST_CASE(an_unknown_kind_of_event_is_not_understood) {
  event_body body;
  make_event(body, static_cast<std::uint8_t>(std::variant_size_v<event_body> - 2));
  BOOST_TEST(std::holds_alternative<query_answered>(body));
  make_event(body, static_cast<std::uint8_t>(std::variant_size_v<event_body>));
  BOOST_TEST(std::holds_alternative<not_understood>(body));
}

BOOST_AUTO_TEST_CASE(a_timetable_gives_what_is_due) {
  timetable times;
  BOOST_TEST((times.next() == wall_time::max()));
  times.plan(7, wall_time{milliseconds{20}});
  times.plan(8, wall_time{milliseconds{10}});
  BOOST_TEST(times.take(wall_time{milliseconds{9}}) == 0U);
  BOOST_TEST(times.take(wall_time{milliseconds{20}}) == 8U);
  BOOST_TEST(times.take(wall_time{milliseconds{20}}) == 7U);
  BOOST_TEST(times.take(wall_time{milliseconds{20}}) == 0U);
}

BOOST_AUTO_TEST_CASE(of_bans_that_were_taken_away_only_the_last_are_remembered) {
  registers one;
  registers other;
  std::vector<register_entry> writes;
  for (std::uint32_t i = 0; i < 2 * registers::most_unset_bans; ++i) {
    const auto mask = "x" + std::to_string(i) + "!*@*";
    writes.push_back({'b', mask, ban_value({mask, "ann", 1}), stamp{1, 2 * i, "n"}});
    writes.push_back({'b', mask, {}, stamp{1, 2 * i + 1, "n"}});
  }
  writes.push_back({'b', "kept", ban_value({"kept", "ann", 1}), stamp{0, 0, "n"}});
  for (const auto& each : writes)
    one.write(each);
  BOOST_TEST(one.all().size() == registers::most_unset_bans + 1);
  BOOST_TEST(one.list('b').size() == 1U);
  // What another node gets to know in another order is the same.
  for (const auto& each : one.all())
    other.write(each);
  other.write(writes[1]);
  BOOST_TEST(other.all().size() == one.all().size());
  BOOST_TEST(!one.write(writes.at(writes.size() - 3)));
}

BOOST_AUTO_TEST_CASE(a_clock_is_not_upset_by_stamps_of_nodes_that_have_gone_wrong) {
  constexpr auto most = std::numeric_limits<std::uint32_t>::max();
  hybrid_clock clock{"n"};
  clock.observe({std::numeric_limits<std::int64_t>::max(), most, "m"});
  const auto first = clock.next(wall_time{milliseconds{5}});
  BOOST_TEST((first == stamp{5, 0, "n"}));
  const stamp seen{7, most, "m"};
  clock.observe(seen);
  const auto second = clock.next(wall_time{milliseconds{6}});
  BOOST_TEST((seen < second));
  BOOST_TEST((second == stamp{8, 0, "n"}));
}

BOOST_AUTO_TEST_CASE(secrets_are_the_same_byte_for_byte) {
  BOOST_TEST(is_same_secret("secret", "secret"));
  BOOST_TEST(is_same_secret("", ""));
  for (const auto* said : {"", "secre", "secrets", "Secret", "secreT", "secretsecret"})
    BOOST_TEST(!is_same_secret(said, "secret"), said);
  BOOST_TEST(!is_same_secret("x", ""));
}

BOOST_AUTO_TEST_SUITE_END()
