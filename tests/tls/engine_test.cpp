#include <algorithm>
#include <random>
#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/tls/tls_settings.hpp"

using namespace troupe;
using namespace troupe::test;
using tls::want;

namespace {

constexpr int both_versions[] = {TLS1_2_VERSION, TLS1_3_VERSION};

tls::options asking() {
  tls::options rules;
  rules.ask_client = true;
  rules.client_authorities = client_authority().certificate;
  return rules;
}

std::string noise(std::size_t size) {
  std::mt19937 random{7};
  std::string bytes(size, '\0');
  std::generate(bytes.begin(), bytes.end(), [&random] { return static_cast<char>(random()); });
  return bytes;
}

} // namespace

BOOST_AUTO_TEST_SUITE(engine)

BOOST_AUTO_TEST_CASE(shakes_hands_and_passes_data_both_ways) {
  for (const int version : both_versions)
    for (const auto piece : {std::string::npos, std::size_t{1}, std::size_t{17}}) {
      tls_pair both{make_context(), only(version)};
      BOOST_TEST_REQUIRE(both.run(piece));
      both.client().write("from the client");
      BOOST_TEST(both.server().write("from the server"));
      BOOST_TEST(both.run(piece));
      BOOST_TEST(both.received() == "from the client");
      BOOST_TEST(both.client().received() == "from the server");
    }
}

