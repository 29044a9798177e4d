#include <cstdlib>
#include <ctime>
#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/tls/validity.hpp"

BOOST_AUTO_TEST_SUITE(validity)

// The documented examples are in no time zone that is told.
BOOST_AUTO_TEST_CASE(is_written_as_documented) {
  BOOST_REQUIRE(::setenv("TZ", "UTC", 1) == 0);
  ::tzset();
  BOOST_TEST(troupe::tls::local_date(948639600) == "23-Jan-2000 15:00:00");
  BOOST_TEST(troupe::tls::local_date(980262000) == "23-Jan-2001 15:00:00");
  BOOST_TEST(troupe::tls::local_date(1767225599) == "31-Dec-2025 23:59:59");
  BOOST_TEST(troupe::tls::local_date(0) == "01-Jan-1970 00:00:00");
  // "No well-defined expiration date" (RFC 5280, 4.1.2.5).
  BOOST_TEST(troupe::tls::local_date(253402300799) == "31-Dec-9999 23:59:59");
  ::unsetenv("TZ");
  ::tzset();
}

BOOST_AUTO_TEST_SUITE_END()
