#include <string>
#include <string_view>

#include <boost/test/unit_test.hpp>

#include "troupe/examples/chat/irc/tags.hpp"

using namespace chat::irc;

namespace {

std::string listed(std::string_view tags) {
  std::string all;
  while (const auto next = next_tag(tags))
    all.append("[").append(next->key).append("|").append(next->value).append("]");
  return all;
}

} // namespace

BOOST_AUTO_TEST_SUITE(tags)

BOOST_AUTO_TEST_CASE(come_one_after_the_other) {
  BOOST_TEST(listed("") == "");
  BOOST_TEST(listed("a") == "[a|]");
  BOOST_TEST(listed("a=1;+b;v.example/c=x=y;d=") == "[a|1][+b|][v.example/c|x=y][d|]");
}

BOOST_AUTO_TEST_CASE(without_a_key_are_skipped) {
  BOOST_TEST(listed(";;a;=x;;b;") == "[a|][b|]");
}

BOOST_AUTO_TEST_CASE(with_the_same_key_count_once_the_last_one) {
  BOOST_TEST(client_only_tags("+a=1;+b=2;+a=3") == "+b=2;+a=3");
}

BOOST_AUTO_TEST_CASE(of_clients_are_relayed_and_no_others) {
  BOOST_TEST(client_only_tags("time=now;+typing=active;label=1;+draft/reply=x\\sy;+z=") ==
             "+typing=active;+draft/reply=x\\sy;+z");
  BOOST_TEST(client_only_tags("time=now;msgid=1").empty());
  BOOST_TEST(client_only_tags("").empty());
}

BOOST_AUTO_TEST_CASE(have_values_that_are_escaped) {
  const std::string plain = "a; b\\c\r\n:";
  BOOST_TEST(escape_tag_value(plain) == "a\\:\\sb\\\\c\\r\\n:");
  BOOST_TEST(unescape_tag_value(escape_tag_value(plain)) == plain);
  BOOST_TEST(escape_tag_value(std::string_view{"a\0b", 3}) == "ab");
}

BOOST_AUTO_TEST_CASE(lose_the_backslash_of_what_is_no_escape) {
  BOOST_TEST(unescape_tag_value("\\b") == "b");
  BOOST_TEST(unescape_tag_value("test\\") == "test");
  BOOST_TEST(unescape_tag_value("\\\\\\") == "\\");
}

BOOST_AUTO_TEST_CASE(are_put_together) {
  std::string tags;
  append_tag(tags, "time", "2011-10-19T16:40:51.620Z");
  append_tag(tags, "x", "a b");
  append_tag(tags, "y", "");
  append_tags(tags, "+typing=active");
  append_tags(tags, "");
  BOOST_TEST(tags == "time=2011-10-19T16:40:51.620Z;x=a\\sb;y;+typing=active");
  BOOST_TEST(tagged(tags, "PING\r\n") == "@" + tags + " PING\r\n");
  BOOST_TEST(tagged("", "PING\r\n") == "PING\r\n");
}

BOOST_AUTO_TEST_SUITE_END()
