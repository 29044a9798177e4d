#include <algorithm>
#include <cstring>

#include <netdb.h>

#include <boost/test/unit_test.hpp>

#include "troupe/net/endpoint.hpp"

namespace net = troupe::net;
using net::ip_family;
using net::resolve;

namespace {

net::endpoint parsed(std::string_view address, std::uint16_t port = 80) {
  auto result = net::endpoint::parse(address, port);
  BOOST_REQUIRE_MESSAGE(result, "not parsed: " << address);
  return *result;
}

bool is_refused(std::string_view address) {
  return net::endpoint::parse(address, 80).error() == std::errc::invalid_argument;
}

net::endpoint from_kernel(const net::endpoint& source) {
  sockaddr_storage storage{};
  std::memcpy(&storage, source.data(), source.size());
  return net::endpoint{storage};
}

} // namespace

BOOST_AUTO_TEST_SUITE(endpoint)

BOOST_AUTO_TEST_CASE(is_the_ipv4_wildcard_at_first) {
  const net::endpoint none;
  BOOST_TEST(!none.is_v6());
  BOOST_TEST(none.to_string() == "0.0.0.0:0");
}

BOOST_AUTO_TEST_CASE(parses_an_ipv4_address) {
  const auto v4 = parsed("192.0.2.1");
  BOOST_TEST(!v4.is_v6());
  BOOST_TEST(!v4.is_v4_mapped());
  BOOST_TEST(v4.port() == 80);
  BOOST_TEST(v4.address() == "192.0.2.1");
  BOOST_TEST(v4.to_string() == "192.0.2.1:80");
}

BOOST_AUTO_TEST_CASE(parses_an_ipv6_address_with_and_without_brackets) {
  const auto v6 = parsed("2001:DB8:0::1");
  BOOST_TEST(v6.is_v6());
  BOOST_TEST(v6.address() == "2001:db8::1");
  BOOST_TEST(v6.to_string() == "[2001:db8::1]:80");
  BOOST_TEST((parsed("[2001:db8::1]") == v6));
}

BOOST_AUTO_TEST_CASE(writes_an_ipv4_mapped_address_as_ipv4_and_keeps_it_as_it_is) {
  const auto mapped = parsed("::ffff:192.0.2.1");
  BOOST_TEST(mapped.is_v6());
  BOOST_TEST(mapped.is_v4_mapped());
  BOOST_TEST(mapped.address() == "192.0.2.1");
  BOOST_TEST(mapped.to_string() == "192.0.2.1:80");
  BOOST_TEST((mapped != parsed("192.0.2.1")));
}

BOOST_AUTO_TEST_CASE(keeps_the_zone_of_a_link_local_address) {
  const auto local = parsed("fe80::1%7");
  BOOST_TEST(local.address() == "fe80::1%7");
  BOOST_TEST(local.to_string() == "[fe80::1%7]:80");
  BOOST_TEST((local != parsed("fe80::1")));
  BOOST_TEST((local == parsed(local.address())));
  BOOST_TEST(is_refused("fe80::1%"));
  BOOST_TEST(is_refused("fe80::1%0"));
  BOOST_TEST(is_refused("fe80::1%no_such_interface"));
}

BOOST_AUTO_TEST_CASE(refuses_what_is_no_numeric_address) {
  for (const auto* text : {"", "localhost", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "0x7f.0.0.1", " 1.2.3.4",
                           "1.2.3.4 ", "1.2.3.4:80", "[1.2.3.4]", "[::1", "::1]", "[]", "[", "1::2::3", ":::", "::g"})
    BOOST_TEST(is_refused(text), "taken for an address: " << text);
  BOOST_TEST(is_refused({"1.2.3.4\0.5", 10}));
  BOOST_TEST(is_refused({"::1\0", 4}));
}

BOOST_AUTO_TEST_CASE(has_a_wildcard_for_every_family) {
  BOOST_TEST(net::endpoint::any(ip_family::v4_only, 1).to_string() == "0.0.0.0:1");
  BOOST_TEST(net::endpoint::any(ip_family::v6_only, 2).to_string() == "[::]:2");
  BOOST_TEST(net::endpoint::any(ip_family::both, 3).to_string() == "[::]:3");
}

BOOST_AUTO_TEST_CASE(changes_its_port_only) {
  for (const auto* text : {"192.0.2.1", "2001:db8::1"}) {
    auto changed = parsed(text, 1);
    changed.port(65535);
    BOOST_TEST(changed.port() == 65535);
    BOOST_TEST(changed.address() == text);
    BOOST_TEST((changed != parsed(text, 1)));
    BOOST_TEST((changed == parsed(text, 65535)));
  }
}

