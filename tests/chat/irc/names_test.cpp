#include <string>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/examples/chat/irc/names.hpp"

using namespace chat::irc;

namespace {

const limits most;

} // namespace

BOOST_AUTO_TEST_SUITE(names)

BOOST_AUTO_TEST_CASE(take_the_nicknames_of_rfc_2812) {
  for (const auto* nick : {"a", "Ann", "ann1", "a-b", "[x]", "\\`_^{|}", "_", "Z9-"})
    BOOST_TEST(valid_nick(nick, most), nick);
  for (const auto* nick :
       {"", "1a", "-a", "a b", "a!b", "a@b", "a.b", "#a", ":a", "a,b", "a*", "a?", "\xC3\xA4", "a\x01", "~a"})
    BOOST_TEST(!valid_nick(nick, most), nick);
}

BOOST_AUTO_TEST_CASE(limit_the_length_of_a_nickname) {
  const std::string longest(most.nick_length, 'n');
  BOOST_TEST(valid_nick(longest, most));
  BOOST_TEST(!valid_nick(longest + "n", most));
  BOOST_TEST(cut_nick(longest + "n", most) == longest);
  BOOST_TEST(cut_nick("ann", most) == "ann");
}

BOOST_AUTO_TEST_CASE(take_channels_that_begin_with_a_hash) {
  for (const auto* name : {"#a", "#chat", "##", "#\xC3\xA4", "#a!b@c", "#a*"})
    BOOST_TEST(valid_channel(name, most), name);
  for (const auto* name : {"", "#", "chat", "&chat", "#a b", "#a,b", "#a:b", "#a\x07", "#a\r", "#a\x7F", "#\x02 b"})
    BOOST_TEST(!valid_channel(name, most), name);
  BOOST_TEST(!valid_channel(std::string_view{"#a\0", 3}, most));
  BOOST_TEST(valid_channel("#" + std::string(most.channel_length - 1, 'c'), most));
  BOOST_TEST(!valid_channel("#" + std::string(most.channel_length, 'c'), most));
}

BOOST_AUTO_TEST_CASE(take_keys_that_can_be_sent_in_a_list) {
  BOOST_TEST(valid_key("s3cr:et!", most));
  for (const auto* key : {"", ":a", "a b", "a,b", "a\x01", "\xC3\xA4", "a\x7F"})
    BOOST_TEST(!valid_key(key, most), key);
  BOOST_TEST(valid_key(std::string(most.key_length, 'k'), most));
  BOOST_TEST(!valid_key(std::string(most.key_length + 1, 'k'), most));
}

BOOST_AUTO_TEST_CASE(make_user_names_presentable) {
  BOOST_TEST(user_name("ann", most) == "~ann");
  BOOST_TEST(user_name("~a!n@n \xC3\xA4_-.", most) == "~ann_-.");
  BOOST_TEST(user_name("", most) == "~user");
  BOOST_TEST(user_name("!@", most) == "~user");
  BOOST_TEST(user_name(std::string(50, 'u'), most) == "~" + std::string(most.user_length - 1, 'u'));
}

BOOST_AUTO_TEST_CASE(make_real_names_presentable) {
  BOOST_TEST(real_name("Ann \x02"
                       "Bold\x02 \x03"
                       "4red\x07\x1B[0m\x7F",
                       most) == "Ann \x02"
                                "Bold\x02 \x03"
                                "4red[0m");
  BOOST_TEST(real_name(std::string(most.name_length - 1, 'r') + "\xC3\xA4", most) ==
             std::string(most.name_length - 1, 'r'));
  BOOST_TEST(real_name("", most) == "");
}

BOOST_AUTO_TEST_CASE(make_hosts_fit_for_a_source) {
  BOOST_TEST(host_name("host.example", most) == "host.example");
  BOOST_TEST(host_name("::1", most) == "0::1");
  BOOST_TEST(host_name("2001:db8::1", most) == "2001:db8::1");
  BOOST_TEST(host_name("", most) == "*");
  BOOST_TEST(host_name("a b", most) == "*");
  BOOST_TEST(host_name(std::string(100, 'h'), most).size() == most.host_length);
}

BOOST_AUTO_TEST_CASE(tell_servers_from_nicknames) {
  for (const auto* name : {"irc.example.org", "a.b", "node-1.local", "1.2"})
    BOOST_TEST(valid_server_name(name), name);
  for (const auto* name : {"", "irc", ".a", "a.", "a..b", "a b.c", "a_b.c", "a.b:6667"})
    BOOST_TEST(!valid_server_name(name), name);
  BOOST_TEST(valid_server_name(std::string(61, 'a') + ".b"));
  BOOST_TEST(!valid_server_name(std::string(62, 'a') + ".b"));
}

BOOST_AUTO_TEST_CASE(split_lists_at_commas) {
  using texts = std::vector<std::string_view>;
  BOOST_TEST(split_list("") == texts{});
  BOOST_TEST(split_list("#a") == (texts{"#a"}));
  BOOST_TEST(split_list(",#a,,#b,") == (texts{"#a", "#b"}));
}

BOOST_AUTO_TEST_CASE(find_the_status_that_a_message_is_for) {
  const auto is = [](std::string_view target, char status, std::string_view name) {
    const auto found = split_target(target);
    return found.status == status && found.name == name;
  };
  BOOST_TEST(is("#chat", '\0', "#chat"));
  BOOST_TEST(is("@#chat", '@', "#chat"));
  BOOST_TEST(is("+#chat", '+', "#chat"));
  BOOST_TEST(is("@+#chat", '+', "#chat"));
  BOOST_TEST(is("ann", '\0', "ann"));
  BOOST_TEST(is("@ann", '\0', "@ann"));
  BOOST_TEST(is("@", '\0', "@"));
  BOOST_TEST(is("", '\0', ""));
  BOOST_TEST(is_channel_name("#"));
  BOOST_TEST(!is_channel_name(""));
}

BOOST_AUTO_TEST_SUITE_END()
