#include <map>

#include <netdb.h>

#include <boost/test/unit_test.hpp>

#include "troupe/net/access_list.hpp"

namespace net = troupe::net;
using net::access_list_error;

namespace {

net::endpoint client(std::string_view address) {
  auto parsed = net::endpoint::parse(address, 4711);
  BOOST_REQUIRE_MESSAGE(parsed, "no address: " << address);
  return *parsed;
}

// A name server with these names.
class names {
public:
  net::access_list::resolver look_up() {
    return [this](const std::string& host) -> net::result<std::vector<net::endpoint>> {
      asked.push_back(host);
      const auto found = known.find(host);
      if (found == known.end())
        return unknown;
      return found->second;
    };
  }

  std::error_code unknown{EAI_NONAME, net::resolve_category()};
  std::map<std::string, std::vector<net::endpoint>> known;
  std::vector<std::string> asked;
};

net::access_list parsed(std::string_view text, const net::access_list::resolver& look_up = names{}.look_up()) {
  auto list = net::access_list::parse(text, nullptr, look_up);
  BOOST_REQUIRE_MESSAGE(list, "not parsed: " << text);
  return *std::move(list);
}

bool matches(std::string_view list, std::string_view address) {
  return parsed(list).matches(client(address));
}

void check_error(std::string_view entry, access_list_error expected) {
  std::string bad_entry;
  const auto error = net::access_list::parse(" 10.0.0.1 ,\t" + std::string{entry} + " , ::1", &bad_entry).error();
  BOOST_TEST(error == make_error_code(expected), entry << ": " << error.message());
  BOOST_TEST(bad_entry == entry);
}

} // namespace

BOOST_AUTO_TEST_SUITE(access_list)

BOOST_AUTO_TEST_CASE(matches_nobody_while_it_is_empty) {
  for (const auto* text : {"", "  ", ",", " , ,\t,"}) {
    const auto list = parsed(text);
    BOOST_TEST(list.empty());
    BOOST_TEST(!list.matches(client("10.0.0.1")));
    BOOST_TEST(!list.matches(client("::1")));
  }
  BOOST_TEST(net::access_list{}.empty());
}

BOOST_AUTO_TEST_CASE(is_not_empty_with_an_entry_of_any_kind) {
  for (const auto* text : {"*", "10.0.0.1", "10.0.0.0/8", "10.*", "fe80:*"})
    BOOST_TEST(!parsed(text).empty(), text);
  names server;
  server.known["a.test"] = {client("192.0.2.1")};
  BOOST_TEST(!parsed("a.test", server.look_up()).empty());
}

BOOST_AUTO_TEST_CASE(keeps_its_text_as_given) {
  BOOST_TEST(parsed(" 10.0.0.1,, FE80::1 ").text() == " 10.0.0.1,, FE80::1 ");
}

BOOST_AUTO_TEST_CASE(matches_addresses) {
  const auto list = parsed("192.0.2.9, 192.0.2.1 ,2001:DB8::1,[::5],10.0.0.1");
  for (const auto* in : {"192.0.2.1", "192.0.2.9", "10.0.0.1", "2001:db8::1", "2001:db8:0:0::1", "::5"})
    BOOST_TEST(list.matches(client(in)), in);
  for (const auto* out : {"192.0.2.2", "10.0.0.2", "2001:db8::2", "::1"})
    BOOST_TEST(!list.matches(client(out)), out);
}

BOOST_AUTO_TEST_CASE(matches_a_client_in_any_zone) {
  BOOST_TEST(matches("fe80::1", "fe80::1%3"));
  BOOST_TEST(matches("fe80::*1", "fe80::1%3"));
}

BOOST_AUTO_TEST_CASE(matches_networks) {
  BOOST_TEST(matches("10.0.0.0/8", "10.255.255.255"));
  BOOST_TEST(!matches("10.0.0.0/8", "11.0.0.0"));
  BOOST_TEST(matches("10.0.0.128/25", "10.0.0.200"));
  BOOST_TEST(!matches("10.0.0.128/25", "10.0.0.127"));
  BOOST_TEST(matches("10.0.0.1/32", "10.0.0.1"));
  BOOST_TEST(!matches("10.0.0.1/32", "10.0.0.0"));
  BOOST_TEST(matches("2001:db8::/32", "2001:db8:ffff::1"));
  BOOST_TEST(!matches("2001:db8::/32", "2001:db9::1"));
  BOOST_TEST(matches("2001:db8::8000/113", "2001:db8::ffff"));
  BOOST_TEST(!matches("2001:db8::8000/113", "2001:db8::7fff"));
  BOOST_TEST(matches("::1/128", "::1"));
  BOOST_TEST(!matches("::1/128", "::"));
}

