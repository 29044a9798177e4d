#include <cstddef>
#include <string>

#include <boost/test/unit_test.hpp>
#include <openssl/objects.h>

#include "troupe/tests/tls/tls_settings.hpp"

using namespace troupe;
using namespace troupe::test;
using tls::want;

// A step of a handshake that has no time left goes on in another turn. Here there never is any: each record is one.

namespace {

bool never() {
  return false;
}

constexpr int both_versions[] = {TLS1_2_VERSION, TLS1_3_VERSION};
constexpr tls::certificate_choice both_choices[] = {tls::certificate_choice::asked, tls::certificate_choice::own};
// ServerHello, ChangeCipherSpec, EncryptedExtensions, Certificate, CertificateVerify, Finished, NewSessionTicket; in
// TLS 1.2 ServerHello, Certificate, ServerKeyExchange, ServerHelloDone, NewSessionTicket, ChangeCipherSpec, Finished.
constexpr int messages = 7;

tls::options asking() {
  tls::options rules;
  rules.ask_client = true;
  rules.client_authorities = client_authority().certificate;
  return rules;
}

bool exchange_words(tls_pair& both) {
  both.client().write("from the client");
  return both.server().write("from the server") && both.run() && both.received() == "from the client" &&
         both.client().received() == "from the server";
}

/// Brings it to such a want for the first time.
bool stops(tls_pair& both, want where) {
  both.stop_at = where;
  both.run();
  both.stop_at = want::nothing;
  return both.server().needs() == where;
}

} // namespace

BOOST_AUTO_TEST_SUITE(engine_turns)

BOOST_AUTO_TEST_CASE(each_record_may_be_put_off) {
  for (const int version : both_versions)
    for (const auto choice : both_choices)
      for (const auto piece : {std::string::npos, std::size_t{1}}) {
        tls_pair both{make_context(), only(version), choice};
        both.has_time = never;
        BOOST_TEST_REQUIRE(both.run(piece));
        BOOST_TEST(both.turns() == messages);
        BOOST_TEST(exchange_words(both));
      }
}

BOOST_AUTO_TEST_CASE(a_step_may_have_a_limit_after_one_that_had_none) {
  for (const int version : both_versions) {
    tls_pair both{make_context(), only(version)};
    BOOST_TEST_REQUIRE(stops(both, want::certificate));
    both.has_time = never;
    BOOST_TEST_REQUIRE(both.run());
    BOOST_TEST(both.turns() == messages);
    BOOST_TEST(exchange_words(both));
  }
}

BOOST_AUTO_TEST_CASE(a_step_may_have_none_after_one_that_had_one) {
  for (const int version : both_versions) {
    tls_pair both{make_context(), only(version)};
    both.has_time = never;
    BOOST_TEST_REQUIRE(stops(both, want::turn));
    both.has_time = {};
    BOOST_TEST_REQUIRE(both.run());
    BOOST_TEST(both.turns() == 1);
    BOOST_TEST(exchange_words(both));
  }
}

BOOST_AUTO_TEST_CASE(none_is_put_off_while_there_is_time) {
  for (const int version : both_versions) {
    tls_pair both{make_context(), only(version)};
    both.has_time = [] { return true; };
    BOOST_TEST_REQUIRE(both.run());
    BOOST_TEST(both.turns() == 0);
  }
}

BOOST_AUTO_TEST_CASE(a_client_that_is_asked_who_it_is_has_them_too) {
  for (const int version : both_versions)
    for (const auto* const identity : {&test::client(), static_cast<const minted*>(nullptr)}) {
      auto setup = only(version);
      setup.identity = identity;
      tls_pair both{make_context(asking()), setup};
      both.judge = [](const auto&) { return true; };
      both.has_time = never;
      BOOST_TEST_REQUIRE(both.run());
      // A CertificateRequest more, and no ticket: who is asked can't resume.
      BOOST_TEST(both.turns() == messages);
      BOOST_TEST(exchange_words(both));
    }
}

