#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/tls/host_name.hpp"

using namespace troupe::tls;

BOOST_AUTO_TEST_SUITE(host_name)

BOOST_AUTO_TEST_CASE(may_be_what_a_host_is_called) {
  for (const std::string good : {"localhost", "www.example.com", "*.example.com", "xn--bcher-kva.example", "a-b.c_d"})
    BOOST_TEST(is_host_name(good), good);
  for (const std::string bad : {"", ".", "*", "*.", "a.", ".a", "a..b", "a.*.b", "w*.example.com", "a b", "b\xC3\xBC"})
    BOOST_TEST(!is_host_name(bad), bad);
}

BOOST_AUTO_TEST_CASE(is_compared_in_small_letters_without_the_last_dot) {
  BOOST_TEST(plain_host_name("WWW.Example.COM.") == "www.example.com");
  BOOST_TEST(plain_host_name("www.example.com") == "www.example.com");
  BOOST_TEST(plain_host_name(".") == "");
  BOOST_TEST(plain_host_name("") == "");
}

BOOST_AUTO_TEST_CASE(has_a_wildcard_for_its_first_label_only) {
  BOOST_TEST(wildcard_of("www.example.com") == "*.example.com");
  BOOST_TEST(wildcard_of("a.b.example.com") == "*.b.example.com");
  BOOST_TEST(wildcard_of("*.example.com") == "*.example.com");
  BOOST_TEST(wildcard_of("localhost") == "");
  BOOST_TEST(wildcard_of(".example.com") == "");
  BOOST_TEST(wildcard_of("") == "");
}

BOOST_AUTO_TEST_SUITE_END()