BOOST_AUTO_TEST_CASE(ignores_bits_after_the_prefix) {
  BOOST_TEST(matches("10.1.2.3/8", "10.9.9.9"));
}

BOOST_AUTO_TEST_CASE(keeps_the_whole_of_ipv4_and_of_ipv6_apart) {
  BOOST_TEST(matches("0.0.0.0/0", "192.0.2.1"));
  BOOST_TEST(matches("0.0.0.0/0", "::ffff:192.0.2.1"));
  BOOST_TEST(!matches("0.0.0.0/0", "2001:db8::1"));
  BOOST_TEST(matches("::/0", "2001:db8::1"));
  BOOST_TEST(!matches("::/0", "192.0.2.1"));
  BOOST_TEST(!matches("::/0", "::ffff:192.0.2.1"));
}

BOOST_AUTO_TEST_CASE(takes_an_ipv4_mapped_client_for_an_ipv4_client) {
  for (const auto* list : {"192.0.2.1", "192.0.2.0/24", "192.0.*", "::ffff:192.0.2.1", "::ffff:192.0.2.0/120",
                           "::ffff:192.0.*", "::ffff:c000:201"}) {
    BOOST_TEST(matches(list, "::ffff:192.0.2.1"), list);
    BOOST_TEST(matches(list, "192.0.2.1"), list);
    BOOST_TEST(!matches(list, "192.1.2.1"), list);
  }
}

BOOST_AUTO_TEST_CASE(matches_ipv4_wildcards) {
  BOOST_TEST(matches("192.168.*", "192.168.0.1"));
  BOOST_TEST(!matches("192.168.*", "192.169.0.1"));
  BOOST_TEST(!matches("192.16.*", "192.168.0.1"));
  BOOST_TEST(matches("192.168.*.7", "192.168.200.7"));
  BOOST_TEST(!matches("192.168.*.7", "192.168.200.70"));
  BOOST_TEST(matches("*.7", "10.0.0.7"));
  BOOST_TEST(matches("10.0.0.1*", "10.0.0.100"));
  BOOST_TEST(!matches("10.0.0.1*", "10.0.0.200"));
  BOOST_TEST(!matches("*.7", "::1.2.3.7"));
}

BOOST_AUTO_TEST_CASE(matches_ipv6_wildcards_by_the_short_form) {
  BOOST_TEST(matches("2001:db8:*", "2001:db8::1"));
  BOOST_TEST(matches("2001:0DB8:*", "2001:db8:1::1"));
  BOOST_TEST(!matches("2001:db8:*", "2001:db80::1"));
  BOOST_TEST(matches("2001:db8::*:1", "2001:db8::5:1"));
  BOOST_TEST(matches("0:*:1", "0:1:2:3:4:5:6:1"));
  BOOST_TEST(matches("::*", "::1"));
  BOOST_TEST(matches("*::", "2001:db8::"));
  BOOST_TEST(!matches("*:*", "192.0.2.1"));
}

BOOST_AUTO_TEST_CASE(matches_everybody_with_a_lone_star) {
  const auto list = parsed("*");
  BOOST_TEST(list.matches(client("192.0.2.1")));
  BOOST_TEST(list.matches(client("2001:db8::1")));
}

BOOST_AUTO_TEST_CASE(matches_the_addresses_of_a_host_name) {
  names server;
  server.known["chat.example.com"] = {client("192.0.2.1"), client("2001:db8::1"), client("::ffff:192.0.2.2")};
  const auto list = parsed("Chat.Example.COM.", server.look_up());
  BOOST_TEST(server.asked == std::vector<std::string>{"chat.example.com"});
  BOOST_TEST(list.matches(client("192.0.2.1")));
  BOOST_TEST(list.matches(client("::ffff:192.0.2.1")));
  BOOST_TEST(list.matches(client("192.0.2.2")));
  BOOST_TEST(list.matches(client("2001:db8::1")));
  BOOST_TEST(!list.matches(client("192.0.2.3")));
  BOOST_TEST(server.asked.size() == 1u);
}

BOOST_AUTO_TEST_CASE(looks_up_host_names_only) {
  names server;
  parsed("10.0.0.1, 10.0.0.0/8, 10.*, *, ::1", server.look_up());
  BOOST_TEST(server.asked.empty());
}

BOOST_AUTO_TEST_CASE(keeps_the_addresses_that_a_name_had_when_it_was_made) {
  names server;
  server.known["moved.test"] = {client("192.0.2.1")};
  const auto list = parsed("moved.test, 10.0.0.1", server.look_up());
  server.known["moved.test"] = {client("192.0.2.2")};
  BOOST_TEST(list.matches(client("192.0.2.1")));
  BOOST_TEST(!list.matches(client("192.0.2.2")));
  BOOST_TEST(list.matches(client("10.0.0.1")));
}

