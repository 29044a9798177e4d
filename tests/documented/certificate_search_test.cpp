#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/api/certificate.hpp"
#include "troupe/tests/documented/error_of.hpp"
#include "troupe/tests/support/minted.hpp"

namespace {

using troupe::Certificate;
using troupe::test::error_code_of;
using troupe::test::error_of;
using troupe::test::key_kind;
using troupe::test::minted_certificate;

/// One with its key and that of its authority, in one file.
struct signed_certificate {
  minted_certificate authority{"Authority"};
  minted_certificate minted{"www.example.com", key_kind::ecdsa, &authority};
  Certificate certificate;

  /// Fields as the documentation sets them, all but the one that searches.
  signed_certificate() {
    certificate.StoreType(troupe::cstPEMKeyFile);
    certificate.Store(minted.pem_file());
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(certificate_search)

BOOST_AUTO_TEST_CASE(fields_of_the_store_keep_what_they_are_set_to) {
  Certificate certificate;
  certificate.StoreType(troupe::cstPFXBlob);
  certificate.Store("bytes");
  certificate.StorePassword("secret");
  BOOST_TEST(certificate.StoreType() == troupe::cstPFXBlob);
  BOOST_TEST(certificate.Store() == "bytes");
  BOOST_TEST(certificate.StorePassword() == "secret");
  certificate.StoreB(troupe::Bytes{0, 255});
  BOOST_TEST((certificate.StoreB() == troupe::Bytes{0, 255}));
  BOOST_TEST(certificate.Subject() == "");
}

BOOST_FIXTURE_TEST_CASE(setting_subject_searches_the_store, signed_certificate) {
  BOOST_TEST(certificate.Subject() == "");
  certificate.Subject(minted.subject());
  BOOST_TEST(certificate.Subject() == minted.subject());
  BOOST_TEST(certificate.Encoded() == minted.certificate_pem());
  BOOST_TEST(certificate.PrivateKeyAvailable());
}

BOOST_FIXTURE_TEST_CASE(subject_becomes_the_full_subject_of_one_that_contains_it, signed_certificate) {
  certificate.Subject("Auth");
  BOOST_TEST(certificate.Subject() == authority.subject());
  certificate.Subject("example.com");
  BOOST_TEST(certificate.Subject() == minted.subject());
  certificate.Subject("*");
  BOOST_TEST(certificate.Subject() == minted.subject());
}

BOOST_FIXTURE_TEST_CASE(subject_takes_a_thumbprint, signed_certificate) {
  const Certificate wanted{authority.certificate_pem()};
  for (const auto& hash : {wanted.ThumbprintMD5(), wanted.ThumbprintSHA1(), wanted.ThumbprintSHA256(),
                           wanted.Fingerprint(), wanted.FingerprintSHA1(), wanted.FingerprintSHA256()}) {
    certificate.Subject("Thumbprint=" + hash);
    BOOST_TEST(certificate.Subject() == authority.subject());
    BOOST_TEST(Certificate(troupe::cstPEMKeyFile, minted.pem_file(), "", "Thumbprint=" + hash).Subject() ==
               authority.subject());
  }
}

BOOST_FIXTURE_TEST_CASE(subject_is_empty_and_nothing_selected_when_there_is_no_match, signed_certificate) {
  certificate.Subject("*");
  for (const std::string none : {"CN=nobody", "Thumbprint=00112233445566778899AABBCCDDEEFF", ""}) {
    certificate.Subject(none);
    BOOST_TEST(certificate.Subject() == "");
    BOOST_TEST(certificate.Encoded() == "");
    BOOST_TEST(!certificate.PrivateKeyAvailable());
    BOOST_TEST(certificate.Store() == minted.pem_file());
  }
}

BOOST_FIXTURE_TEST_CASE(without_a_store_there_is_no_search, signed_certificate) {
  certificate.Store("");
  certificate.Subject("*");
  BOOST_TEST(certificate.Subject() == "");
  certificate.Encoded(minted.certificate_pem());
  BOOST_TEST(certificate.Subject() == "");
  BOOST_TEST(certificate.Encoded() == minted.certificate_pem());
}

BOOST_FIXTURE_TEST_CASE(a_store_that_can_not_be_opened_changes_nothing, signed_certificate) {
  certificate.Subject("*");
  certificate.Store("/nowhere/server.pem");
  const auto error = error_of([&] { certificate.Subject("*"); });
  BOOST_TEST(error.find("271 Cannot open certificate store: /nowhere/server.pem: ") == 0U, error);
  BOOST_TEST(certificate.Subject() == minted.subject());
  BOOST_TEST(error_code_of([&] { certificate.Encoded(minted.certificate_pem()); }) == 271);
  BOOST_TEST(certificate.Subject() == minted.subject());
}

BOOST_FIXTURE_TEST_CASE(a_key_that_belongs_to_another_is_refused, signed_certificate) {
  certificate.StoreType(troupe::cstPEMKeyBlob);
  certificate.Store(minted.certificate_pem() + authority.key_pem());
  BOOST_TEST(error_code_of([&] { certificate.Subject("*"); }) == 273);
}

BOOST_FIXTURE_TEST_CASE(setting_encoded_searches_the_store_for_its_key, signed_certificate) {
  certificate.Store(minted.key_file());
  certificate.Encoded(minted.certificate_pem());
  BOOST_TEST(certificate.Subject() == minted.subject());
  BOOST_TEST(certificate.PrivateKeyAvailable());
  BOOST_TEST(certificate.PrivateKey() == minted.key_pem());
  BOOST_TEST(certificate.Encoded() == minted.certificate_pem());
}

BOOST_FIXTURE_TEST_CASE(subject_is_empty_when_the_store_has_not_the_key_of_encoded, signed_certificate) {
  certificate.EncodedB(troupe::BytesView{authority.certificate_pem()}.ToBytes());
  BOOST_TEST(certificate.Subject() == "");
  BOOST_TEST(certificate.Encoded() == authority.certificate_pem());
  BOOST_TEST((certificate.EncodedB() == troupe::BytesView{authority.certificate_pem()}.ToBytes()));
  BOOST_TEST(certificate.Issuer() == authority.subject());
  BOOST_TEST(!certificate.PrivateKeyAvailable());
}

BOOST_FIXTURE_TEST_CASE(the_default_store_has_no_key_and_that_is_no_error, signed_certificate) {
  Certificate fresh;
  fresh.Encoded(minted.certificate_pem());
  BOOST_TEST(fresh.Encoded() == minted.certificate_pem());
  BOOST_TEST(fresh.Subject() == "");
  BOOST_TEST(!fresh.PrivateKeyAvailable());
  fresh.Encoded("");
  BOOST_TEST(fresh.Encoded() == "");
}

BOOST_FIXTURE_TEST_CASE(encoded_that_is_no_certificate_changes_nothing, signed_certificate) {
  certificate.Subject("*");
  BOOST_TEST(error_code_of([&] { certificate.Encoded("no certificate"); }) == 271);
  BOOST_TEST(certificate.Subject() == minted.subject());
}

BOOST_FIXTURE_TEST_CASE(a_password_opens_the_store, signed_certificate) {
  certificate.StoreType(troupe::cstPFXFile);
  certificate.Store(minted.pfx_file("secret"));
  certificate.StorePassword("wrong");
  BOOST_TEST(error_code_of([&] { certificate.Subject("*"); }) == 271);
  certificate.StorePassword("secret");
  certificate.Subject("*");
  BOOST_TEST(certificate.Subject() == minted.subject());
  BOOST_TEST(certificate.PrivateKeyAvailable());
}

BOOST_FIXTURE_TEST_CASE(copies_are_independent, signed_certificate) {
  certificate.Subject("*");
  auto copy = certificate;
  copy.Subject("Authority");
  copy.StorePassword("other");
  BOOST_TEST(certificate.Subject() == minted.subject());
  BOOST_TEST(certificate.StorePassword() == "");
  BOOST_TEST(copy.Subject() == authority.subject());
}

BOOST_AUTO_TEST_SUITE_END()
