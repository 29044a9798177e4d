#include <chrono>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "troupe/tests/tls/tls_settings.hpp"
#include "troupe/tls/alpn.hpp"
#include "troupe/tls/message_text.hpp"
#include "troupe/tls/name_list.hpp"
#include "troupe/tls/names.hpp"
#include "troupe/tls/revocation_outcome.hpp"
#include "troupe/tls/stores/base64.hpp"
#include "troupe/tls/subject.hpp"

using namespace troupe;
using namespace troupe::test;
using tls::fits;
using tls::subject_fit;

namespace {

std::string thumbprint(const x509_st* certificate, const EVP_MD* hash, const char* between) {
  unsigned char bytes[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  X509_digest(certificate, hash, bytes, &size);
  std::string text;
  for (unsigned int i = 0; i < size; ++i) {
    char digits[3];
    std::snprintf(digits, sizeof digits, "%02X", bytes[i]);
    text += (i > 0 ? between : "") + std::string{digits};
  }
  return text;
}

std::string line(int type, std::string bytes, bool sent = false, int version = TLS1_3_VERSION) {
  return tls::text_of({sent, version, type, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()});
}

} // namespace

BOOST_AUTO_TEST_SUITE(tls_names)

BOOST_AUTO_TEST_CASE(quote_values_with_commas) {
  certificate_form form;
  form.common_name = "Smith, \"John\"";
  form.organization = "Grüße AG";
  const auto made = credentials_of(mint(form));
  BOOST_TEST(made->subject() == "CN=\"Smith, \"\"John\"\"\", O=Grüße AG");
  BOOST_TEST((fits(made->certificate(), made->subject()) == subject_fit::exact));
  BOOST_TEST((fits(made->certificate(), "O=Grüße AG, CN=\"Smith, \"\"John\"\"\"") == subject_fit::exact));
}

BOOST_AUTO_TEST_CASE(of_certificates_may_be_thumbprints) {
  const auto made = credentials_of(ecdsa_server());
  auto* const certificate = made->certificate();
  for (const auto* const hash : {EVP_md5(), EVP_sha1(), EVP_sha256()})
    for (const auto* const between : {"", ":", " "}) {
      const auto asked = "Thumbprint=" + thumbprint(certificate, hash, between);
      BOOST_TEST((fits(certificate, asked) == subject_fit::exact));
      BOOST_TEST((fits(credentials_of(rsa_server())->certificate(), asked) == subject_fit::none));
    }
  BOOST_TEST((fits(certificate, "thumbprint=") == subject_fit::none));
}

BOOST_AUTO_TEST_CASE(are_read_out_of_lists) {
  const auto entries = tls::entries_of(" a ;b;; c d\r\n;", ";");
  const std::vector<std::string_view> expected{"a", "b", "c d"};
  BOOST_TEST(entries == expected, boost::test_tools::per_element());
  BOOST_TEST(tls::entries_of("", ";").empty());
  BOOST_TEST(tls::entries_of(" ; ", ";").empty());
}

BOOST_AUTO_TEST_CASE(of_application_protocols_are_chosen_by_the_server) {
  const auto encoded = tls::encode_protocols({"irc", "h2"});
  BOOST_TEST_REQUIRE(!!encoded);
  BOOST_TEST(*encoded == "\x03irc\x02h2");
  BOOST_TEST(tls::choose_protocol(*encoded, "\x02h2\x03irc") == "irc");
  BOOST_TEST(tls::choose_protocol(*encoded, "\x02h2\x09ir") == "h2");
  BOOST_TEST(tls::choose_protocol(*encoded, "\x02h3") == "");
  BOOST_TEST(tls::choose_protocol(*encoded, "") == "");
  BOOST_TEST(tls::choose_protocol(*encoded, std::string_view{"\0\0", 2}) == "");
}

BOOST_AUTO_TEST_CASE(are_decoded_from_base64) {
  BOOST_TEST(tls::from_base64("aGVs\r\nbG8=").value() == "hello");
  BOOST_TEST(tls::from_base64("aGVsbA==").value() == "hell");
  BOOST_TEST(tls::from_base64("aGVs").value() == "hel");
  for (const auto* const bad : {"", "=", "====", "aGV", "aG=s", "a===", "hello!", "aGVs-G8="})
    BOOST_TEST(!tls::from_base64(bad).has_value());
}

BOOST_AUTO_TEST_CASE(are_given_to_messages) {
  BOOST_TEST(line(SSL3_RT_HANDSHAKE, "\x14" + std::string(51, 'x'), true) ==
             "sent TLSv1.3 Handshake, Finished (52 bytes)");
  BOOST_TEST(line(SSL3_RT_HANDSHAKE, "\x01xx", false, TLS1_2_VERSION) ==
             "received TLSv1.2 Handshake, ClientHello (3 bytes)");
  BOOST_TEST(line(SSL3_RT_ALERT, "\x02\x74") == "received TLSv1.3 Alert, fatal certificate required (2 bytes)");
  BOOST_TEST(line(SSL3_RT_ALERT, "\x02\x30") == "received TLSv1.3 Alert, fatal unknown CA (2 bytes)");
  BOOST_TEST(line(SSL3_RT_CHANGE_CIPHER_SPEC, "\x01") == "received TLSv1.3 ChangeCipherSpec (1 bytes)");
  BOOST_TEST(line(SSL3_RT_HANDSHAKE, "\xF0") == "received TLSv1.3 Handshake, unknown message (1 bytes)");
  BOOST_TEST(line(SSL3_RT_HEADER, "12345") == "");
  BOOST_TEST(line(SSL3_RT_INNER_CONTENT_TYPE, "x") == "");
}

BOOST_AUTO_TEST_CASE(time_is_shared_between_connections) {
  tls::time_budget even{std::chrono::seconds{9}, 3};
  BOOST_TEST(even.take() == 3);
  BOOST_TEST(even.take() == 3);
  BOOST_TEST(even.take() == 3);
  BOOST_TEST(even.take() == 0);
  tls::time_budget scarce{std::chrono::seconds{2}, 3};
  BOOST_TEST(scarce.take() == 1);
  BOOST_TEST(scarce.take() == 1);
  BOOST_TEST(scarce.take() == 0);
  tls::time_budget none{std::chrono::seconds{0}, 1};
  BOOST_TEST(none.take() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