BOOST_AUTO_TEST_CASE(is_an_error_when_a_name_can_not_be_looked_up) {
  names server;
  server.known["a.test"] = {client("192.0.2.1")};
  std::string bad_entry;
  const auto list = net::access_list::parse("a.test, 10.0.0.1, B.test.", &bad_entry, server.look_up());
  BOOST_TEST(list.error() == server.unknown);
  BOOST_TEST(bad_entry == "b.test");
}

BOOST_AUTO_TEST_CASE(is_not_empty_with_a_name_that_has_no_addresses) {
  names server;
  server.known["nobody.test"] = {};
  const auto list = parsed("nobody.test", server.look_up());
  BOOST_TEST(!list.empty());
  BOOST_TEST(!list.matches(client("192.0.2.1")));
}

BOOST_AUTO_TEST_CASE(asks_the_system_when_no_resolver_is_given) {
  auto list = net::access_list::parse("localhost");
  BOOST_REQUIRE(!!list);
  BOOST_TEST(list->matches(client("127.0.0.1")));
  // RFC 6761: .invalid never resolves.
  const auto unknown = net::access_list::parse("no-such-host.invalid");
  BOOST_TEST((unknown.error().category() == net::resolve_category()));
}

BOOST_AUTO_TEST_CASE(refuses_host_names_with_wildcards) {
  for (const auto* entry :
       {"*.example.com", "localhost*", "host-*.test", "*.Example.com.", "db*", "*..com", "*.ex ample.com"})
    check_error(entry, access_list_error::name_pattern);
}

BOOST_AUTO_TEST_CASE(refuses_what_looks_like_an_address_and_is_none) {
  for (const auto* entry : {"1.2.3.999", "1.2.3", "1.2.3.4.5", "1..2.3", "01.2.3.4", "1", "0x7f.1", "127.0x1", "a.7",
                            "1::2::3", "::g", "[1.2.3.4]", "[::1", "1.2.3.4:80", "fe80::1%1", ".", "example.com:80"})
    check_error(entry, access_list_error::bad_address);
}

BOOST_AUTO_TEST_CASE(refuses_wildcards_that_no_address_fits) {
  for (const auto* entry :
       {"300.*", "1.2.3.4.*", "1..*", "*.", "01.*", "1.2.*.4.5", "2001:db8:g*", "2001:db800:12345:*", ":::*",
        "1:2:3:4:5:6:7:8:9:*", "[2001:db8:*]", "fe80:*%1", "10.*:1", "::ffff:300.*"})
    check_error(entry, access_list_error::bad_address);
}

BOOST_AUTO_TEST_CASE(refuses_a_network_that_is_none) {
  for (const auto* entry : {"10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8x", "10.0.0.0/8/8",
                            "10.0.0.0/255.0.0.0", "::/129", "::/99999999999", "::ffff:10.0.0.0/8"})
    check_error(entry, access_list_error::bad_prefix);
  for (const auto* entry : {"10.0.0/8", "/8", "10.*/8", "example.com/24", "fe80::%1/64"})
    check_error(entry, access_list_error::bad_address);
}

BOOST_AUTO_TEST_CASE(refuses_what_is_no_host_name) {
  for (const auto* entry :
       {"a..b", ".example.com", "example.com..", "two words", "a;b", "user@example.com", "b\xc3\xbc.test"})
    check_error(entry, access_list_error::bad_name);
  check_error(std::string(64, 'a') + ".test", access_list_error::bad_name);
  std::string long_name;
  for (int i = 0; i < 127; ++i)
    long_name += "a.";
  check_error(long_name + "test", access_list_error::bad_name);
  check_error(std::string{"local\0host", 10}, access_list_error::bad_name);
}

BOOST_AUTO_TEST_CASE(looks_up_nothing_for_a_list_with_a_bad_entry) {
  names server;
  BOOST_TEST(!net::access_list::parse("a.test, 1.2.3.999", nullptr, server.look_up()));
  BOOST_TEST(server.asked.empty());
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong) {
  BOOST_TEST(make_error_code(access_list_error::bad_address).message() == "not an IP address");
  BOOST_TEST(make_error_code(access_list_error::bad_prefix).message() ==
             "the prefix length of the network is not a number in its range");
  BOOST_TEST(make_error_code(access_list_error::bad_name).message() == "neither an IP address nor a host name");
  BOOST_TEST(make_error_code(access_list_error::name_pattern).message() ==
             "a host name with * would need a reverse lookup: give an address, an address with *, a CIDR range or a "
             "full host name");
}

BOOST_AUTO_TEST_SUITE_END()
