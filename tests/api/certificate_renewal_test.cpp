#include <ctime>
#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/api/certificate_renewal.hpp"
#include "troupe/api/certificate_state.hpp"
#include "troupe/tests/support/minted.hpp"
#include "troupe/tests/support/minted_chain.hpp"
#include "troupe/tls/validity.hpp"

namespace {

using troupe::Certificate;
using troupe::test::certificate_flaw;
using troupe::test::key_kind;
using troupe::test::minted_certificate;

constexpr std::time_t day = 24 * 60 * 60;

/// A certificate out of a file that may change.
struct certificate_file {
  minted_certificate authority{"Authority"};
  minted_certificate first{"first.example.com"};
  minted_certificate second{"second.example.com"};
  troupe::test::temporary_folder folder;
  std::string file = folder.file("server.pem", first.pem());

  static std::time_t now() { return std::time(nullptr); }
  Certificate opened(const std::string& subject = "*") const { return {troupe::cstPEMKeyFile, file, "", subject}; }
  /// Replaced, as editors and ACME clients do: by another file.
  void replace(const std::string& content) const {
    BOOST_REQUIRE(std::rename(folder.file("next", content).c_str(), file.c_str()) == 0);
  }
};

bool begins(const std::string& text, const std::string& beginning) {
  return text.rfind(beginning, 0) == 0;
}

} // namespace

BOOST_AUTO_TEST_SUITE(certificate_renewal)

BOOST_FIXTURE_TEST_CASE(finds_nothing_while_the_file_is_the_same, certificate_file) {
  troupe::certificate_renewal renewal{"SSLCert", nullptr, opened()};
  BOOST_TEST(renewal.file() == file);
  for (int time = 0; time < 2; ++time) {
    const auto found = renewal.look(now());
    BOOST_TEST((found.fresh == nullptr));
    BOOST_TEST(found.status == "");
  }
}

BOOST_FIXTURE_TEST_CASE(finds_the_same_certificate_in_another_file_no_news, certificate_file) {
  troupe::certificate_renewal renewal{"SSLCert", nullptr, opened()};
  replace(first.pem());
  BOOST_TEST((renewal.look(now()).fresh == nullptr));
}

BOOST_FIXTURE_TEST_CASE(finds_another_certificate_and_says_so_when_it_is_in_force, certificate_file) {
  troupe::certificate_renewal renewal{"SSLCert", nullptr, opened()};
  replace(second.pem());
  const auto found = renewal.look(now());
  BOOST_TEST_REQUIRE((found.fresh != nullptr));
  BOOST_TEST(found.status == "");
  BOOST_TEST(found.fresh->subject() == second.subject());
  const auto end = troupe::tls::local_date(troupe::tls::end_of_validity(*found.fresh).value());
  BOOST_TEST(renewal.accept(found.fresh) ==
             "SSLCert renewed from " + file + ": " + second.subject() + ", valid until " + end);
  BOOST_TEST((renewal.current() == found.fresh));
  BOOST_TEST((renewal.look(now()).fresh == nullptr));
}

BOOST_FIXTURE_TEST_CASE(finds_the_same_certificate_with_another_chain_to_be_another, certificate_file) {
  const troupe::test::minted_chain chain;
  replace(chain.key + chain.leaf);
  troupe::certificate_renewal renewal{"SSLCert", nullptr, opened()};
  replace(chain.all());
  BOOST_TEST((renewal.look(now()).fresh != nullptr));
}

BOOST_FIXTURE_TEST_CASE(says_once_why_a_file_is_no_good_and_again_after_it_was_good, certificate_file) {
  troupe::certificate_renewal renewal{"SSLCert", nullptr, opened()};
  for (int time = 0; time < 2; ++time) {
    replace(second.key_pem());
    const auto broken = renewal.look(now());
    BOOST_TEST((broken.fresh == nullptr));
    BOOST_TEST(broken.status == "SSLCert not renewed, the one in force stays: " + file +
                                  ": it has not both, a certificate and its private key");
    BOOST_TEST(renewal.look(now()).status == "");
    replace("nonsense");
    BOOST_TEST(renewal.look(now()).status == "");
    replace(first.pem());
    BOOST_TEST(renewal.look(now()).status == "");
  }
}

BOOST_FIXTURE_TEST_CASE(says_what_is_wrong_with_a_file, certificate_file) {
  const auto told = [&](const std::string& content) {
    troupe::certificate_renewal renewal{"SSLCert", nullptr, opened()};
    replace(content);
    auto text = renewal.look(now()).status;
    replace(first.pem());
    return text;
  };
  const std::string beginning = "SSLCert not renewed, the one in force stays: ";
  BOOST_TEST(begins(told(""), beginning + "Cannot open certificate store: "));
  BOOST_TEST(begins(told(second.pem().substr(0, 200)), beginning + "Cannot open certificate store: "));
  BOOST_TEST(begins(told(second.certificate_pem()), beginning + file + ": it has not both"));
  BOOST_TEST(
    begins(told(first.key_pem() + second.certificate_pem()), beginning + "Cannot acquire security credentials: "));
  const minted_certificate late{"late", key_kind::ecdsa, &authority, certificate_flaw::expired};
  BOOST_TEST(begins(told(late.pem()), beginning + file + ": the certificate is not valid any more: it ended on "));
}

