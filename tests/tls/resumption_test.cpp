#include <boost/test/unit_test.hpp>

#include "troupe/tests/tls/tls_settings.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

/// Whether a second connection resumes the first one's session.
bool resumes(const tls::options& rules, client_setup setup) {
  const auto shared = make_context(rules);
  tls_pair first{shared, setup};
  BOOST_TEST_REQUIRE(first.run());
  BOOST_TEST(!first.server().session().resumed);
  setup.session = first.client().session();
  if (setup.session == nullptr)
    return false;
  tls_pair second{shared, setup};
  BOOST_TEST_REQUIRE(second.run());
  BOOST_TEST((SSL_session_reused(second.client().native()) == 1) == second.server().session().resumed);
  return second.server().session().resumed;
}

client_setup without_tickets() {
  auto setup = only(TLS1_2_VERSION);
  setup.configure = [](SSL* of) { SSL_set_options(of, SSL_OP_NO_TICKET); };
  return setup;
}

} // namespace

BOOST_AUTO_TEST_SUITE(resumption)

BOOST_AUTO_TEST_CASE(is_on_by_default_by_tickets_and_by_the_cache) {
  BOOST_TEST(resumes({}, only(TLS1_2_VERSION)));
  BOOST_TEST(resumes({}, only(TLS1_3_VERSION)));
  BOOST_TEST(resumes({}, without_tickets()));
}

BOOST_AUTO_TEST_CASE(can_be_turned_off) {
  tls::options rules;
  rules.reuse_sessions = false;
  BOOST_TEST(!resumes(rules, only(TLS1_2_VERSION)));
  BOOST_TEST(!resumes(rules, only(TLS1_3_VERSION)));
  BOOST_TEST(!resumes(rules, without_tickets()));
}

BOOST_AUTO_TEST_CASE(tells_what_the_session_has) {
  const auto shared = make_context();
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    auto setup = only(version);
    tls_pair first{shared, setup};
    BOOST_TEST_REQUIRE(first.run());
    setup.session = first.client().session();
    tls_pair second{shared, setup};
    BOOST_TEST_REQUIRE(second.run());
    const auto before = first.server().session();
    const auto after = second.server().session();
    BOOST_TEST(after.resumed);
    BOOST_TEST(after.version == before.version);
    BOOST_TEST(after.cipher_suite == before.cipher_suite);
    BOOST_TEST(after.key_exchange == before.key_exchange);
    BOOST_TEST(after.key_exchange_strength == before.key_exchange_strength);
  }
}

BOOST_AUTO_TEST_CASE(of_one_context_means_nothing_to_another) {
  auto setup = only(TLS1_3_VERSION);
  tls_pair first{make_context(), setup};
  BOOST_TEST_REQUIRE(first.run());
  setup.session = first.client().session();
  tls_pair second{make_context(), setup};
  BOOST_TEST_REQUIRE(second.run());
  BOOST_TEST(!second.server().session().resumed);
}

BOOST_AUTO_TEST_SUITE_END()
