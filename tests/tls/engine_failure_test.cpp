#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/tls/tls_settings.hpp"

using namespace troupe;
using namespace troupe::test;
using tls::errc;
using tls::want;

namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// Why an engine fails that gets these bytes at first; "" when it goes on waiting.
std::string failed_by(const std::string& bytes) {
  tls_pair both{make_context()};
  both.feed(bytes);
  if (both.server().needs() != want::failed)
    return {};
  BOOST_TEST((both.server().why().code == errc::handshake_failed));
  BOOST_TEST(!both.server().why().reason.empty());
  BOOST_TEST(!both.server().write("x"));
  both.server().close();
  return both.server().why().reason;
}

std::string reason_of(const tls::options& rules, const client_setup& setup, const minted& identity = ecdsa_server()) {
  tls_pair both{make_context(rules, identity), setup};
  BOOST_TEST(!both.run());
  BOOST_TEST((both.server().needs() == want::failed));
  return both.server().why().reason;
}

} // namespace

BOOST_AUTO_TEST_SUITE(engine_failure)

BOOST_AUTO_TEST_CASE(names_a_client_that_does_not_speak_tls) {
  BOOST_TEST(failed_by("GET / HTTP/1.1\r\nHost: x\r\n\r\n") == "the client does not speak TLS (http request)");
  BOOST_TEST(has(failed_by("CONNECT x:443 HTTP/1.1\r\n\r\n"), "the client does not speak TLS"));
  BOOST_TEST(has(failed_by("EHLO example.com\r\n"), "the client does not speak TLS"));
  BOOST_TEST(has(failed_by(std::string(100, '\0')), "the client does not speak TLS"));
  BOOST_TEST(has(failed_by(std::string(100, '\xFF')), "the client does not speak TLS"));
}

BOOST_AUTO_TEST_CASE(waits_for_the_rest_of_what_could_be_a_hello) {
  BOOST_TEST(failed_by("") == "");
  BOOST_TEST(failed_by("\x16\x03\x01") == "");
  BOOST_TEST(failed_by(std::string{"\x16\x03\x01\x00\x05\x01", 6}) == "");
}

BOOST_AUTO_TEST_CASE(comes_of_every_garbled_hello_but_never_a_crash) {
  tls_client source;
  source.step();
  const auto hello = source.take();
  for (std::size_t i = 0; i < hello.size(); ++i)
    for (const char flip : {'\x01', '\x80', '\xFF'}) {
      auto garbled = hello;
      garbled[i] = static_cast<char>(garbled[i] ^ flip);
      tls_pair both{make_context()};
      both.feed(garbled);
      both.feed(garbled);
      BOOST_TEST((both.server().needs() != want::nothing));
    }
}

BOOST_AUTO_TEST_CASE(says_what_is_not_shared) {
  auto setup = only(TLS1_2_VERSION);
  setup.configure = [](SSL* of) { SSL_set_cipher_list(of, "AES256-SHA256"); };
  BOOST_TEST(has(reason_of({}, setup), "the client has no cipher suite that is enabled"));
  auto old = only(TLS1_1_VERSION);
  BOOST_TEST(has(reason_of({}, old), "the client speaks no version of TLS that is enabled"));
}

BOOST_AUTO_TEST_CASE(names_the_clients_alert) {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    auto setup = only(version);
    setup.configure = [](SSL* of) { SSL_set_verify(of, SSL_VERIFY_PEER, nullptr); };
    BOOST_TEST(reason_of({}, setup) == "the client sent the alert \"unknown CA\"");
  }
}

BOOST_AUTO_TEST_CASE(comes_of_a_record_that_was_changed) {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    tls_pair both{make_context(), only(version)};
    BOOST_TEST_REQUIRE(both.run());
    both.client().write("something");
    auto record = both.client().take();
    record.back() = static_cast<char>(record.back() ^ 1);
    both.feed(record);
    BOOST_TEST((both.server().needs() == want::failed));
    BOOST_TEST((both.server().why().code == errc::not_decrypted));
    BOOST_TEST(both.server().why().reason == "a record was changed on its way (decryption failed or bad record mac)");
    BOOST_TEST(both.received() == "");
    both.run();
    BOOST_TEST(both.client().alert() == "bad record mac");
  }
}

