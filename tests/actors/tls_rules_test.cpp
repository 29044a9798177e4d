#include <utility>

#include <boost/test/unit_test.hpp>

#include "troupe/actors/tls_rules.hpp"
#include "troupe/tests/actors/message_server.hpp"
#include "troupe/tests/support/minted.hpp"
#include "troupe/tests/support/tls_session.hpp"

using namespace troupe;
using actors_test::message_server;
using test::minted_certificate;

BOOST_AUTO_TEST_SUITE(tls_rules)

BOOST_AUTO_TEST_CASE(a_server_shows_the_certificate_of_its_files) {
  const minted_certificate minted{"files.example.com"};
  const auto rules = actors::tls_from_files(minted.certificate_file(), minted.key_file());
  BOOST_TEST_REQUIRE(!!rules);
  message_server hosted;
  hosted.options.connections.tls = *rules;
  hosted.options.connections.start = actors::tls_start::at_once;
  hosted.start(actors_test::echoing);
  auto client = hosted.connect({false, 0, "127.0.0.1", false, test::tls_options{}});
  client.send_all("hello");
  BOOST_TEST(client.receive(5) == "hello");
  BOOST_TEST(client.tls()->server_name() == "files.example.com");
}

BOOST_AUTO_TEST_CASE(one_file_may_hold_both_in_pem_or_pfx) {
  const minted_certificate minted{"files.example.com"};
  const auto pem = actors::tls_from_files(minted.pem_file());
  BOOST_TEST_REQUIRE(!!pem);
  const auto pfx = actors::tls_from_files(minted.pfx_file("secret"), {}, "secret");
  BOOST_TEST_REQUIRE(!!pfx);
  BOOST_TEST(actors::fingerprint_of(**pem) == actors::fingerprint_of(**pfx));
}

BOOST_AUTO_TEST_CASE(the_fingerprint_is_that_of_openssl_x509) {
  const minted_certificate minted{"files.example.com"};
  const test::temporary_folder folder;
  const auto file = folder.path_of("fingerprint");
  const auto command =
    "openssl x509 -noout -fingerprint -sha256 -in " + minted.certificate_file() + " | sed s/.*=// >" + file;
  BOOST_TEST_REQUIRE(std::system(command.c_str()) == 0);
  const auto rules = actors::tls_from_files(minted.pem_file());
  BOOST_TEST_REQUIRE(!!rules);
  BOOST_TEST(actors::fingerprint_of(**rules) + '\n' == minted_certificate::content_of(file));
}

BOOST_AUTO_TEST_CASE(a_client_is_shown_the_certificate_for_the_name_it_asks_for) {
  const minted_certificate common{"common.example.com"};
  const minted_certificate other{"other.example.com"};
  auto rules = actors::tls_from_files(common.pem_file());
  const auto named = actors::tls_from_files(other.pem_file());
  BOOST_TEST_REQUIRE((!!rules && !!named));
  for (const auto* const name : {"*.example.org", "Other.example.com"}) {
    rules = actors::tls_for_name(**rules, name, **named);
    BOOST_TEST_REQUIRE(!!rules);
  }
  message_server hosted;
  hosted.options.connections.tls = *rules;
  hosted.options.connections.start = actors::tls_start::at_once;
  hosted.start(actors_test::echoing);
  for (const auto& [name, shown] : {std::pair{"www.example.org", "other.example.com"},
                                    {"other.example.com", "other.example.com"},
                                    {"www.example.com", "common.example.com"}}) {
    test::tls_options how;
    how.server_name = name;
    auto client = hosted.connect({false, 0, "127.0.0.1", false, how});
    client.send_all("hello");
    BOOST_TEST(client.receive(5) == "hello");
    BOOST_TEST(client.tls()->server_name() == shown);
  }
}

BOOST_AUTO_TEST_CASE(a_name_that_no_host_has_is_refused) {
  const auto rules = actors::tls_self_signed("localhost");
  BOOST_TEST_REQUIRE(!!rules);
  const auto refused = actors::tls_for_name(**rules, "no host", **rules);
  BOOST_TEST_REQUIRE(!refused);
  BOOST_TEST((refused.why().code == tls::errc::invalid_option));
}

BOOST_AUTO_TEST_CASE(what_is_wrong_with_the_files_is_said) {
  const minted_certificate minted{"a.example.com"};
  const minted_certificate other{"b.example.com"};
  const test::temporary_folder folder;
  const auto missing = actors::tls_from_files(folder.path_of("missing.pem"));
  BOOST_TEST_REQUIRE(!missing);
  BOOST_TEST(missing.why().reason.find("missing.pem") != std::string::npos);
  const auto missing_key = actors::tls_from_files(minted.certificate_file(), folder.path_of("missing.pem"));
  BOOST_TEST(!missing_key);
  const auto is_folder = actors::tls_from_files(folder.path());
  BOOST_TEST_REQUIRE(!is_folder);
  BOOST_TEST(is_folder.why().reason.find("folder") != std::string::npos);
  const auto keyless = actors::tls_from_files(minted.certificate_file());
  BOOST_TEST_REQUIRE(!keyless);
  BOOST_TEST((keyless.why().code == tls::errc::no_credentials));
  const auto mixed = actors::tls_from_files(minted.certificate_file(), other.key_file());
  BOOST_TEST_REQUIRE(!mixed);
  BOOST_TEST((mixed.why().code == tls::errc::no_credentials));
  const auto nonsense = actors::tls_from_files(folder.file("nonsense.pem", "nonsense"));
  BOOST_TEST_REQUIRE(!nonsense);
  BOOST_TEST((nonsense.why().code == tls::errc::store_not_opened));
}

BOOST_AUTO_TEST_CASE(a_self_signed_one_is_for_the_name_that_is_given) {
  const auto rules = actors::tls_self_signed("irc.localhost");
  BOOST_TEST_REQUIRE(!!rules);
  BOOST_TEST((*rules)->identity()->subject() == "CN=irc.localhost");
  BOOST_TEST(actors::fingerprint_of(**rules).size() == 95U);
  BOOST_TEST(!actors::tls_self_signed("no host"));
}

BOOST_AUTO_TEST_SUITE_END()
