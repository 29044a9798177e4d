#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/tls/tls_settings.hpp"

using namespace troupe;
using namespace troupe::test;
using tls::want;

namespace {

/// What an engine reads out of a client's first message.
tls::client_hello hello_of(const client_setup& setup) {
  tls_pair both{make_context(), setup};
  both.stop_at = want::certificate;
  both.run();
  BOOST_TEST_REQUIRE((both.server().needs() == want::certificate));
  return both.server().hello();
}

std::string number(std::size_t value, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i)
    text += static_cast<char>(value >> (8 * i) & 0xFFU);
  return text;
}

std::string sized(const std::string& text, int bytes) {
  return number(text.size(), bytes) + text;
}

std::string extension_of(unsigned type, const std::string& body) {
  return number(type, 2) + sized(body, 2);
}

/// A ClientHello by hand (RFC 8446, 4.1.2), in a record.
std::string raw_hello(const std::string& suites, const std::string& extensions) {
  const auto body = number(0x0303, 2) + std::string(32, 'r') + sized("", 1) + sized(suites, 2) + sized({"\0", 1}, 1) +
                    sized(extensions, 2);
  return "\x16\x03\x01" + sized("\x01" + sized(body, 3), 2);
}

tls::client_hello read_raw(const std::string& bytes) {
  tls_pair both{make_context()};
  both.stop_at = want::certificate;
  both.feed(bytes);
  BOOST_TEST_REQUIRE((both.server().needs() == want::certificate));
  return both.server().hello();
}

} // namespace

BOOST_AUTO_TEST_SUITE(client_hello)

BOOST_AUTO_TEST_CASE(has_suites_and_signature_algorithms_by_their_iana_names) {
  auto setup = only(TLS1_2_VERSION);
  setup.configure = [](SSL* of) {
    SSL_set_cipher_list(of, "ECDHE-RSA-AES128-GCM-SHA256:AES256-SHA");
    SSL_set1_sigalgs_list(of, "RSA+SHA512:ECDSA+SHA256:rsa_pss_rsae_sha256");
  };
  const auto hello = hello_of(setup);
  BOOST_TEST(hello.cipher_suites ==
             "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,TLS_RSA_WITH_AES_256_CBC_SHA,TLS_EMPTY_RENEGOTIATION_INFO_SCSV");
  BOOST_TEST(hello.signature_algorithms == "rsa_pkcs1_sha512,ecdsa_secp256r1_sha256,rsa_pss_rsae_sha256");
  BOOST_TEST(!hello.offers_tls13);
}

BOOST_AUTO_TEST_CASE(has_the_name_asked_for_and_the_application_protocols) {
  client_setup setup;
  setup.server_name = "www.example.com";
  setup.alpn = {"h2", "irc"};
  const auto hello = hello_of(setup);
  BOOST_TEST(hello.server_name == "www.example.com");
  BOOST_TEST(hello.alpn == setup.alpn, boost::test_tools::per_element());
  BOOST_TEST(hello.offers_tls13);
  BOOST_TEST(hello_of({}).server_name == "");
  BOOST_TEST(hello_of({}).alpn.empty());
}

BOOST_AUTO_TEST_CASE(names_what_openssl_does_not_know_and_leaves_grease_out) {
  const auto suites = number(0x1A1A, 2) + number(0xC02F, 2) + number(0x000A, 2) + number(0xFEDC, 2) + number(0x5600, 2);
  const auto algorithms = number(0x0403, 2) + number(0x0A0A, 2) + number(0x0301, 2) + number(0x1234, 2);
  const auto protocols = sized("\x2A\x2A", 1) + sized("irc", 1);
  const auto hello =
    read_raw(raw_hello(suites, extension_of(13, sized(algorithms, 2)) + extension_of(16, sized(protocols, 2))));
  BOOST_TEST(hello.cipher_suites ==
             "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,TLS_RSA_WITH_3DES_EDE_CBC_SHA,0xFEDC,TLS_FALLBACK_SCSV");
  BOOST_TEST(hello.signature_algorithms == "ecdsa_secp256r1_sha256,sha224_rsa,0x1234");
  BOOST_TEST(hello.alpn == std::vector<std::string>{"irc"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(may_lie_about_the_lengths_in_it) {
  const std::string lies[] = {
    extension_of(13, number(0xFFFF, 2) + number(0x0403, 2)),
    extension_of(0, number(9, 2) + std::string{"\0", 1} + number(0xFFFF, 2) + "x"),
    extension_of(16, number(2, 2) + "\xFFx"),
    extension_of(43, "\xFF\x03"),
    extension_of(13, "") + extension_of(0, "") + extension_of(16, "") + extension_of(43, ""),
    extension_of(13, std::string{"\0", 1}),
  };
  for (const auto& each : lies)
    read_raw(raw_hello(number(0xC02F, 2), each));
}

BOOST_AUTO_TEST_SUITE_END()
