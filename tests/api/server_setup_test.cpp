#include <chrono>
#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/api/certificate_state.hpp"
#include "troupe/api/error.hpp"
#include "troupe/api/server_setup.hpp"
#include "troupe/api/settings_table.hpp"
#include "troupe/tests/support/minted.hpp"

namespace {

using troupe::context_of;
using troupe::actors::tls_start;

troupe::Certificate certificate_of(const troupe::test::minted_certificate& minted) {
  return {troupe::cstPEMKeyFile, minted.pem_file()};
}

tls_start start_of(troupe::SSLStartModes mode) {
  troupe::server_values values;
  values.ssl.start_mode = mode;
  return troupe::options_of(values, nullptr)->start;
}

} // namespace

BOOST_AUTO_TEST_SUITE(server_setup)

BOOST_AUTO_TEST_CASE(shares_the_lists_of_clients_instead_of_reading_them_again) {
  troupe::server_values values;
  troupe::find_setting("AllowedClients")->write(values, "10.0.0.1, localhost");
  troupe::find_setting("BlockedClients")->write(values, "192.0.2.*");
  const auto options = troupe::options_of(values, nullptr);
  BOOST_TEST(options->allowed == values.allowed_clients);
  BOOST_TEST(options->blocked == values.blocked_clients);
}

BOOST_AUTO_TEST_CASE(makes_no_context_for_a_server_without_tls) {
  BOOST_TEST(context_of({}, nullptr) == nullptr);
}

BOOST_AUTO_TEST_CASE(makes_a_context_to_check_settings_before_there_is_a_certificate) {
  troupe::ssl_values values;
  values.rules.ask_client = true;
  const auto made = context_of(values, nullptr);
  BOOST_REQUIRE(made != nullptr);
  BOOST_TEST(made->identity() == nullptr);
  BOOST_TEST(made->rules().ask_client);
}

BOOST_AUTO_TEST_CASE(makes_a_context_for_connections_that_may_begin_with_tls_later) {
  troupe::ssl_values values;
  values.start_mode = troupe::sslExplicit;
  BOOST_TEST(context_of(values, nullptr) != nullptr);
}

BOOST_AUTO_TEST_CASE(keeps_the_context_as_long_as_nothing_of_tls_changes) {
  const troupe::test::minted_certificate minted{"localhost"};
  troupe::ssl_values values;
  values.certificate = certificate_of(minted);
  const auto first = context_of(values, nullptr);
  BOOST_REQUIRE(first != nullptr);
  BOOST_TEST(first->identity() == values.certificate.Inside().found);
  BOOST_TEST(context_of(values, first) == first);

  values.start_mode = troupe::sslImplicit;
  BOOST_TEST(context_of(values, first) == first);
  auto copy = values;
  BOOST_TEST(context_of(copy, first) == first);
}

BOOST_AUTO_TEST_CASE(makes_another_context_for_other_rules_another_provider_or_another_certificate) {
  const troupe::test::minted_certificate minted{"localhost"};
  troupe::ssl_values values;
  values.certificate = certificate_of(minted);
  const auto first = context_of(values, nullptr);

  auto changed = values;
  changed.rules.reuse_sessions = false;
  BOOST_TEST(context_of(changed, first) != first);
  changed = values;
  changed.provider = troupe::sslpPlatform;
  const auto platform = context_of(changed, first);
  BOOST_TEST(platform != first);
  BOOST_TEST(platform->rules().system_defaults);
  // Read again: the same file may have another one by now.
  changed = values;
  changed.certificate = certificate_of(minted);
  BOOST_TEST(context_of(changed, first) != first);
}

BOOST_AUTO_TEST_CASE(treats_the_automatic_provider_as_the_internal_one) {
  const troupe::test::minted_certificate minted{"localhost"};
  troupe::ssl_values values;
  values.certificate = certificate_of(minted);
  const auto first = context_of(values, nullptr);
  values.provider = troupe::sslpInternal;
  BOOST_TEST(context_of(values, first) == first);
}

BOOST_AUTO_TEST_CASE(throws_what_a_context_says) {
  const troupe::test::minted_certificate minted{"localhost"};
  troupe::ssl_values values;
  values.certificate = troupe::Certificate{minted.certificate_pem()};
  const auto has_no_key = [](const troupe::Error& error) {
    return error.Code() == 273 && error.Description().find("private key") != std::string::npos;
  };
  BOOST_CHECK_EXCEPTION(context_of(values, nullptr), troupe::Error, has_no_key);
}

BOOST_AUTO_TEST_CASE(begins_with_tls_when_the_start_mode_says) {
  // Documented: automatic is implicit where there is no standard plaintext port.
  BOOST_TEST((start_of(troupe::sslAutomatic) == tls_start::at_once));
  BOOST_TEST((start_of(troupe::sslImplicit) == tls_start::at_once));
  BOOST_TEST((start_of(troupe::sslExplicit) == tls_start::on_request));
  BOOST_TEST((start_of(troupe::sslNone) == tls_start::never));
}

BOOST_AUTO_TEST_CASE(asks_for_a_certificate_where_connections_begin_with_tls) {
  const auto is_282 = [](const troupe::Error& error) { return error.Code() == 282; };
  troupe::ssl_values values;
  for (const auto mode : {troupe::sslAutomatic, troupe::sslImplicit}) {
    values.start_mode = mode;
    BOOST_CHECK_EXCEPTION(troupe::check_certificate(values), troupe::Error, is_282);
  }
  for (const auto mode : {troupe::sslExplicit, troupe::sslNone}) {
    values.start_mode = mode;
    BOOST_CHECK_NO_THROW(troupe::check_certificate(values));
  }
  values.start_mode = troupe::sslImplicit;
  values.certificate = certificate_of(troupe::test::minted_certificate{"localhost"});
  BOOST_CHECK_NO_THROW(troupe::check_certificate(values));
}

BOOST_AUTO_TEST_CASE(hands_on_the_context_and_the_time_for_a_handshake) {
  troupe::server_values values;
  values.ssl.start_mode = troupe::sslExplicit;
  const auto context = context_of(values.ssl, nullptr);
  troupe::find_setting("DefaultConnectionTimeout")->write(values, "3");
  const auto options = troupe::options_of(values, context);
  BOOST_TEST(options->tls == context);
  BOOST_TEST((options->handshake_limit == std::chrono::seconds{3}));
}

BOOST_AUTO_TEST_SUITE_END()
