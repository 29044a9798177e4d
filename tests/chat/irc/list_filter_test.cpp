#include <string_view>

#include <boost/test/unit_test.hpp>

#include "troupe/examples/chat/irc/list_filter.hpp"

using namespace chat::irc;

namespace {

constexpr std::int64_t now = 1'000'000;

list_filter filter_of(std::string_view parameter) {
  list_filter filter;
  add_list_condition(filter, parameter);
  return filter;
}

/// Whether a channel with five users, made 100 minutes ago, its topic set 10 minutes ago, is listed.
bool lists(std::string_view parameter, std::string_view name = "#chat") {
  return wanted(filter_of(parameter), {name, 5, now - 6'000, now - 600}, now);
}

} // namespace

BOOST_AUTO_TEST_SUITE(list_filter)

BOOST_AUTO_TEST_CASE(wants_all_channels_without_conditions) {
  BOOST_TEST(lists(""));
  BOOST_TEST(lists(",,"));
}

BOOST_AUTO_TEST_CASE(wants_the_channels_that_are_named) {
  BOOST_TEST(lists("#CHAT"));
  BOOST_TEST(lists("#a,#chat"));
  BOOST_TEST(!lists("#a,#b"));
  BOOST_TEST(!lists("#chatt"));
}

BOOST_AUTO_TEST_CASE(wants_names_that_fit_a_mask) {
  BOOST_TEST(lists("*HAT"));
  BOOST_TEST(!lists("*hats"));
  BOOST_TEST(lists("#x*,#ch?t"));
  BOOST_TEST(!lists("!*hat"));
  BOOST_TEST(lists("!*dog*"));
  BOOST_TEST(!lists("!#chat"));
  BOOST_TEST(!lists("#c*,!*t"));
}

BOOST_AUTO_TEST_CASE(compares_the_number_of_users) {
  BOOST_TEST(lists(">4"));
  BOOST_TEST(!lists(">5"));
  BOOST_TEST(lists("<6"));
  BOOST_TEST(!lists("<5"));
  BOOST_TEST(lists(">4,<6"));
  BOOST_TEST(!lists(">4,<5"));
}

BOOST_AUTO_TEST_CASE(compares_the_age_of_channel_and_topic) {
  BOOST_TEST(lists("C>99"));
  BOOST_TEST(!lists("C>100"));
  BOOST_TEST(lists("c<101"));
  BOOST_TEST(!lists("C<100"));
  BOOST_TEST(lists("T>9"));
  BOOST_TEST(!lists("T>10"));
  BOOST_TEST(lists("t<11"));
  BOOST_TEST(!lists("T<10"));
}

BOOST_AUTO_TEST_CASE(knows_no_age_of_a_topic_that_was_never_set) {
  const list_candidate bare{"#chat", 1, now, 0};
  BOOST_TEST(!wanted(filter_of("T>1"), bare, now));
  BOOST_TEST(!wanted(filter_of("T<1"), bare, now));
  BOOST_TEST(wanted(filter_of("C<1"), bare, now));
}

BOOST_AUTO_TEST_CASE(takes_what_is_no_condition_for_a_name) {
  BOOST_TEST(filter_of(">x").names.size() == 1U);
  BOOST_TEST(filter_of("<").names.size() == 1U);
  BOOST_TEST(filter_of("C>").names.size() == 1U);
  BOOST_TEST(filter_of(">99999999999999").names.size() == 1U);
  BOOST_TEST(filter_of("!").names.size() == 1U);
}

BOOST_AUTO_TEST_CASE(gathers_the_conditions_of_both_parameters) {
  auto filter = filter_of("#chat");
  add_list_condition(filter, ">10");
  BOOST_TEST(!wanted(filter, {"#chat", 5, now, now}, now));
  BOOST_TEST(wanted(filter, {"#chat", 11, now, now}, now));
}

BOOST_AUTO_TEST_SUITE_END()
