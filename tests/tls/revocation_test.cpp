#include <cstdlib>
#include <functional>
#include <string>

#include <boost/test/unit_test.hpp>
#include <openssl/objects.h>

#include "troupe/tests/support/openssl_responder.hpp"
#include "troupe/tests/support/temporary_file.hpp"
#include "troupe/tests/tls/http_server.hpp"
#include "troupe/tests/tls/ocsp_answers.hpp"
#include "troupe/tests/tls/tls_settings.hpp"

using namespace troupe;
using namespace troupe::test;
using tls::revocation_check;

namespace {

constexpr long serial = 0x1092;

bool has(const std::string& text, const std::string& part) {
  if (text.find(part) == std::string::npos)
    BOOST_TEST_MESSAGE("not in it: " << text);
  return text.find(part) != std::string::npos;
}

/// A client whose certificate names these places.
minted client_with(const std::string& crl, const std::string& ocsp, const minted& issuer = client_authority()) {
  certificate_form form;
  form.common_name = "Revocable";
  form.issuer = &issuer;
  form.serial = serial;
  if (!crl.empty())
    form.extensions.push_back({NID_crl_distribution_points, "URI:" + crl});
  if (!ocsp.empty())
    form.extensions.push_back({NID_info_access, "OCSP;URI:" + ocsp});
  return mint(form);
}

/// What the application is told of such a client.
std::string status(const tls::options& rules, const minted& identity, int seconds = 10) {
  client_setup setup;
  setup.identity = &identity;
  tls_pair both{make_context(rules), setup};
  both.look_up = [seconds](const auto& question) { return check_revocation(question, std::chrono::seconds{seconds}); };
  std::string told;
  both.judge = [&told](const auto& client) {
    told = client.status;
    BOOST_TEST(client.acceptable == (told == "OK"));
    return client.acceptable;
  };
  const bool connected = both.run();
  BOOST_TEST(connected == (told == "OK"));
  return told;
}

tls::options checking(revocation_check crl, revocation_check ocsp) {
  // A proxy of the machine's has nothing to do with this.
  ::setenv("no_proxy", "127.0.0.1", 1);
  tls::options rules;
  rules.ask_client = true;
  rules.client_authorities = client_authority().certificate;
  rules.check_crl = crl;
  rules.check_ocsp = ocsp;
  return rules;
}

tls::options crl_only(revocation_check check) {
  return checking(check, revocation_check::none);
}

tls::options ocsp_only(revocation_check check) {
  return checking(revocation_check::none, check);
}

/// What is told of a client whose responder says that.
std::string status_by(ocsp_form form, revocation_check check = revocation_check::required) {
  if (form.signer == nullptr)
    form.signer = &client_authority();
  const http_server responder{[&form](const auto&, const auto& request) { return ocsp_answer(request, form); }};
  return status(ocsp_only(check), client_with({}, responder.address()));
}

boost::test_tools::assertion_result responder_is_there(boost::unit_test::test_unit_id) {
  return openssl_responder::is_there();
}

} // namespace

BOOST_AUTO_TEST_SUITE(revocation_by_lists)

BOOST_AUTO_TEST_CASE(is_found_in_the_configured_stores) {
  const temporary_folder folder;
  const auto& authority = client_authority();
  const auto client = client_with({}, {});
  for (const bool revoked : {false, true}) {
    const auto list = mint_crl_pem(authority, {revoked ? serial : serial + 1, 7});
    auto rules = crl_only(revocation_check::required);
    const auto expect = [&] {
      const auto told = status(rules, client);
      if (revoked)
        BOOST_TEST(has(told, "the certificate was revoked (keyCompromise) on "));
      else
        BOOST_TEST(told == "OK");
    };
    rules.client_authorities += list;
    expect();
    rules.client_authorities = authority.certificate;
    rules.ca_file = folder.file("crls.pem", list);
    expect();
    rules.ca_file.clear();
    char name[32];
    std::snprintf(name, sizeof name, "%08lx.r0", X509_subject_name_hash(credentials_of(authority)->certificate()));
    folder.file(name, list);
    rules.ca_directory = folder.path();
    expect();
  }
}