BOOST_FIXTURE_TEST_CASE(takes_no_certificate_that_begins_later, certificate_file) {
  troupe::certificate_renewal renewal{"SSLCert", nullptr, opened()};
  replace(second.pem());
  const auto early = renewal.look(now() - day);
  BOOST_TEST((early.fresh == nullptr));
  BOOST_TEST(early.status.find("the certificate is not valid yet, but from ") != std::string::npos, early.status);
  BOOST_TEST((renewal.look(now()).fresh != nullptr));
}

BOOST_FIXTURE_TEST_CASE(says_that_the_file_is_gone, certificate_file) {
  troupe::certificate_renewal renewal{"SSLCert", nullptr, opened()};
  renewal.look(now());
  BOOST_REQUIRE(std::remove(file.c_str()) == 0);
  BOOST_TEST(
    begins(renewal.look(now()).status, "SSLCert not renewed, the one in force stays: Cannot open certificate store"));
  replace(second.pem());
  BOOST_TEST((renewal.look(now()).fresh != nullptr));
}

BOOST_FIXTURE_TEST_CASE(keeps_to_the_subject_that_was_asked_for, certificate_file) {
  replace(first.pem() + second.pem());
  troupe::certificate_renewal renewal{"SSLCert", nullptr, opened("second.example.com")};
  replace(first.pem());
  BOOST_TEST(renewal.look(now()).status.find("Cannot find specified certificate") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(says_what_the_server_has_against_it, certificate_file) {
  troupe::certificate_renewal renewal{"SSLCert", nullptr, opened()};
  BOOST_TEST(renewal.refuse("too short") == "SSLCert not renewed, the one in force stays: too short");
  BOOST_TEST(renewal.refuse("too short") == "");
}

BOOST_FIXTURE_TEST_CASE(looks_at_no_file_of_a_certificate_that_came_out_of_none, certificate_file) {
  for (const auto& certificate : {Certificate{troupe::cstPEMKeyBlob, first.pem()}, Certificate::SelfSigned()})
    BOOST_TEST(troupe::certificate_renewal("SSLCert", nullptr, certificate).file() == "");
  // What Encoded gives is in no file.
  Certificate encoded;
  encoded.StoreType(troupe::cstPEMKeyFile);
  encoded.Store(first.key_file());
  encoded.Encoded(first.certificate_pem());
  BOOST_TEST(troupe::certificate_renewal("SSLCert", nullptr, encoded).file() == "");
  BOOST_TEST(troupe::certificate_renewal("SSLCert", nullptr, Certificate{troupe::cstAuto, file}).file() == file);
}

BOOST_FIXTURE_TEST_CASE(warns_once_a_day_during_the_last_two_weeks, certificate_file) {
  troupe::certificate_renewal renewal{"SSLCert", nullptr, opened()};
  const auto end = troupe::tls::end_of_validity(*renewal.current()).value();
  const auto tail = " more: " + first.subject() + " ends on " + troupe::tls::local_date(end);
  BOOST_TEST(!renewal.warning(end - 14 * day - 1));
  BOOST_TEST(renewal.warning(end - 14 * day).value() == "SSLCert is valid for 14 days" + tail);
  BOOST_TEST(!renewal.warning(end - 14 * day + 1));
  BOOST_TEST(!renewal.warning(end - 13 * day - 1));
  BOOST_TEST(renewal.warning(end - 13 * day).value() == "SSLCert is valid for 13 days" + tail);
  BOOST_TEST(renewal.warning(end - 2 * day + 1).value() == "SSLCert is valid for 1 day" + tail);
  BOOST_TEST(renewal.warning(end - 1 + day).value() ==
             "SSLCert is not valid any more: " + first.subject() + " ended on " + troupe::tls::local_date(end));
}

BOOST_FIXTURE_TEST_CASE(warns_of_the_new_one_by_its_own_end, certificate_file) {
  troupe::certificate_renewal renewal{"SSLCert", nullptr, opened()};
  const auto end = troupe::tls::end_of_validity(*renewal.current()).value();
  BOOST_TEST(!!renewal.warning(end - day));
  replace(second.pem());
  renewal.accept(renewal.look(now()).fresh);
  BOOST_TEST(renewal.warning(end - day).value().find(second.subject()) != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
