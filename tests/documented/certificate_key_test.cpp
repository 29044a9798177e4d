#include <algorithm>
#include <string>
#include <utility>

#include <boost/test/unit_test.hpp>

#include "troupe/api/certificate.hpp"
#include "troupe/tests/support/child_process.hpp"
#include "troupe/tests/support/minted.hpp"

using namespace troupe::test;
using troupe::Certificate;

// The fields of one that is a key without a certificate.
BOOST_AUTO_TEST_SUITE(certificate_key)

BOOST_AUTO_TEST_CASE(have_the_fingerprints_of_ssh_keygen) {
  const temporary_folder folder;
  for (const auto& [type, bits] :
       {std::pair{"rsa", "2048"}, {"ecdsa", "256"}, {"ecdsa", "384"}, {"ecdsa", "521"}, {"ed25519", "256"}}) {
    const auto file = folder.path_of(std::string{type} + bits);
    output_of({"ssh-keygen", "-q", "-t", type, "-b", bits, "-N", "", "-f", file});
    const Certificate key{troupe::cstSSHPublicKeyFile, file + ".pub"};
    // "384 MD5:bc:2a:... comment (ECDSA)"
    const auto line = output_of({"ssh-keygen", "-l", "-E", "md5", "-f", file + ".pub"});
    BOOST_TEST(key.Fingerprint() == line.substr(line.find("MD5:") + 4, 47));
    BOOST_TEST(key.FingerprintSHA1().size() == 59U);
    BOOST_TEST(key.FingerprintSHA256().size() == 95U);
    BOOST_TEST(key.ThumbprintSHA1() == "");
    BOOST_TEST(std::to_string(key.PublicKeyLength()) == bits);
    BOOST_TEST(!key.PrivateKeyAvailable());
  }
}

BOOST_AUTO_TEST_CASE(are_those_of_the_key) {
  const minted_certificate minted{"www.example.com"};
  const Certificate key{troupe::cstPEMKeyFile, minted.key_file()};
  BOOST_TEST(key.Subject() == "");
  BOOST_TEST(key.Encoded() == "");
  BOOST_TEST(key.Version() == "");
  BOOST_TEST(key.SerialNumber() == "");
  BOOST_TEST(key.EffectiveDate() == "");
  BOOST_TEST(key.PublicKey() == Certificate(troupe::cstPEMKeyFile, minted.pem_file()).PublicKey());
  BOOST_TEST(key.PrivateKey() == minted.key_pem());
  BOOST_TEST(key.PublicKeyAlgorithm() == "EC");
  BOOST_TEST(key.PublicKeyLength() == 256);
  BOOST_TEST(key.PrivateKeyAvailable());
}

BOOST_AUTO_TEST_CASE(of_one_that_ssh_has_not_have_the_hash_of_the_key_itself) {
  const temporary_folder folder;
  const auto file = folder.path_of("key.pem");
  output_of({"openssl", "genpkey", "-algorithm", "ed448", "-out", file});
  const auto der = folder.path_of("public.der");
  output_of({"openssl", "pkey", "-in", file, "-pubout", "-outform", "DER", "-out", der});
  const auto line = output_of({"openssl", "dgst", "-md5", der});
  const Certificate key{troupe::cstPEMKeyFile, file};
  auto digits = key.Fingerprint();
  digits.erase(std::remove(digits.begin(), digits.end(), ':'), digits.end());
  BOOST_TEST(digits == line.substr(line.find("= ") + 2, 32));
}

BOOST_AUTO_TEST_SUITE_END()
