#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/tls/tls_settings.hpp"

using namespace troupe;
using namespace troupe::test;
using tls::certificate_choice;
using tls::want;

// Where nobody wants to choose the certificate for a client, the handshake does not stop for one.

namespace {

constexpr int both_versions[] = {TLS1_2_VERSION, TLS1_3_VERSION};

client_setup asking_for(const std::string& name, int version) {
  auto setup = only(version);
  setup.server_name = name;
  return setup;
}

tls::context_ptr named(tls::credentials_ptr common, const std::string& name, const minted& identity) {
  auto made = tls::context::make({}, std::move(common), {{name, credentials_of(identity)}});
  BOOST_TEST_REQUIRE(!!made);
  return *std::move(made);
}

} // namespace

BOOST_AUTO_TEST_SUITE(certificate_choice_own)

BOOST_AUTO_TEST_CASE(does_not_stop_for_one) {
  for (const int version : both_versions) {
    tls_pair both{make_context(), asking_for("www.example.com", version), certificate_choice::own};
    both.client().step();
    both.feed(both.client().take());
    BOOST_TEST((both.server().needs() == want::input));
    BOOST_TEST(!both.sent().empty());
    BOOST_TEST(both.run());
    BOOST_TEST(both.server().session().server_name == "www.example.com");
  }
}

BOOST_AUTO_TEST_CASE(shows_the_one_for_the_name_that_the_client_asks_for) {
  const auto rules = named(credentials_of(ecdsa_server()), "rsa.example.com", rsa_server());
  for (const int version : both_versions)
    for (const bool asked : {true, false}) {
      tls_pair both{rules, asking_for(asked ? "RSA.example.com" : "other.example.com", version),
                    certificate_choice::own};
      BOOST_TEST_REQUIRE(both.run());
      BOOST_TEST(both.client().server_key() == (asked ? "rsaEncryption" : "id-ecPublicKey"));
    }
}

BOOST_AUTO_TEST_CASE(stops_and_fails_where_there_is_none_for_the_client) {
  const auto rules = named(nullptr, "rsa.example.com", rsa_server());
  for (const int version : both_versions) {
    tls_pair known{rules, asking_for("rsa.example.com", version), certificate_choice::own};
    BOOST_TEST(known.run());
    tls_pair both{rules, asking_for("other.example.com", version), certificate_choice::own};
    BOOST_TEST(!both.run());
    BOOST_TEST((both.server().needs() == want::failed));
    BOOST_TEST((both.server().why().code == tls::errc::no_server_certificate));
    BOOST_TEST(both.client().alert() == "handshake failure");
  }
}

BOOST_AUTO_TEST_CASE(a_client_is_asked_who_it_is_all_the_same) {
  tls::options rules;
  rules.ask_client = true;
  rules.client_authorities = client_authority().certificate;
  for (const int version : both_versions)
    for (const bool accepted : {true, false}) {
      auto setup = only(version);
      setup.identity = &test::client();
      tls_pair both{make_context(rules), setup, certificate_choice::own};
      std::string seen;
      both.judge = [&](const tls::client_identity& who) {
        seen = who.status;
        return accepted;
      };
      BOOST_TEST(both.run() == accepted);
      BOOST_TEST(seen == "OK");
    }
}

// The context's own key needs fewer signature algorithms than the one that is chosen.
BOOST_AUTO_TEST_CASE(a_chosen_certificate_may_have_another_kind_of_key) {
  tls::options with_own_lists;
  with_own_lists.tls13_signature_algorithms = "ecdsa_secp256r1_sha256,rsa_pss_sha256";
  for (const auto& rules : {tls::options{}, with_own_lists})
    for (const int version : both_versions)
      for (const bool own_is_rsa : {true, false}) {
        const auto& own = own_is_rsa ? rsa_server() : ecdsa_server();
        const auto& other = own_is_rsa ? ecdsa_server() : rsa_server();
        tls_pair both{make_context(rules, own), only(version)};
        both.choose = [&](const tls::client_hello&) { return credentials_of(other); };
        BOOST_TEST_REQUIRE(both.run());
        BOOST_TEST(both.client().server_key() == (own_is_rsa ? "id-ecPublicKey" : "rsaEncryption"));
      }
}

BOOST_AUTO_TEST_CASE(lists_of_tls_1_3_alone_count_for_it) {
  tls::options rules;
  rules.tls13_groups = "ecdhe_secp384r1";
  for (const int version : both_versions) {
    auto setup = only(version);
    // It offers a key for the first: a client of TLS 1.3 is asked for another one (HelloRetryRequest).
    setup.configure = [](SSL* ssl) { SSL_set1_groups_list(ssl, "X25519:P-384"); };
    tls_pair both{make_context(rules, rsa_server()), setup, certificate_choice::own};
    BOOST_TEST_REQUIRE(both.run());
    BOOST_TEST(both.server().session().key_exchange == (version == TLS1_3_VERSION ? "P-384" : "X25519"));
  }
}

BOOST_AUTO_TEST_SUITE_END()
