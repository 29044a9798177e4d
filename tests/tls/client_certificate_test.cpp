#include <string>

#include <boost/test/unit_test.hpp>
#include <openssl/objects.h>

#include "troupe/tests/support/temporary_file.hpp"
#include "troupe/tests/tls/tls_settings.hpp"

using namespace troupe;
using namespace troupe::test;
using tls::errc;
using tls::want;

namespace {

tls::options asking() {
  tls::options rules;
  rules.ask_client = true;
  rules.client_authorities = client_authority().certificate;
  return rules;
}

client_setup as(const minted* identity, int version = TLS1_3_VERSION) {
  auto setup = only(version);
  setup.identity = identity;
  return setup;
}

/// What the application is told of a client.
tls::client_identity told(const tls::options& rules, const minted& identity) {
  tls_pair both{make_context(rules), as(&identity)};
  tls::client_identity seen;
  both.judge = [&seen](const tls::client_identity& client) {
    seen = client;
    return client.acceptable;
  };
  const bool connected = both.run();
  BOOST_TEST(connected == seen.acceptable);
  return seen;
}

/// A client of `client_authority` with something special.
minted special(const certificate_form& form) {
  auto changed = form;
  changed.issuer = &client_authority();
  return mint(changed);
}

} // namespace

BOOST_AUTO_TEST_SUITE(client_certificate)

BOOST_AUTO_TEST_CASE(is_refused_with_an_alert_when_the_application_says_so) {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    tls_pair both{make_context(asking()), as(&test::client(), version)};
    both.judge = [](const auto& identity) {
      BOOST_TEST(identity.acceptable);
      return false;
    };
    BOOST_TEST(!both.run());
    BOOST_TEST((both.server().needs() == want::failed));
    BOOST_TEST((both.server().why().code == errc::certificate_not_verified));
    BOOST_TEST(both.server().why().reason == "the application refused the certificate");
    BOOST_TEST(both.client().alert() == "certificate unknown");
  }
}

BOOST_AUTO_TEST_CASE(is_accepted_against_the_recommendation) {
  certificate_form form;
  form.common_name = "Stranger";
  const auto stranger = mint(form);
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    tls_pair both{make_context(asking()), as(&stranger, version)};
    both.judge = [](const auto& identity) {
      BOOST_TEST(!identity.acceptable);
      BOOST_TEST(identity.status == "self-signed certificate");
      BOOST_TEST(identity.subject == "CN=Stranger");
      return true;
    };
    BOOST_TEST(both.run());
    both.client().write("hello");
    BOOST_TEST(both.run());
    BOOST_TEST(both.received() == "hello");
  }
}

BOOST_AUTO_TEST_CASE(of_a_stranger_is_refused_with_the_alert_that_says_why) {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    tls_pair both{make_context(asking()), as(&ecdsa_server(), version)};
    BOOST_TEST(!both.run());
    BOOST_TEST(both.client().alert() == "unknown CA");
    BOOST_TEST(both.server().why().reason == "self-signed certificate");
  }
}

BOOST_AUTO_TEST_CASE(may_be_missing_if_the_application_accepts_that) {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    tls_pair both{make_context(asking()), as(nullptr, version)};
    int asked = 0;
    both.judge = [&asked](const auto& identity) {
      ++asked;
      BOOST_TEST(!identity.acceptable);
      BOOST_TEST(identity.encoded == "");
      BOOST_TEST(identity.status == "the client has sent no certificate");
      return true;
    };
    BOOST_TEST(both.run());
    BOOST_TEST(asked == 1);
    both.client().write("hello");
    BOOST_TEST(both.run());
    BOOST_TEST(both.received() == "hello");
  }
}

BOOST_AUTO_TEST_CASE(that_is_missing_is_refused_with_an_alert) {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    tls_pair both{make_context(asking()), as(nullptr, version)};
    BOOST_TEST(!both.run());
    BOOST_TEST((both.server().needs() == want::failed));
    BOOST_TEST((both.server().why().code == errc::no_client_certificate));
    BOOST_TEST(both.server().why().reason == "the client has sent no certificate");
    const auto* const alert = version == TLS1_3_VERSION ? "certificate required" : "handshake failure";
    BOOST_TEST(both.client().alert() == alert);
  }
}

BOOST_AUTO_TEST_CASE(keeps_the_clients_data_back_until_there_is_a_verdict) {
  tls_pair both{make_context(asking()), as(&test::client())};
  both.stop_at = want::verdict;
  both.run();
  // In TLS 1.3 the client believes that it is connected.
  BOOST_TEST(both.client().connected());
  both.client().write("too early");
  both.run();
  BOOST_TEST((both.server().needs() == want::verdict));
  BOOST_TEST(both.received() == "");
  BOOST_TEST(!both.server().write("too early"));
  both.stop_at = want::nothing;
  BOOST_TEST(both.run());
  BOOST_TEST(both.received() == "too early");
}

BOOST_AUTO_TEST_CASE(is_asked_for_in_every_connection) {
  const auto rules = make_context(asking());
  for (int i = 0; i < 3; ++i) {
    auto setup = as(&test::client(), i == 0 ? TLS1_2_VERSION : TLS1_3_VERSION);
    int asked = 0;
    tls_pair both{rules, setup};
    both.judge = [&asked](const auto&) { return ++asked > 0; };
    BOOST_TEST(both.run());
    BOOST_TEST(asked == 1);
    BOOST_TEST(both.client().session() == nullptr);
  }
}