BOOST_AUTO_TEST_CASE(is_found_at_the_distribution_point) {
  for (const bool revoked : {false, true}) {
    const http_server files{[&](const std::string& line, const auto&) {
      BOOST_TEST(has(line, "GET /list.crl"));
      return mint_crl(client_authority(), {revoked ? serial : 1L});
    }};
    const auto client = client_with(files.address("list.crl"), {});
    for (const auto check : {revocation_check::if_possible, revocation_check::required}) {
      const auto told = status(crl_only(check), client);
      BOOST_TEST(has(told, revoked ? "keyCompromise" : "OK"));
    }
    BOOST_TEST(files.requests() == 2);
  }
}

BOOST_AUTO_TEST_CASE(that_can_not_be_looked_into_counts_when_it_is_required) {
  const auto bare = client_with({}, {});
  auto rules = crl_only(revocation_check::if_possible);
  BOOST_TEST(status(rules, bare) == "OK");
  rules.check_crl = revocation_check::required;
  BOOST_TEST(status(rules, bare) == "there is no list of revoked certificates (CRL) of its issuer");
  rules.security_flags = 0x100;
  BOOST_TEST(status(rules, bare) == "OK");
  const auto ldap = client_with("ldap://127.0.0.1/cn=x", {});
  rules.security_flags = 0;
  BOOST_TEST(has(status(rules, ldap), "there is no list"));
}

BOOST_AUTO_TEST_CASE(needs_a_list_that_is_genuine_and_of_this_time) {
  certificate_form form;
  form.common_name = "Client authority";
  form.authority = true;
  const auto impostor = mint(form);
  const std::pair<std::string, std::string> lists[] = {
    {mint_crl(client_authority(), {}, -60), "CRL has expired"},
    {mint_crl(impostor, {}), "CRL signature failure"},
    {"no list", "can't be fetched"},
    {certificate_der(impostor), "is no list of revoked certificates"},
  };
  for (const auto& each : lists) {
    const http_server files{[&each](const auto&, const auto&) { return each.first; }};
    const auto client = client_with(files.address(), {});
    BOOST_TEST(has(status(crl_only(revocation_check::required), client), each.second));
    BOOST_TEST(status(crl_only(revocation_check::if_possible), client) == "OK");
  }
}

