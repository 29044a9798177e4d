#include <cerrno>
#include <system_error>

#include <boost/test/unit_test.hpp>

#include "troupe/examples/chat/node/client_text.hpp"

namespace {

using chat::node::address_of;
using chat::node::quit_text;
using troupe::actors::problem;

problem of(int number) {
  return problem::of({number, std::generic_category()});
}

} // namespace

BOOST_AUTO_TEST_SUITE(node_client_text)

BOOST_AUTO_TEST_CASE(addresses_are_taken_apart) {
  troupe::actors::connection_info told;
  told.remote = "192.0.2.7:50000";
  told.local = "192.0.2.1:6667";
  const auto plain = address_of(told);
  BOOST_TEST(plain.host == "192.0.2.7");
  BOOST_TEST(plain.address == "192.0.2.7");
  BOOST_TEST(plain.port == 6667U);
  BOOST_TEST(!plain.tls);
  told.remote = "[2001:db8::7]:50000";
  told.local = "[2001:db8::1]:6697";
  told.tls_version = "TLSv1.3";
  const auto secure = address_of(told);
  BOOST_TEST(secure.address == "2001:db8::7");
  BOOST_TEST(secure.network == "2001:db8::/64");
  BOOST_TEST(secure.port == 6697U);
  BOOST_TEST(secure.tls);
}

BOOST_AUTO_TEST_CASE(a_network_is_an_address_or_the_half_of_one_that_a_subscriber_has) {
  using chat::node::network_of;
  BOOST_TEST(network_of("192.0.2.7") == "192.0.2.7");
  BOOST_TEST(network_of("::ffff:192.0.2.7") == "::ffff:192.0.2.7");
  BOOST_TEST(network_of("2001:db8:1:2::7") == "2001:db8:1:2::/64");
  BOOST_TEST(network_of("2001:db8:1:2:ffff::1") == "2001:db8:1:2::/64");
  BOOST_TEST(network_of("2001:db8:1:3::7") == "2001:db8:1:3::/64");
  BOOST_TEST(network_of("::1") == "::/64");
  BOOST_TEST(network_of("fe80::1%eth0") == "fe80::1%eth0");
}

BOOST_AUTO_TEST_CASE(reasons_are_what_irc_users_know) {
  BOOST_TEST(quit_text({}) == "Remote host closed the connection");
  BOOST_TEST(quit_text(of(ENOBUFS)) == "SendQ exceeded");
  BOOST_TEST(quit_text(of(ECONNRESET)) == "Connection reset by peer");
  BOOST_TEST(quit_text(of(EPIPE)) == "Connection reset by peer");
  BOOST_TEST(quit_text(of(ETIMEDOUT)) == "Connection timed out");
  BOOST_TEST(quit_text(of(EHOSTUNREACH)) == "Connection lost: No route to host");
  BOOST_TEST(quit_text({"tls", 276, "the handshake failed: an alert"}) == "TLS error");
}

BOOST_AUTO_TEST_SUITE_END()
