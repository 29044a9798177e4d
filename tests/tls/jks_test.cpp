#include <algorithm>
#include <string>

#include <boost/test/unit_test.hpp>
#include <openssl/x509.h>

#include "troupe/tests/support/child_process.hpp"
#include "troupe/tests/tls/store_files.hpp"
#include "troupe/tests/tls/tls_pair.hpp"

using namespace troupe;
using namespace troupe::test;
using tls::store_type;

BOOST_AUTO_TEST_SUITE(jks, *boost::unit_test::precondition([](boost::unit_test::test_unit_id) {
                        boost::test_tools::assertion_result there{is_installed("keytool")};
                        there.message() << "keytool is not installed";
                        return there;
                      }))

BOOST_AUTO_TEST_CASE(stores_are_read_and_their_keys_serve) {
  const temporary_folder folder;
  for (const std::string kind : {"RSA", "EC"}) {
    const auto file = jks_file(folder, kind, "secret");
    const auto bytes = content_of(file);
    auto expected =
      output_of({"keytool", "-exportcert", "-rfc", "-keystore", file, "-storepass", "secret", "-alias", "own"});
    expected.erase(std::remove(expected.begin(), expected.end(), '\r'), expected.end());
    for (const auto& each :
         {open_store(store_type::jks_file, file, "secret"), open_store(store_type::automatic, file, "secret"),
          open_store(store_type::jks_blob, bytes, "secret"), open_store(store_type::jks_blob, base64(bytes), "secret"),
          open_store(store_type::automatic, bytes, "secret")}) {
      BOOST_TEST(each->subject() == "CN=from.java, O=Example");
      BOOST_TEST(each->encoded() == expected);
      const auto rules = tls::context::make({}, each);
      BOOST_TEST_REQUIRE(!!rules);
      BOOST_TEST(tls_pair{*rules}.run());
    }
    check_refusals(store_type::jks_blob, bytes, "secret");
  }
}

BOOST_AUTO_TEST_CASE(stores_have_certificates_of_others_too) {
  const temporary_folder folder;
  const auto file = jks_file(folder, "EC", "secret");
  run_tool({"keytool", "-importcert", "-noprompt", "-keystore", file, "-storepass", "secret", "-alias", "other",
            "-file", folder.file("other.pem", ecdsa_server().certificate)});
  BOOST_TEST(open_store(store_type::jks_file, file, "secret", "CN=localhost")->key() == nullptr);
  BOOST_TEST(open_store(store_type::jks_file, file, "secret")->key() != nullptr);
}

BOOST_AUTO_TEST_CASE(stores_that_can_not_be_opened_say_why) {
  const temporary_folder folder;
  const auto file = jks_file(folder, "EC", "secret");
  BOOST_TEST(reason_of(store_type::jks_file, file, "other").find("wrong password") == 0U);
  BOOST_TEST(reason_of(store_type::jks_file, file, "pässword").find("wrong password") == 0U);
  BOOST_TEST(reason_of(store_type::jks_file, file).find("has a password") != std::string::npos);
  BOOST_TEST(reason_of(store_type::jks_blob, ecdsa_server().both()) == "not a Java key store (JKS)");
  run_tool({"keytool", "-keypasswd", "-keystore", file, "-storepass", "secret", "-alias", "own", "-new", "another"});
  BOOST_TEST(reason_of(store_type::jks_file, file, "secret").find("another password") != std::string::npos);
  const auto newer = folder.path_of("newer.jceks");
  run_tool({"keytool", "-genkeypair", "-storetype", "JCEKS", "-keystore", newer, "-storepass", "secret", "-keypass",
            "secret", "-alias", "own", "-keyalg", "EC", "-dname", "CN=x"});
  BOOST_TEST(reason_of(store_type::jks_file, newer, "secret").find("-deststoretype PKCS12") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(stores_of_a_current_java_are_pfx_and_are_read_all_the_same) {
  const temporary_folder folder;
  const auto file = folder.path_of("current.jks");
  run_tool({"keytool", "-genkeypair", "-keystore", file, "-storepass", "secret", "-alias", "own", "-keyalg", "EC",
            "-dname", "CN=from.java"});
  BOOST_TEST(open_store(store_type::jks_file, file, "secret")->key() != nullptr);
  BOOST_TEST(reason_of(store_type::jks_file, file, "other") == "wrong password");
}

BOOST_AUTO_TEST_SUITE_END()
