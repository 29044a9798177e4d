#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/api/certificate.hpp"
#include "troupe/tests/support/child_process.hpp"
#include "troupe/tests/support/minted.hpp"

namespace {

using troupe::Certificate;
using troupe::test::minted_certificate;
using troupe::test::output_of;

/// What openssl-req(1) makes of a key and of lines of extensions.
class made_certificate {
public:
  explicit made_certificate(const std::vector<std::string>& key, const std::string& extensions = {},
                            const std::string& digest = "-sha256") {
    const auto config =
      folder_.file("openssl.cnf", "[req]\ndistinguished_name = name\nprompt = no\nx509_extensions = own\n"
                                  "[name]\nC = US\nO = Example\\, Inc.\nCN = www.example.com\n[own]\n" +
                                    extensions + '\n');
    std::vector<std::string> words{"openssl", "req",     "-x509",  "-days", "30", "-noenc", "-config",
                                   config,    "-keyout", key_file, "-out",  file, digest};
    words.emplace_back("-newkey");
    words.insert(words.end(), key.begin(), key.end());
    output_of(words);
    folder_.file("both.pem", minted_certificate::content_of(key_file) + minted_certificate::content_of(file));
  }

  /// What openssl-x509(1) says with that option; of "name=value" the value.
  std::string says(const std::vector<std::string>& options) const {
    std::vector<std::string> words{"openssl", "x509", "-noout", "-in", file};
    words.insert(words.end(), options.begin(), options.end());
    const auto line = output_of(words);
    const auto equals = line.find('=');
    return line.substr(equals + 1, line.find('\n', equals) - equals - 1);
  }
  Certificate opened() const { return {troupe::cstPEMKeyFile, both_file}; }

private:
  troupe::test::temporary_folder folder_;

public:
  std::string file = folder_.path_of("certificate.pem");
  std::string key_file = folder_.path_of("key.pem");
  std::string both_file = folder_.path_of("both.pem");
};

const std::vector<std::string> rsa_key{"rsa:2048"};
const std::vector<std::string> ec_key{"ec", "-pkeyopt", "ec_paramgen_curve:P-384"};
const std::vector<std::string> ed25519_key{"ed25519"};

const made_certificate& of_rsa() {
  static const made_certificate only{rsa_key, "subjectAltName = DNS:www.example.com, DNS:*.example.org, IP:10.0.0.1, "
                                              "IP:::1, email:a@example.com, URI:https://example.com/\n"
                                              "keyUsage = digitalSignature, keyEncipherment\n"
                                              "extendedKeyUsage = serverAuth, clientAuth, 1.2.3.4\n"};
  return only;
}
const made_certificate& of_ec() {
  static const made_certificate only{ec_key, "keyUsage = critical, nonRepudiation, dataEncipherment, keyAgreement, "
                                             "keyCertSign, cRLSign, encipherOnly, decipherOnly\n"};
  return only;
}
const made_certificate& of_ed25519() {
  static const made_certificate only{ed25519_key};
  return only;
}
const std::vector<const made_certificate*>& all_kinds() {
  static const std::vector<const made_certificate*> all{&of_rsa(), &of_ec(), &of_ed25519()};
  return all;
}

std::string without(std::string text, char gone) {
  text.erase(std::remove(text.begin(), text.end(), gone), text.end());
  return text;
}
std::string small(std::string text) {
  for (auto& each : text)
    each = static_cast<char>(std::tolower(static_cast<unsigned char>(each)));
  return text;
}

/// While it lives, the system's time zone is another.
class time_zone {
public:
  explicit time_zone(const char* name) {
    if (const auto* const before = std::getenv("TZ"))
      before_ = before;
    ::setenv("TZ", name, 1);
    ::tzset();
  }
  time_zone(const time_zone&) = delete;
  time_zone& operator=(const time_zone&) = delete;
  ~time_zone() {
    if (before_.empty())
      ::unsetenv("TZ");
    else
      ::setenv("TZ", before_.c_str(), 1);
    ::tzset();
  }

private:
  std::string before_;
};

/// "2026-11-27 18:00:00Z" as the documentation writes it, in the system's time zone.
std::string documented_date(const std::string& iso) {
  std::tm utc{};
  BOOST_REQUIRE(::strptime(iso.c_str(), "%Y-%m-%d %H:%M:%SZ", &utc) != nullptr);
  const auto when = ::timegm(&utc);
  std::tm local{};
  ::localtime_r(&when, &local);
  char text[64];
  BOOST_REQUIRE(std::strftime(text, sizeof text, "%d-%b-%Y %H:%M:%S", &local) > 0);
  return text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(certificate_fields)

BOOST_AUTO_TEST_CASE(have_their_documented_defaults) {
  const Certificate none;
  for (const auto& text : {none.EffectiveDate(), none.ExpirationDate(), none.ExtendedKeyUsage(), none.Fingerprint(),
                           none.FingerprintSHA1(), none.FingerprintSHA256(), none.Issuer(), none.PrivateKey(),
                           none.PrivateKeyContainer(), none.PublicKey(), none.PublicKeyAlgorithm(), none.SerialNumber(),
                           none.SignatureAlgorithm(), none.SubjectAltNames(), none.ThumbprintMD5(),
                           none.ThumbprintSHA1(), none.ThumbprintSHA256(), none.Usage(), none.Version()})
    BOOST_TEST(text == "");
  BOOST_TEST(none.PublicKeyLength() == 0);
  BOOST_TEST(none.UsageFlags() == 0);
  BOOST_TEST(!none.PrivateKeyAvailable());
}

BOOST_AUTO_TEST_CASE(tell_when_it_is_valid_in_the_time_zone_of_the_system) {
  for (const auto* const zone : {"UTC", "XYZ-5:30", "ABC+11"}) {
    const time_zone there{zone};
    for (const auto* const made : all_kinds()) {
      const auto opened = made->opened();
      BOOST_TEST(opened.EffectiveDate() == documented_date(made->says({"-startdate", "-dateopt", "iso_8601"})));
      BOOST_TEST(opened.ExpirationDate() == documented_date(made->says({"-enddate", "-dateopt", "iso_8601"})));
    }
  }
}

BOOST_AUTO_TEST_CASE(have_the_fingerprints_of_openssl_in_the_documented_form) {
  for (const auto* const made : all_kinds()) {
    const auto opened = made->opened();
    const auto md5 = made->says({"-fingerprint", "-md5"});
    const auto sha1 = made->says({"-fingerprint", "-sha1"});
    const auto sha256 = made->says({"-fingerprint", "-sha256"});
    BOOST_TEST(md5.size() == 47U);
    BOOST_TEST(opened.Fingerprint() == small(md5));
    BOOST_TEST(opened.FingerprintSHA1() == small(sha1));
    BOOST_TEST(opened.FingerprintSHA256() == small(sha256));
    BOOST_TEST(opened.ThumbprintMD5() == without(md5, ':'));
    BOOST_TEST(opened.ThumbprintSHA1() == without(sha1, ':'));
    BOOST_TEST(opened.ThumbprintSHA256() == without(sha256, ':'));
  }
}

BOOST_AUTO_TEST_CASE(have_the_serial_number_of_openssl) {
  for (const auto* const made : all_kinds())
    BOOST_TEST(made->opened().SerialNumber() == made->says({"-serial"}));
}

BOOST_AUTO_TEST_CASE(write_short_serial_numbers_in_pairs_of_digits) {
  const troupe::test::temporary_folder folder;
  const auto file = folder.path_of("signed.pem");
  for (const auto& [given, expected] : {std::pair{"5", "05"}, {"0xABC", "0ABC"}, {"0x8001", "8001"}, {"0", "00"}}) {
    output_of(
      {"openssl", "x509", "-in", of_ec().file, "-signkey", of_ec().key_file, "-set_serial", given, "-out", file});
    BOOST_TEST(Certificate(troupe::cstPublicKeyFile, file).SerialNumber() == expected);
  }
}

BOOST_AUTO_TEST_CASE(name_the_algorithm_and_the_length_of_the_public_key) {
  BOOST_TEST(of_rsa().opened().PublicKeyAlgorithm() == "RSA");
  BOOST_TEST(of_rsa().opened().PublicKeyLength() == 2048);
  BOOST_TEST(of_ec().opened().PublicKeyAlgorithm() == "EC");
  BOOST_TEST(of_ec().opened().PublicKeyLength() == 384);
  BOOST_TEST(of_ed25519().opened().PublicKeyAlgorithm() == "Ed25519");
  BOOST_TEST(of_ed25519().opened().PublicKeyLength() == 256);
  const made_certificate ed448{{"ed448"}};
  BOOST_TEST(ed448.opened().PublicKeyAlgorithm() == "Ed448");
  BOOST_TEST(ed448.opened().PublicKeyLength() == 456);
}

BOOST_AUTO_TEST_CASE(name_the_algorithm_of_the_signature) {
  BOOST_TEST(of_rsa().opened().SignatureAlgorithm() == "RSA_SHA256RSA");
  BOOST_TEST(of_ec().opened().SignatureAlgorithm() == "ECDSA_SHA256");
  BOOST_TEST(of_ed25519().opened().SignatureAlgorithm() == "Ed25519");
  // The documented example.
  BOOST_TEST(made_certificate(rsa_key, {}, "-md5").opened().SignatureAlgorithm() == "RSA_MD5RSA");
}

BOOST_AUTO_TEST_CASE(give_the_object_identifier_of_an_algorithm_without_a_name) {
  const made_certificate of_sha3{ec_key, {}, "-sha3-256"};
  BOOST_TEST(of_sha3.opened().SignatureAlgorithm() == "2.16.840.1.101.3.4.3.10");
}

BOOST_AUTO_TEST_CASE(have_both_keys_in_pem) {
  for (const auto* const made : all_kinds()) {
    const auto opened = made->opened();
    BOOST_TEST(opened.PublicKey() == output_of({"openssl", "x509", "-noout", "-pubkey", "-in", made->file}));
    BOOST_TEST(opened.PrivateKey() == minted_certificate::content_of(made->key_file));
    BOOST_TEST(opened.PrivateKeyAvailable());
    const Certificate without_key{opened.Encoded()};
    BOOST_TEST(without_key.PublicKey() == opened.PublicKey());
    BOOST_TEST(without_key.PrivateKey() == "");
  }
}

// OpenSSL's X509_PUBKEY_dup(3) loses the zero bits at a key's end: every second key has some.
BOOST_AUTO_TEST_CASE(have_a_public_key_to_its_last_bit) {
  for (int time = 0; time < 8; ++time) {
    const made_certificate made{ed25519_key};
    BOOST_TEST(made.opened().PublicKey() == output_of({"openssl", "x509", "-noout", "-pubkey", "-in", made.file}));
    const Certificate key{troupe::cstPEMKeyFile, made.key_file};
    BOOST_TEST(key.PublicKey() == made.opened().PublicKey());
  }
}

BOOST_AUTO_TEST_CASE(list_other_names_and_usages_separated_by_commas) {
  const auto opened = of_rsa().opened();
  BOOST_TEST(opened.SubjectAltNames() ==
             "www.example.com,*.example.org,10.0.0.1,::1,a@example.com,https://example.com/");
  BOOST_TEST(opened.ExtendedKeyUsage() == "1.3.6.1.5.5.7.3.1,1.3.6.1.5.5.7.3.2,1.2.3.4");
  BOOST_TEST(opened.Usage() == "Digital Signature,Key Encipherment");
  BOOST_TEST(opened.UsageFlags() == 0xA0);
}

BOOST_AUTO_TEST_CASE(have_a_word_and_a_flag_for_each_documented_usage) {
  const auto opened = of_ec().opened();
  BOOST_TEST(opened.Usage() ==
             "Non-Repudiation,Data Encipherment,Key Agreement,Certificate Signing,CRL Signing,Encipher Only");
  BOOST_TEST(opened.UsageFlags() == 0x5F);
}

BOOST_AUTO_TEST_CASE(are_empty_where_the_certificate_says_nothing) {
  const auto opened = of_ed25519().opened();
  BOOST_TEST(opened.SubjectAltNames() == "");
  BOOST_TEST(opened.ExtendedKeyUsage() == "");
  BOOST_TEST(opened.Usage() == "");
  BOOST_TEST(opened.UsageFlags() == 0);
  BOOST_TEST(opened.PrivateKeyContainer() == "");
}

BOOST_AUTO_TEST_CASE(quote_a_name_that_could_pass_for_two) {
  const made_certificate sly{ec_key, "subjectAltName = @names\n[names]\nDNS.1 = a.example.com\\,b.example.com\n"
                                     "dirName.1 = directory\nRID.1 = 1.2.3\n[directory]\nO = Example\nCN = me"};
  BOOST_TEST(sly.opened().SubjectAltNames() ==
             "\"a.example.com,b.example.com\",\"DirName:CN=me, O=Example\",RID:1.2.3");
}

BOOST_AUTO_TEST_CASE(tell_the_version) {
  BOOST_TEST(of_rsa().opened().Version() == "V3");
  const troupe::test::temporary_folder folder;
  const auto request = folder.path_of("request.pem");
  const auto file = folder.path_of("v1.pem");
  output_of({"openssl", "req", "-new", "-key", of_ec().key_file, "-subj", "/CN=old", "-out", request});
  output_of({"openssl", "x509", "-req", "-in", request, "-signkey", of_ec().key_file, "-out", file});
  BOOST_TEST(Certificate(troupe::cstPublicKeyFile, file).Version() == "V1");
}

BOOST_AUTO_TEST_SUITE_END()