BOOST_AUTO_TEST_CASE(is_encoded_with_its_chain_when_asked) {
  auto rules = asking();
  BOOST_TEST(told(rules, test::client()).encoded == test::client().certificate);
  rules.include_chain = true;
  BOOST_TEST(told(rules, test::client()).encoded == test::client().certificate + client_authority().certificate);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(client_certificate_trust)

BOOST_AUTO_TEST_CASE(comes_from_each_setting_and_from_nothing_else) {
  const temporary_folder folder;
  tls::options rules;
  rules.ask_client = true;
  BOOST_TEST(!told(rules, test::client()).acceptable);
  rules.ca_certificates = client_authority().certificate;
  BOOST_TEST(told(rules, test::client()).acceptable);
  rules.ca_certificates.clear();
  rules.ca_file = folder.file("ca.pem", client_authority().certificate);
  BOOST_TEST(told(rules, test::client()).acceptable);
  rules.ca_file.clear();
  const auto authority = credentials_of(client_authority());
  char hash[32];
  std::snprintf(hash, sizeof hash, "%08lx.0", X509_subject_name_hash(authority->certificate()));
  folder.file(hash, client_authority().certificate);
  rules.ca_directory = folder.path();
  BOOST_TEST(told(rules, test::client()).acceptable);
  rules.ca_directory.clear();
  rules.server_authorities = client_authority().certificate;
  BOOST_TEST(!told(rules, test::client()).acceptable);
}

BOOST_AUTO_TEST_CASE(is_given_to_an_authority_that_another_has_signed) {
  certificate_form form;
  form.common_name = "Intermediate";
  form.authority = true;
  const auto intermediate = special(form);
  form = {};
  form.common_name = "Below";
  form.issuer = &intermediate;
  auto below = mint(form);
  auto rules = asking();
  BOOST_TEST(!told(rules, below).acceptable);
  rules.client_authorities = intermediate.certificate;
  BOOST_TEST(told(rules, below).acceptable);
  rules.client_authorities = client_authority().certificate;
  below.certificate += intermediate.certificate;
  BOOST_TEST(told(rules, below).acceptable);
}

BOOST_AUTO_TEST_CASE(is_relaxed_by_security_flags) {
  certificate_form form;
  form.common_name = "Old";
  form.begins = -7200;
  form.ends = -3600;
  const auto old = special(form);
  form = {};
  form.common_name = "Server";
  form.extensions = {{NID_ext_key_usage, "serverAuth"}};
  const auto server = special(form);
  auto rules = asking();
  BOOST_TEST(told(rules, old).status == "certificate has expired");
  BOOST_TEST(told(rules, server).status == "unsuitable certificate purpose");
  BOOST_TEST(told(rules, ecdsa_server()).status == "self-signed certificate");
  rules.security_flags = 0x1;
  BOOST_TEST(told(rules, old).status == "OK");
  BOOST_TEST(!told(rules, server).acceptable);
  rules.security_flags = 0x20;
  BOOST_TEST(told(rules, server).status == "OK");
  BOOST_TEST(!told(rules, old).acceptable);
  rules.security_flags = 0x10;
  BOOST_TEST(told(rules, ecdsa_server()).status == "OK");
  BOOST_TEST(!told(rules, old).acceptable);
}

BOOST_AUTO_TEST_CASE(does_not_extend_to_forged_signatures) {
  certificate_form form;
  form.common_name = "Client authority";
  form.authority = true;
  const auto impostor = mint(form);
  form = {};
  form.issuer = &impostor;
  const auto forged = mint(form);
  auto rules = asking();
  BOOST_TEST(!told(rules, forged).acceptable);
  rules.security_flags = 0x1 | 0x20;
  BOOST_TEST(!told(rules, forged).acceptable);
}

BOOST_AUTO_TEST_CASE(is_told_to_clients_by_name) {
  tls_pair both{make_context(asking()), as(&test::client())};
  BOOST_TEST(both.run());
  const auto* const names = SSL_get0_peer_CA_list(both.client().native());
  BOOST_TEST(sk_X509_NAME_num(names) == 1);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(own_chain)

BOOST_AUTO_TEST_CASE(is_completed_by_the_authorities_configured) {
  certificate_form form;
  form.common_name = "Intermediate";
  form.authority = true;
  const auto intermediate = special(form);
  form = {};
  form.issuer = &intermediate;
  const auto leaf = mint(form);
  const auto sent = [&](const tls::options& rules, bool chosen) {
    tls_pair both{make_context(rules, chosen ? ecdsa_server() : leaf)};
    if (chosen)
      both.choose = [&](const auto&) { return credentials_of(leaf); };
    BOOST_TEST(both.run());
    return sk_X509_num(SSL_get_peer_cert_chain(both.client().native()));
  };
  for (const bool chosen : {false, true}) {
    tls::options rules;
    BOOST_TEST(sent(rules, chosen) == 1);
    rules.server_authorities = client_authority().certificate + intermediate.certificate;
    BOOST_TEST(sent(rules, chosen) == 2);
    rules = {};
    rules.ca_certificates = rules.server_authorities = client_authority().certificate + intermediate.certificate;
    BOOST_TEST(sent(rules, chosen) == 3);
  }
}

BOOST_AUTO_TEST_CASE(comes_out_of_the_certificates_own_store) {
  certificate_form form;
  form.common_name = "Intermediate";
  form.authority = true;
  const auto intermediate = special(form);
  form = {};
  form.issuer = &intermediate;
  auto leaf = mint(form);
  leaf.certificate += client_authority().certificate + intermediate.certificate;
  tls_pair both{make_context({}, leaf)};
  BOOST_TEST(both.run());
  BOOST_TEST(sk_X509_num(SSL_get_peer_cert_chain(both.client().native())) == 2);
}

BOOST_AUTO_TEST_SUITE_END()
