#include <boost/test/unit_test.hpp>

#include "troupe/api/server_setup.hpp"
#include "troupe/api/settings_table.hpp"

BOOST_AUTO_TEST_SUITE(server_setup)

BOOST_AUTO_TEST_CASE(shares_the_lists_of_clients_instead_of_reading_them_again) {
  troupe::server_values values;
  troupe::find_setting("AllowedClients")->write(values, "10.0.0.1, localhost");
  troupe::find_setting("BlockedClients")->write(values, "192.0.2.*");
  const auto options = troupe::options_of(values);
  BOOST_TEST(options->allowed == values.allowed_clients);
  BOOST_TEST(options->blocked == values.blocked_clients);
}

BOOST_AUTO_TEST_SUITE_END()
