#include <boost/test/unit_test.hpp>

#include "troupe/examples/chat/cluster/endpoint.hpp"

using chat::cluster::endpoint;
using chat::cluster::parse_endpoint;

BOOST_AUTO_TEST_SUITE(mesh_endpoint)

BOOST_AUTO_TEST_CASE(host_and_port_are_read_and_written) {
  for (const std::string text : {"irc.example:7000", "127.0.0.1:1", "[::1]:65535", "[2001:db8::1]:7000"}) {
    const auto where = parse_endpoint(text);
    BOOST_TEST_REQUIRE(where.has_value(), text);
    BOOST_TEST(to_text(*where) == text);
  }
  BOOST_TEST((parse_endpoint("[::1]:7000") == endpoint{"::1", 7000}));
}

BOOST_AUTO_TEST_CASE(anything_else_is_refused) {
  for (const char* text : {"", ":", "host", "host:", ":7000", "host:0", "host:65536", "host:-1", "host:7000 ",
                           "::1:7000", "[host]:7000", "[]:7000", "[::1]7000", "two words:7000", "host:+1"})
    BOOST_TEST(!parse_endpoint(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(hosts_that_mean_all_addresses_are_known) {
  for (const char* host : {"", "0.0.0.0", "::"})
    BOOST_TEST(chat::cluster::is_unspecified(host));
  BOOST_TEST(!chat::cluster::is_unspecified("127.0.0.1"));
}

BOOST_AUTO_TEST_SUITE_END()