BOOST_AUTO_TEST_CASE(a_client_that_must_offer_another_group_has_them_too) {
  tls::options rules;
  rules.tls13_groups = "ecdhe_secp256r1";
  auto setup = only(TLS1_3_VERSION);
  setup.configure = [](SSL* ssl) { SSL_set1_groups_list(ssl, "X25519:P-256"); };
  tls_pair both{make_context(rules), setup};
  both.has_time = never;
  BOOST_TEST_REQUIRE(both.run());
  // A HelloRetryRequest more (RFC 8446, 4.1.4); there is one ChangeCipherSpec.
  BOOST_TEST(both.turns() == messages + 1);
  BOOST_TEST(exchange_words(both));
}

BOOST_AUTO_TEST_CASE(nothing_is_sent_before_the_flight_is_complete) {
  tls_pair both{make_context(), only(TLS1_3_VERSION)};
  both.has_time = never;
  both.stop_at = want::turn;
  both.client().step();
  both.feed(both.client().take());
  int turns = 1;
  BOOST_TEST_REQUIRE((both.server().needs() == want::turn));
  while (both.server().advance(never) == want::turn) {
    BOOST_TEST(both.sent().empty());
    ++turns;
  }
  BOOST_TEST((both.server().needs() == want::input));
  BOOST_TEST(turns == messages - 1);
  BOOST_TEST(!both.sent().empty());
}

BOOST_AUTO_TEST_CASE(a_flight_that_is_larger_than_openssls_buffer_has_them_too) {
  // Its extensions alone take 6 and 20 KB: more than the buffer's 4, and more than a record.
  for (const std::size_t size : {6'000U, 20'000U})
    for (const int version : both_versions)
      for (const bool asks : {false, true}) {
        certificate_form form;
        form.extensions = {{NID_netscape_comment, std::string(size, 'x')}};
        tls_pair both{make_context(asks ? asking() : tls::options{}, mint(form)), only(version)};
        both.judge = [](const auto&) { return true; };
        both.has_time = never;
        BOOST_TEST_REQUIRE(both.run());
        BOOST_TEST(both.turns() >= messages);
        BOOST_TEST(exchange_words(both));
      }
}

BOOST_AUTO_TEST_CASE(an_alert_is_not_put_off) {
  for (const int version : both_versions) {
    // The server can sign with an elliptic curve, the client can't check that.
    auto setup = only(version);
    setup.configure = [](SSL* ssl) { SSL_set1_sigalgs_list(ssl, "rsa_pss_rsae_sha256"); };
    tls_pair both{make_context(), setup};
    both.has_time = never;
    BOOST_TEST(!both.run());
    BOOST_TEST((both.server().needs() == want::failed));
    BOOST_TEST(both.client().alert() == "handshake failure");
  }
}

BOOST_AUTO_TEST_CASE(a_refusal_in_a_later_turn_is_told) {
  for (const int version : both_versions) {
    auto setup = only(version);
    setup.identity = &test::client();
    tls_pair both{make_context(asking()), setup};
    both.judge = [](const auto&) { return false; };
    both.has_time = never;
    BOOST_TEST(!both.run());
    BOOST_TEST((both.server().needs() == want::failed));
    BOOST_TEST(!both.client().alert().empty());
  }
}

BOOST_AUTO_TEST_CASE(the_engine_may_end_between_two_of_them) {
  for (const int version : both_versions)
    for (const bool asks : {false, true}) {
      tls_pair both{make_context(asks ? asking() : tls::options{}), only(version)};
      both.has_time = never;
      both.stop_at = want::turn;
      both.run();
      BOOST_TEST((both.server().needs() == want::turn));
      BOOST_TEST(!both.server().write("too early"));
      both.destroy_server();
    }
}

BOOST_AUTO_TEST_SUITE_END()
