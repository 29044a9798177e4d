#include <climits>
#include <functional>
#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/api/error.hpp"
#include "troupe/api/property_checks.hpp"

namespace {

// The number and text of the error that `check` throws; "" if it throws none.
std::string error_of(const std::function<void()>& check) {
  try {
    check();
    return "";
  } catch (const troupe::Error& error) {
    return std::to_string(error.Code()) + ' ' + error.Description();
  }
}

} // namespace

BOOST_AUTO_TEST_SUITE(property_checks)

BOOST_AUTO_TEST_CASE(allows_lines_of_256_bytes_and_more) {
  using troupe::check_max_line_length;
  BOOST_TEST(error_of([] { check_max_line_length("DefaultMaxLineLength", 256); }) == "");
  BOOST_TEST(error_of([] { check_max_line_length("DefaultMaxLineLength", INT_MAX); }) == "");
  BOOST_TEST(error_of([] { check_max_line_length("DefaultMaxLineLength", 255); }) ==
             "1002 Invalid value: DefaultMaxLineLength=255 (allowed: at least 256)");
  BOOST_TEST(error_of([] { check_max_line_length("MaxLineLength", -1); }) ==
             "1002 Invalid value: MaxLineLength=-1 (allowed: at least 256)");
}

BOOST_AUTO_TEST_CASE(allows_ports_of_16_bits_while_not_listening) {
  using troupe::check_local_port;
  BOOST_TEST(error_of([] { check_local_port(0, false); }) == "");
  BOOST_TEST(error_of([] { check_local_port(65535, false); }) == "");
  BOOST_TEST(error_of([] { check_local_port(-1, false); }) == "1002 Invalid value: LocalPort=-1 (allowed: 0 to 65535)");
  BOOST_TEST(error_of([] { check_local_port(65536, false); }) ==
             "1002 Invalid value: LocalPort=65536 (allowed: 0 to 65535)");
  BOOST_TEST(error_of([] { check_local_port(80, true); }) ==
             "106 Cannot change LocalPort when TCPServer is listening.");
}

BOOST_AUTO_TEST_CASE(allows_another_host_while_not_listening) {
  BOOST_TEST(error_of([] { troupe::check_local_host(false); }) == "");
  BOOST_TEST(error_of([] { troupe::check_local_host(true); }) ==
             "107 Cannot change LocalHost when TCPServer is listening.");
}

BOOST_AUTO_TEST_CASE(allows_no_negative_times_and_counts) {
  BOOST_TEST(error_of([] { troupe::check_timeout("DefaultTimeout", 0); }) == "");
  BOOST_TEST(error_of([] { troupe::check_timeout("IdleTimeout", -1); }) ==
             "1002 Invalid value: IdleTimeout=-1 (allowed: at least 0)");
  BOOST_TEST(error_of([] { troupe::check_record_length(0); }) == "");
  BOOST_TEST(error_of([] { troupe::check_record_length(-5); }) ==
             "1002 Invalid value: RecordLength=-5 (allowed: at least 0)");
  BOOST_TEST(error_of([] { troupe::check_connection_backlog(0); }) == "");
  BOOST_TEST(error_of([] { troupe::check_connection_backlog(-1); }) ==
             "1002 Invalid value: ConnectionBacklog=-1 (allowed: at least 0)");
}

BOOST_AUTO_TEST_CASE(allows_the_enumerators_of_tls_and_no_other_number) {
  BOOST_TEST(error_of([] { troupe::check_ssl_provider(troupe::sslpInternal); }) == "");
  BOOST_TEST(error_of([] { troupe::check_ssl_provider(static_cast<troupe::SSLProviders>(3)); }) ==
             "1002 Invalid value: SSLProvider=3 (allowed: 0 to 2)");
  BOOST_TEST(error_of([] { troupe::check_ssl_start_mode(troupe::sslNone); }) == "");
  BOOST_TEST(error_of([] { troupe::check_ssl_start_mode(static_cast<troupe::SSLStartModes>(-1)); }) ==
             "1002 Invalid value: SSLStartMode=-1 (allowed: 0 to 3)");
}

BOOST_AUTO_TEST_SUITE_END()
