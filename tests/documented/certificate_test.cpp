#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/api/certificate.hpp"
#include "troupe/tests/documented/error_of.hpp"
#include "troupe/tests/support/minted.hpp"

namespace {

using troupe::Certificate;
using troupe::test::error_of;
using troupe::test::key_kind;
using troupe::test::minted_certificate;

// The Base64 of a PEM text of one part, without its first and last line.
std::string body_of(const std::string& pem) {
  const auto first = pem.find('\n') + 1;
  return pem.substr(first, pem.find("-----END") - first);
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_SUITE(certificate)

BOOST_AUTO_TEST_CASE(has_the_documented_defaults) {
  const Certificate none;
  BOOST_TEST(none.Subject() == "");
  BOOST_TEST(none.Issuer() == "");
  BOOST_TEST(none.Encoded() == "");
  BOOST_TEST(none.EncodedB().empty());
  BOOST_TEST(none.Store() == "MY");
  BOOST_TEST((none.StoreB() == troupe::Bytes{'M', 'Y'}));
  BOOST_TEST(none.StoreType() == troupe::cstUser);
  BOOST_TEST(none.StorePassword() == "");
  BOOST_TEST(!none.PrivateKeyAvailable());
}

BOOST_AUTO_TEST_CASE(is_parsed_from_encoded_as_a_public_key) {
  const minted_certificate minted{"www.example.com"};
  const auto pem = minted.certificate_pem();
  for (const auto& encoded : {pem, body_of(pem)}) {
    const Certificate parsed{encoded};
    BOOST_TEST(parsed.Subject() == minted.subject());
    BOOST_TEST(parsed.Issuer() == minted.subject());
    BOOST_TEST(parsed.Encoded() == pem);
    BOOST_TEST(parsed.EncodedB() == troupe::BytesView{pem}.ToBytes());
    BOOST_TEST(!parsed.PrivateKeyAvailable());
    BOOST_TEST(parsed.Store() == "MY");
  }
}

BOOST_AUTO_TEST_CASE(is_refused_when_encoded_is_none) {
  for (const std::string bad : {"", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"})
    BOOST_TEST(error_of([&] { Certificate{bad}; }).find("271 Cannot open certificate store: ") == 0U, bad);
}

BOOST_AUTO_TEST_CASE(comes_out_of_a_pem_file) {
  for (const auto kind : {key_kind::ecdsa, key_kind::rsa}) {
    const minted_certificate minted{"www.example.com", kind};
    const Certificate opened{troupe::cstPEMKeyFile, minted.pem_file(), "", "*"};
    BOOST_TEST(opened.Subject() == minted.subject());
    BOOST_TEST(opened.Encoded() == minted.certificate_pem());
    BOOST_TEST(opened.PrivateKeyAvailable());
    BOOST_TEST(opened.StoreType() == troupe::cstPEMKeyFile);
    BOOST_TEST(opened.Store() == minted.pem_file());
    BOOST_TEST(opened.StoreB() == troupe::BytesView{minted.pem_file()}.ToBytes());
  }
}

BOOST_AUTO_TEST_CASE(comes_out_of_a_pem_blob) {
  const minted_certificate minted{"www.example.com"};
  const auto blob = minted.pem();
  const Certificate opened{troupe::cstPEMKeyBlob, blob};
  BOOST_TEST(opened.Subject() == minted.subject());
  BOOST_TEST(opened.PrivateKeyAvailable());
  BOOST_TEST(opened.Store() == blob);
  BOOST_TEST(opened.StoreType() == troupe::cstPEMKeyBlob);
}

BOOST_AUTO_TEST_CASE(comes_out_of_an_encrypted_pem_file_with_its_password) {
  const minted_certificate minted{"www.example.com"};
  const auto file = minted.encrypted_pem_file("secret");
  const Certificate opened{troupe::cstPEMKeyFile, file, "secret"};
  BOOST_TEST(opened.PrivateKeyAvailable());
  BOOST_TEST(opened.StorePassword() == "secret");
  const auto error = error_of([&] { Certificate{troupe::cstPEMKeyFile, file, "wrong"}; });
  BOOST_TEST(error.find("271 Cannot open certificate store: ") == 0U, error);
  BOOST_TEST(contains(error, "password"), error);
}

BOOST_AUTO_TEST_CASE(comes_out_of_a_pfx_file_with_its_password) {
  const minted_certificate minted{"www.example.com"};
  const auto file = minted.pfx_file("secret");
  const Certificate opened{troupe::cstPFXFile, file, "secret", "*"};
  BOOST_TEST(opened.Subject() == minted.subject());
  BOOST_TEST(opened.PrivateKeyAvailable());
  BOOST_TEST(opened.StoreType() == troupe::cstPFXFile);
  for (const std::string wrong : {"", "Secret"}) {
    const auto error = error_of([&] { Certificate{troupe::cstPFXFile, file, wrong}; });
    BOOST_TEST(error.find("271 Cannot open certificate store: ") == 0U, error);
    BOOST_TEST(contains(error, "password"), error);
  }
}

BOOST_AUTO_TEST_CASE(comes_out_of_a_pfx_blob) {
  const minted_certificate minted{"www.example.com"};
  const auto blob = minted_certificate::content_of(minted.pfx_file("secret"));
  const auto bytes = troupe::BytesView{blob}.ToBytes();
  const Certificate opened{troupe::cstPFXBlob, bytes, "secret"};
  BOOST_TEST(opened.Subject() == minted.subject());
  BOOST_TEST(opened.PrivateKeyAvailable());
  BOOST_TEST(opened.StoreB() == bytes);
}

BOOST_AUTO_TEST_CASE(comes_without_a_key_out_of_a_public_key_store) {
  const minted_certificate minted{"www.example.com"};
  for (const auto& opened : {Certificate{troupe::cstPublicKeyFile, minted.certificate_file()},
                             Certificate{troupe::cstPublicKeyBlob, minted.certificate_pem()}}) {
    BOOST_TEST(opened.Subject() == minted.subject());
    BOOST_TEST(!opened.PrivateKeyAvailable());
  }
}

BOOST_AUTO_TEST_CASE(comes_out_of_any_of_these_with_cst_auto) {
  const minted_certificate minted{"www.example.com"};
  const auto pfx = minted.pfx_file("secret");
  for (const auto& store : {minted.pem_file(), minted.pem(), pfx, minted_certificate::content_of(pfx)}) {
    const Certificate opened{troupe::cstAuto, store, "secret"};
    BOOST_TEST(opened.Subject() == minted.subject());
    BOOST_TEST(opened.PrivateKeyAvailable());
  }
  BOOST_TEST(!Certificate(troupe::cstAuto, minted.certificate_file()).PrivateKeyAvailable());
}

BOOST_AUTO_TEST_CASE(names_its_issuer) {
  const minted_certificate authority{"Authority"};
  const minted_certificate minted{"www.example.com", key_kind::ecdsa, &authority};
  const Certificate opened{troupe::cstPEMKeyFile, minted.pem_file()};
  BOOST_TEST(opened.Subject() == minted.subject());
  BOOST_TEST(opened.Issuer() == authority.subject());
}

BOOST_AUTO_TEST_CASE(is_found_by_its_subject_or_a_part_of_it) {
  const minted_certificate authority{"Authority"};
  const minted_certificate minted{"www.example.com", key_kind::ecdsa, &authority};
  const auto found = [&](const std::string& subject) {
    return Certificate{troupe::cstPEMKeyFile, minted.pem_file(), "", subject}.Subject();
  };
  BOOST_TEST(found("*") == minted.subject());
  BOOST_TEST(found(minted.subject()) == minted.subject());
  BOOST_TEST(found("example.com") == minted.subject());
  BOOST_TEST(found(authority.subject()) == authority.subject());
  BOOST_TEST(found("CN=Auth") == authority.subject());
}

BOOST_AUTO_TEST_CASE(is_not_found_under_another_subject) {
  const minted_certificate minted{"www.example.com"};
  const auto error = error_of([&] { Certificate{troupe::cstPEMKeyFile, minted.pem_file(), "", "CN=other"}; });
  BOOST_TEST(error.find("272 Cannot find specified certificate: ") == 0U, error);
  BOOST_TEST(contains(error, "CN=other"), error);
}

BOOST_AUTO_TEST_CASE(is_refused_with_the_key_of_another) {
  const minted_certificate one{"one"};
  const minted_certificate other{"other"};
  const auto mixed = one.key_pem() + other.certificate_pem();
  const auto error = error_of([&] { Certificate{troupe::cstPEMKeyBlob, mixed}; });
  BOOST_TEST(error.find("273 Cannot acquire security credentials: ") == 0U, error);
}

BOOST_AUTO_TEST_CASE(is_missing_in_a_store_with_nothing_but_a_key) {
  const minted_certificate minted{"www.example.com"};
  const Certificate key{troupe::cstPEMKeyFile, minted.key_file()};
  BOOST_TEST(key.PrivateKeyAvailable());
  BOOST_TEST(key.Subject() == "");
  BOOST_TEST(key.Encoded() == "");
  const auto error = error_of([&] { Certificate{troupe::cstPEMKeyFile, minted.key_file(), "", "CN=www"}; });
  BOOST_TEST(error.find("272 Cannot find specified certificate: ") == 0U, error);
}

BOOST_AUTO_TEST_CASE(says_which_file_can_not_be_opened) {
  for (const auto type : {troupe::cstPEMKeyFile, troupe::cstPFXFile, troupe::cstPublicKeyFile, troupe::cstAuto}) {
    const auto error = error_of([&] { Certificate{type, "/nowhere/server.pem"}; });
    BOOST_TEST(error.find("271 Cannot open certificate store: /nowhere/server.pem: ") == 0U, error);
  }
}

BOOST_AUTO_TEST_CASE(says_which_stores_there_are_not) {
  for (const auto type : {troupe::cstUser, troupe::cstMachine}) {
    const auto error = error_of([&] { Certificate{type, "MY"}; });
    BOOST_TEST(error.find("271 Cannot open certificate store: ") == 0U, error);
    BOOST_TEST(contains(error, "Windows"), error);
  }
  for (const auto type : {troupe::cstBCFKSFile, troupe::cstBCFKSBlob}) {
    const auto error = error_of([&] { Certificate{type, "store"}; });
    BOOST_TEST(error.find("271 Cannot open certificate store: ") == 0U, error);
    BOOST_TEST(contains(error, "BCFKS"), error);
  }
  const auto error = error_of([&] { Certificate{troupe::CertStoreTypes{77}, "store"}; });
  BOOST_TEST(error.find("271 Cannot open certificate store: ") == 0U, error);
  BOOST_TEST(contains(error, "77"), error);
}

BOOST_AUTO_TEST_CASE(is_made_for_a_host_and_signs_itself) {
  const auto made = Certificate::SelfSigned("www.example.com");
  BOOST_TEST(made.Subject() == "CN=www.example.com");
  BOOST_TEST(made.Issuer() == made.Subject());
  BOOST_TEST(made.PrivateKeyAvailable());
  BOOST_TEST(!contains(made.Encoded(), "PRIVATE KEY"));
  BOOST_TEST(Certificate{made.Encoded()}.Subject() == made.Subject());
  BOOST_TEST(made.Store() == "MY");
  BOOST_TEST(Certificate::SelfSigned().Subject() == "CN=localhost");
  BOOST_TEST(Certificate::SelfSigned().Encoded() != Certificate::SelfSigned().Encoded());
}

BOOST_AUTO_TEST_CASE(is_not_made_for_what_can_not_be_a_host) {
  for (const std::string bad : {"", "a host", "a,IP:1.2.3.4"}) {
    const auto error = error_of([&] { Certificate::SelfSigned(bad); });
    BOOST_TEST(error.find("1002 Invalid value: \"" + bad + '"') == 0U, error);
  }
}

BOOST_AUTO_TEST_CASE(is_a_value_that_does_not_need_its_file_any_more) {
  Certificate copy;
  std::string subject;
  {
    const minted_certificate minted{"www.example.com"};
    const Certificate opened{troupe::cstPEMKeyFile, minted.pem_file()};
    copy = opened;
    subject = minted.subject();
  }
  BOOST_TEST(copy.Subject() == subject);
  BOOST_TEST(copy.PrivateKeyAvailable());
}

BOOST_AUTO_TEST_SUITE_END()