BOOST_AUTO_TEST_CASE(comes_of_plaintext_after_the_handshake) {
  tls_pair both{make_context()};
  BOOST_TEST_REQUIRE(both.run());
  both.feed("QUIT\r\n");
  BOOST_TEST((both.server().needs() == want::failed));
  BOOST_TEST(both.received() == "");
}

BOOST_AUTO_TEST_CASE(is_not_seen_in_what_is_cut_short) {
  // Whoever reads the socket sees the end; the engine only sees that close_notify is missing.
  tls_pair both{make_context()};
  BOOST_TEST_REQUIRE(both.run());
  both.client().write("cut short");
  const auto record = both.client().take();
  both.feed(std::string_view{record}.substr(0, record.size() - 1));
  BOOST_TEST((both.server().needs() == want::nothing));
  BOOST_TEST(both.received() == "");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(renegotiation)

BOOST_AUTO_TEST_CASE(is_refused_unless_it_is_enabled) {
  for (const bool enabled : {false, true}) {
    tls::options rules;
    rules.renegotiation = enabled;
    auto setup = only(TLS1_2_VERSION);
    tls_pair both{make_context(rules), setup};
    BOOST_TEST_REQUIRE(both.run());
    BOOST_TEST(SSL_renegotiate(both.client().native()) == 1);
    SSL_do_handshake(both.client().native());
    both.run();
    BOOST_TEST((both.client().alert() == "no renegotiation") == !enabled);
    BOOST_TEST((both.server().needs() == want::nothing) == enabled);
  }
}

BOOST_AUTO_TEST_CASE(keeps_the_clients_certificate) {
  tls::options rules;
  rules.renegotiation = true;
  rules.ask_client = true;
  auto setup = only(TLS1_2_VERSION);
  setup.identity = &test::client();
  for (const bool changes : {false, true}) {
    tls_pair both{make_context(rules), setup};
    both.judge = [](const auto& client) {
      BOOST_TEST(!client.acceptable);
      return true;
    };
    BOOST_TEST_REQUIRE(both.run());
    if (changes) {
      const auto other = credentials_of(rsa_server());
      SSL_certs_clear(both.client().native());
      SSL_use_cert_and_key(both.client().native(), other->certificate(), other->key(), nullptr, 1);
    }
    SSL_renegotiate(both.client().native());
    SSL_do_handshake(both.client().native());
    BOOST_TEST(both.run() == !changes);
    if (changes)
      continue;
    both.client().write("still me");
    BOOST_TEST(both.run());
    BOOST_TEST(both.received() == "still me");
  }
}

BOOST_AUTO_TEST_CASE(does_not_lose_what_is_written_meanwhile) {
  tls::options rules;
  rules.renegotiation = true;
  tls_pair both{make_context(rules), only(TLS1_2_VERSION)};
  BOOST_TEST_REQUIRE(both.run());
  SSL_renegotiate(both.client().native());
  SSL_do_handshake(both.client().native());
  both.feed(both.client().take());
  BOOST_TEST(both.server().write("one "));
  BOOST_TEST(both.server().write("two"));
  BOOST_TEST(both.run());
  BOOST_TEST(both.client().received() == "one two");
}

BOOST_AUTO_TEST_CASE(that_never_ends_does_not_hold_up_everything) {
  tls::options rules;
  rules.renegotiation = true;
  tls_pair both{make_context(rules), only(TLS1_2_VERSION)};
  BOOST_TEST_REQUIRE(both.run());
  SSL_renegotiate(both.client().native());
  SSL_do_handshake(both.client().native());
  both.feed(both.client().take());
  BOOST_TEST(both.server().write(std::string(1024 * 1024, 'x')));
  BOOST_TEST(!both.server().write("x"));
  BOOST_TEST((both.server().needs() == want::failed));
}

BOOST_AUTO_TEST_SUITE_END()