BOOST_AUTO_TEST_CASE(differs_by_address_family_and_port) {
  BOOST_TEST((parsed("1.2.3.4", 1) == parsed("1.2.3.4", 1)));
  BOOST_TEST((parsed("1.2.3.4", 1) != parsed("1.2.3.5", 1)));
  BOOST_TEST((parsed("1.2.3.4", 1) != parsed("1.2.3.4", 2)));
  BOOST_TEST((parsed("::1", 1) != parsed("::2", 1)));
  BOOST_TEST((parsed("0.0.0.0", 1) != parsed("::", 1)));
}

BOOST_AUTO_TEST_CASE(goes_to_the_kernel_and_comes_back) {
  const auto v4 = parsed("192.0.2.1", 8080);
  const auto v6 = parsed("2001:db8::1", 8080);
  BOOST_TEST(v4.data()->sa_family == AF_INET);
  BOOST_TEST(v4.size() == sizeof(sockaddr_in));
  BOOST_TEST(v6.data()->sa_family == AF_INET6);
  BOOST_TEST(v6.size() == sizeof(sockaddr_in6));
  BOOST_TEST((from_kernel(v4) == v4));
  BOOST_TEST((from_kernel(v6) == v6));
}

BOOST_AUTO_TEST_CASE(is_the_ipv4_wildcard_for_a_kernel_address_of_another_family) {
  sockaddr_storage local{};
  local.ss_family = AF_UNIX;
  BOOST_TEST((net::endpoint{local} == net::endpoint{}));
}

BOOST_AUTO_TEST_CASE(resolves_an_empty_host_to_the_wildcard_alone) {
  const auto found = resolve("", 80, ip_family::both);
  BOOST_REQUIRE(!!found);
  BOOST_REQUIRE(found->size() == 1u);
  BOOST_TEST(found->front().to_string() == "[::]:80");
  BOOST_TEST(resolve("", 80, ip_family::v4_only)->front().to_string() == "0.0.0.0:80");
}

BOOST_AUTO_TEST_CASE(resolves_a_numeric_host_to_itself) {
  for (const auto* text : {"192.0.2.1", "2001:db8::1", "[2001:db8::1]"}) {
    const auto found = resolve(text, 80, ip_family::both);
    BOOST_REQUIRE(!!found);
    BOOST_REQUIRE(found->size() == 1u);
    BOOST_TEST((found->front() == parsed(text)));
  }
  BOOST_TEST(!!resolve("192.0.2.1", 80, ip_family::v4_only));
  BOOST_TEST(!!resolve("::1", 80, ip_family::v6_only));
}

BOOST_AUTO_TEST_CASE(refuses_a_numeric_host_of_the_other_family) {
  const std::error_code expected{EAI_ADDRFAMILY, net::resolve_category()};
  BOOST_TEST(resolve("192.0.2.1", 80, ip_family::v6_only).error() == expected);
  BOOST_TEST(resolve("::1", 80, ip_family::v4_only).error() == expected);
}

BOOST_AUTO_TEST_CASE(resolves_a_name_to_each_endpoint_once) {
  const auto found = resolve("localhost", 80, ip_family::both);
  BOOST_REQUIRE(!!found);
  BOOST_REQUIRE(!found->empty());
  for (const auto& one : *found) {
    BOOST_TEST((one.address() == "127.0.0.1" || one.address() == "::1"));
    BOOST_TEST(one.port() == 80);
    BOOST_TEST(std::count(found->begin(), found->end(), one) == 1);
  }
}

BOOST_AUTO_TEST_CASE(resolves_a_name_to_the_family_asked_for) {
  const auto found = resolve("localhost", 80, ip_family::v4_only);
  BOOST_REQUIRE(!!found);
  BOOST_TEST((*found == std::vector{parsed("127.0.0.1")}));
}

BOOST_AUTO_TEST_CASE(reports_a_host_that_is_no_name_with_the_text_of_getaddrinfo) {
  const auto error = resolve("with space", 80, ip_family::both).error();
  BOOST_TEST((error.category() == net::resolve_category()));
  BOOST_TEST(error.value() != 0);
  BOOST_TEST(error.message() == gai_strerror(error.value()));
  BOOST_TEST(std::string{error.category().name()} == "getaddrinfo");
}

BOOST_AUTO_TEST_CASE(does_not_cut_a_host_at_a_nul) {
  const std::error_code expected{EAI_NONAME, net::resolve_category()};
  BOOST_TEST(resolve(std::string{"localhost\0.test", 15}, 80, ip_family::both).error() == expected);
}

BOOST_AUTO_TEST_SUITE_END()