BOOST_AUTO_TEST_CASE(is_answered_in_time_when_the_source_is_not) {
  const http_server silent{[](const auto&, const auto&) { return std::string{}; }};
  const auto client = client_with(silent.address("list.crl"), silent.address());
  const auto told = status(checking(revocation_check::required, revocation_check::none), client, 1);
  BOOST_TEST(has(told, "the list of revoked certificates " + silent.address("list.crl") + " can't be fetched: "));
  BOOST_TEST(has(status(crl_only(revocation_check::required), client, 0), "there was no time"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(revocation_by_ocsp)

BOOST_AUTO_TEST_CASE(is_what_the_responder_says) {
  ocsp_form form;
  BOOST_TEST(status_by(form) == "OK");
  form.nonce = 0;
  BOOST_TEST(status_by(form) == "OK");
  form.revoked = true;
  BOOST_TEST(has(status_by(form), "the certificate was revoked (keyCompromise) on "));
  BOOST_TEST(has(status_by(form, revocation_check::if_possible), "the certificate was revoked"));
}

BOOST_AUTO_TEST_CASE(may_be_said_by_somebody_whom_the_issuer_appointed) {
  certificate_form appointed;
  appointed.common_name = "Responder";
  appointed.issuer = &client_authority();
  const auto plain = mint(appointed);
  appointed.extensions = {{NID_ext_key_usage, "OCSPSigning"}};
  const auto responder = mint(appointed);
  ocsp_form form;
  form.signer = &responder;
  BOOST_TEST(status_by(form) == "OK");
  form.signer = &plain;
  BOOST_TEST(has(status_by(form), "its signature can't be verified"));
  form.signer = &ecdsa_server();
  BOOST_TEST(has(status_by(form), "its signature can't be verified"));
  BOOST_TEST(status_by(form, revocation_check::if_possible) == "OK");
}

BOOST_AUTO_TEST_CASE(needs_an_answer_to_this_question) {
  ocsp_form form;
  form.nonce = -1;
  BOOST_TEST(has(status_by(form), "its nonce is not the request's"));
  form = {};
  form.ends = -3600;
  BOOST_TEST(has(status_by(form), "it is not of this time"));
  form = {};
  form.known = false;
  BOOST_TEST(has(status_by(form), "the responder does not know the certificate"));
  form = {};
  form.about = &test::client();
  form.issuer = &client_authority();
  BOOST_TEST(has(status_by(form), "it is not about this certificate"));
  form = {};
  form.refuses = true;
  BOOST_TEST(has(status_by(form), "trylater"));
  BOOST_TEST(status_by(form, revocation_check::if_possible) == "OK");
}

BOOST_AUTO_TEST_CASE(is_unknown_without_a_responder_that_answers) {
  const auto bare = client_with({}, {});
  BOOST_TEST(status(ocsp_only(revocation_check::if_possible), bare) == "OK");
  BOOST_TEST(status(ocsp_only(revocation_check::required), bare) == "the certificate names no OCSP responder");
  std::string gone;
  {
    const http_server closed{[](const auto&, const auto&) { return std::string{}; }};
    gone = closed.address();
  }
  const auto client = client_with({}, gone);
  BOOST_TEST(has(status(ocsp_only(revocation_check::required), client),
                 "the OCSP responder " + gone + " can't be reached: Connection refused"));
  BOOST_TEST(status(ocsp_only(revocation_check::if_possible), client) == "OK");
}

BOOST_AUTO_TEST_CASE(and_by_lists_are_both_asked_for) {
  ocsp_form form;
  form.signer = &client_authority();
  const http_server both{[&](const std::string& line, const auto& request) {
    return line[0] == 'P' ? ocsp_answer(request, form) : mint_crl(client_authority(), {serial});
  }};
  const auto client = client_with(both.address("list.crl"), both.address());
  const auto rules = checking(revocation_check::required, revocation_check::required);
  BOOST_TEST(has(status(rules, client), "the certificate was revoked"));
  BOOST_TEST(both.requests() == 2);
}

BOOST_AUTO_TEST_CASE(of_a_certificate_without_a_known_issuer_is_unknown) {
  auto rules = checking(revocation_check::required, revocation_check::none);
  rules.client_authorities = ecdsa_server().certificate;
  BOOST_TEST(has(status(rules, ecdsa_server()), "the issuer is not known"));
}

BOOST_AUTO_TEST_CASE(is_what_openssls_own_responder_says, *boost::unit_test::precondition(responder_is_there)) {
  const std::string valid = "V\t400101000000Z\t\t1092\tunknown\t/CN=Revocable\n";
  const std::string gone = "R\t400101000000Z\t260101000000Z,keyCompromise\t1092\tunknown\t/CN=Revocable\n";
  const auto says = [](const std::string& index) {
    const auto& authority = client_authority();
    const openssl_responder responder{authority.certificate, authority.key, index};
    return status(ocsp_only(revocation_check::required), client_with({}, responder.address()));
  };
  BOOST_TEST(says(valid) == "OK");
  BOOST_TEST(has(says(gone), "the certificate was revoked (keyCompromise) on Jan  1 00:00:00 2026 GMT"));
  BOOST_TEST(has(says(""), "the responder does not know the certificate"));
}

BOOST_AUTO_TEST_SUITE_END()