BOOST_AUTO_TEST_CASE(passes_megabytes_in_random_pieces) {
  const auto all = noise(10'000'000);
  std::mt19937 random{11};
  for (const int version : both_versions) {
    tls_pair both{make_context(), only(version)};
    BOOST_TEST_REQUIRE(both.run());
    std::string_view up = all;
    std::string_view down = all;
    while (!up.empty() || !down.empty()) {
      const auto next = [&random](std::string_view& from) {
        const auto piece = from.substr(0, 1 + random() % 100'000);
        from.remove_prefix(piece.size());
        return piece;
      };
      if (const auto piece = next(up); !piece.empty())
        both.client().write(piece);
      BOOST_TEST_REQUIRE(both.server().write(next(down)));
      BOOST_TEST_REQUIRE(both.run(1 + random() % 50'000));
    }
    BOOST_TEST((both.received() == all));
    BOOST_TEST((both.client().received() == all));
  }
}

BOOST_AUTO_TEST_CASE(makes_a_record_of_up_to_16_kib) {
  tls_pair both{make_context(), only(TLS1_3_VERSION)};
  BOOST_TEST_REQUIRE(both.run());
  BOOST_TEST(both.server().write(std::string(2 * tls::engine::record_size + 1, 'x')));
  // A record's header, the type inside of it, the tag (RFC 8446, 5.2).
  constexpr std::size_t around = 5 + 1 + 16;
  BOOST_TEST(both.sent().size() == 2 * tls::engine::record_size + 1 + 3 * around);
}

BOOST_AUTO_TEST_CASE(waits_for_a_certificate_and_serves_the_one_chosen) {
  for (const int version : both_versions) {
    tls_pair both{make_context(), only(version)};
    both.stop_at = want::certificate;
    BOOST_TEST(!both.run());
    BOOST_TEST((both.server().needs() == want::certificate));
    BOOST_TEST((both.server().advance() == want::certificate));
    BOOST_TEST(both.server().hello().offers_tls13 == (version == TLS1_3_VERSION));
    both.stop_at = want::nothing;
    both.choose = [](const tls::client_hello& hello) {
      BOOST_TEST(hello.cipher_suites.find("TLS_") != std::string::npos);
      return credentials_of(rsa_server());
    };
    BOOST_TEST(both.run());
    BOOST_TEST(both.client().server_key() == "rsaEncryption");
  }
}

BOOST_AUTO_TEST_CASE(serves_rsa_or_ecdsa_as_the_client_can) {
  const auto rules = make_context();
  for (const int version : both_versions)
    for (const auto* const algorithm : {"ECDSA+SHA256", "rsa_pss_rsae_sha256:RSA+SHA256"}) {
      auto setup = only(version);
      setup.configure = [algorithm](SSL* of) { SSL_set1_sigalgs_list(of, algorithm); };
      tls_pair both{rules, setup};
      both.choose = [](const tls::client_hello& hello) -> tls::credentials_ptr {
        const bool can = hello.signature_algorithms.find("ecdsa_secp256r1_sha256") != std::string::npos;
        return can ? nullptr : credentials_of(rsa_server());
      };
      BOOST_TEST(both.run());
      const auto* const expected = algorithm[0] == 'E' ? "id-ecPublicKey" : "rsaEncryption";
      BOOST_TEST(both.client().server_key() == expected);
    }
}

BOOST_AUTO_TEST_CASE(waits_only_once_when_the_hello_is_retried) {
  auto setup = only(TLS1_3_VERSION);
  // Its key share is for a group that is not enabled.
  setup.configure = [](SSL* of) { SSL_set1_groups_list(of, "X25519:P-384"); };
  tls::options rules;
  rules.tls13_groups = rules.tls12_groups = "ecdhe_secp384r1";
  tls_pair both{make_context(rules), setup};
  int asked = 0;
  both.choose = [&asked](const auto&) {
    ++asked;
    return nullptr;
  };
  BOOST_TEST(both.run());
  BOOST_TEST(asked == 1);
  BOOST_TEST(both.server().session().key_exchange == "P-384");
}

BOOST_AUTO_TEST_CASE(fails_with_an_alert_without_a_certificate) {
  const auto bare = tls::credentials::parse(rsa_server().certificate);
  BOOST_TEST_REQUIRE(!!bare);
  for (const auto& chosen : {tls::credentials_ptr{}, *bare}) {
    auto made = tls::context::make({}, nullptr);
    BOOST_TEST_REQUIRE(!!made);
    tls_pair both{*made};
    both.choose = [&chosen](const auto&) { return chosen; };
    BOOST_TEST(!both.run());
    BOOST_TEST((both.server().needs() == want::failed));
    BOOST_TEST((both.server().why().code == tls::errc::no_server_certificate));
    BOOST_TEST(both.client().alert() == "handshake failure");
  }
}

BOOST_AUTO_TEST_CASE(tells_every_message_when_asked) {
  tls::options rules;
  rules.log_messages = true;
  tls_pair both{make_context(rules), only(TLS1_3_VERSION)};
  BOOST_TEST_REQUIRE(both.run());
  const auto lines = both.server().take_messages();
  BOOST_TEST_REQUIRE(!lines.empty());
  BOOST_TEST(lines.front().find("received TLSv1.3 Handshake, ClientHello (") == 0U);
  const std::string finished = "received TLSv1.3 Handshake, Finished (36 bytes)";
  const std::string sent = "sent TLSv1.3 Handshake, Finished (36 bytes)";
  BOOST_TEST((std::count(lines.begin(), lines.end(), sent) + std::count(lines.begin(), lines.end(), finished)) >= 1);
  BOOST_TEST(both.server().take_messages().empty());
  both.client().close();
  both.run();
  BOOST_TEST(both.server().take_messages().back() == "received TLSv1.3 Alert, warning close notify (2 bytes)");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(engine_end)

BOOST_AUTO_TEST_CASE(is_told_by_the_client_and_what_follows_still_goes_out) {
  for (const int version : both_versions) {
    tls_pair both{make_context(), only(version)};
    BOOST_TEST_REQUIRE(both.run());
    both.client().write("last words");
    both.client().close();
    both.run();
    BOOST_TEST(both.received() == "last words");
    BOOST_TEST((both.server().needs() == want::closed));
    if (version == TLS1_3_VERSION) {
      BOOST_TEST(both.server().write("one more"));
      both.run();
      BOOST_TEST(both.client().received() == "one more");
    }
    both.server().close();
    both.run();
    BOOST_TEST(both.client().closed());
    BOOST_TEST(!both.server().write("too late"));
  }
}

BOOST_AUTO_TEST_CASE(is_told_to_the_client_which_may_still_send) {
  tls_pair both{make_context(), only(TLS1_3_VERSION)};
  BOOST_TEST_REQUIRE(both.run());
  both.server().close();
  both.server().close();
  both.client().write("still here");
  both.run();
  BOOST_TEST(both.client().closed());
  BOOST_TEST(both.received() == "still here");
  BOOST_TEST(!both.server().write("too late"));
}

BOOST_AUTO_TEST_CASE(may_come_in_any_state) {
  for (const auto state : {want::input, want::certificate, want::verdict, want::nothing})
    for (const int version : both_versions) {
      auto setup = only(version);
      setup.identity = &test::client();
      tls_pair both{make_context(asking()), setup};
      both.stop_at = state;
      if (state != want::input)
        both.run();
      BOOST_TEST((both.server().needs() == state));
      both.destroy_server();
    }
}

BOOST_AUTO_TEST_CASE(may_come_while_a_client_without_a_certificate_waits) {
  for (const int version : both_versions) {
    tls_pair both{make_context(asking()), only(version)};
    both.stop_at = want::verdict;
    both.run();
    BOOST_TEST((both.server().needs() == want::verdict));
    both.destroy_server();
  }
}

BOOST_AUTO_TEST_CASE(may_come_in_many_engines_that_wait_at_once) {
  const auto rules = make_context(asking());
  std::vector<std::unique_ptr<tls_pair>> all;
  for (int i = 0; i < 50; ++i) {
    auto setup = only(both_versions[i % 2]);
    setup.identity = i % 3 == 0 ? nullptr : &test::client();
    all.push_back(std::make_unique<tls_pair>(rules, setup));
    all.back()->stop_at = want::verdict;
    all.back()->run();
  }
  for (std::size_t i = 0; i < all.size(); i += 2)
    all[i].reset();
  for (std::size_t i = 1; i < all.size(); i += 2) {
    all[i]->stop_at = want::nothing;
    all[i]->judge = [](const auto&) { return true; };
    BOOST_TEST(all[i]->run());
  }
}

BOOST_AUTO_TEST_SUITE_END()
