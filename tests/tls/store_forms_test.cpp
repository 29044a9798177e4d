#include <algorithm>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <openssl/obj_mac.h>
#include <openssl/x509.h>

#include "troupe/tests/support/child_process.hpp"
#include "troupe/tests/tls/store_files.hpp"
#include "troupe/tests/tls/tls_pair.hpp"

using namespace troupe;
using namespace troupe::test;
using tls::store_type;

namespace {

/// A certificate, two authorities above it, and a root.
struct family {
  family() {
    certificate_form form;
    form.authority = true;
    form.common_name = "root";
    root = mint(form);
    form.common_name = "upper";
    form.issuer = &root;
    upper = mint(form);
    form.common_name = "lower";
    form.issuer = &upper;
    lower = mint(form);
    form.authority = false;
    form.common_name = "leaf";
    form.issuer = &lower;
    leaf = mint(form);
  }

  /// In no good order, but for the leaf, which is first.
  std::vector<std::string> shuffled() const { return {root.certificate, upper.certificate, lower.certificate}; }
  std::string shuffled_pem() const { return root.certificate + upper.certificate + lower.certificate; }

  minted root, upper, lower, leaf;
};

/// In lines, as PEM wants them.
std::string folded(std::string text) {
  for (std::size_t at = 64; at < text.size(); at += 65)
    text.insert(at, "\n");
  return text + '\n';
}

/// "upper, lower": the common names of what is sent after the certificate.
std::string chain_of(const tls::credentials& of) {
  std::string names;
  for (int i = 0; i < sk_X509_num(of.chain()); ++i) {
    char name[80] = {};
    X509_NAME_get_text_by_NID(X509_get_subject_name(sk_X509_value(of.chain(), i)), NID_commonName, name, sizeof name);
    names += (i > 0 ? ", " : "") + std::string{name};
  }
  return names;
}

} // namespace

BOOST_AUTO_TEST_SUITE(store_chains)

BOOST_AUTO_TEST_CASE(lead_to_the_authority_in_order_whatever_the_order_in_the_store) {
  const temporary_folder folder;
  const family made;
  const auto pfx = mint_pfx(made.leaf, made.shuffled(), "secret");
  BOOST_TEST(chain_of(*open_store(store_type::pfx_blob, pfx, "secret", "leaf")) == "lower, upper");
  const auto pem = made.shuffled_pem() + made.leaf.both();
  BOOST_TEST(chain_of(*open_store(store_type::pem_key_blob, pem, {}, "leaf")) == "lower, upper");
  BOOST_TEST(chain_of(*open_store(store_type::pem_key_blob, pem)) == "lower, upper");
  auto x5c = made.shuffled();
  x5c.insert(x5c.begin(), made.leaf.certificate);
  const auto jwk = open_store(store_type::jwk_blob, jwk_of(made.leaf.key, x5c));
  BOOST_TEST(chain_of(*jwk) == "lower, upper");
  BOOST_TEST(jwk->subject() == "CN=leaf");
  BOOST_TEST(!!tls::context::make({}, jwk));
  for (const std::string form : {"PEM", "DER"}) {
    const auto list = p7b_file(folder, made.shuffled_pem() + made.leaf.certificate, form);
    BOOST_TEST(chain_of(*open_store(store_type::p7b_file, list, {}, "leaf")) == "lower, upper");
  }
}

BOOST_AUTO_TEST_CASE(come_with_a_given_certificate_too) {
  const family made;
  const auto paired = tls::credentials::open_for({store_type::pem_key_blob, made.shuffled_pem() + made.leaf.key, {}},
                                                 made.leaf.certificate);
  BOOST_TEST_REQUIRE(!!paired);
  BOOST_TEST(chain_of(**paired) == "lower, upper");
  const auto given =
    tls::credentials::open_for({store_type::pem_key_blob, made.leaf.key, {}},
                               made.leaf.certificate + made.upper.certificate + made.lower.certificate);
  BOOST_TEST_REQUIRE(!!given);
  BOOST_TEST(chain_of(**given) == "lower, upper");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(p7b)

BOOST_AUTO_TEST_CASE(stores_have_certificates_without_keys) {
  const temporary_folder folder;
  const auto& made = ecdsa_server();
  for (const std::string form : {"PEM", "DER"}) {
    const auto file = p7b_file(folder, made.certificate, form);
    const auto bytes = content_of(file);
    for (const auto& each :
         {open_store(store_type::p7b_file, file), open_store(store_type::automatic, file),
          open_store(store_type::p7b_blob, bytes), open_store(store_type::automatic, bytes),
          open_store(store_type::p7b_blob, base64(bytes)), open_store(store_type::automatic, base64(bytes))}) {
      BOOST_TEST(each->encoded() == made.certificate);
      BOOST_TEST(each->key() == nullptr);
      BOOST_TEST(!tls::context::make({}, each));
    }
    check_refusals(store_type::p7b_blob, bytes, {});
  }
}

BOOST_AUTO_TEST_CASE(stores_that_are_none_say_so) {
  const temporary_folder folder;
  BOOST_TEST(reason_of(store_type::p7b_blob, certificate_der(ecdsa_server())).find("not a PKCS#7") == 0U);
  const auto data = folder.path_of("data");
  run_tool({"openssl", "cms", "-data_create", "-in", folder.file("text", "text"), "-outform", "DER", "-out", data});
  BOOST_TEST(reason_of(store_type::p7b_file, data).find("not a list of certificates") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

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

BOOST_AUTO_TEST_SUITE(store_types)

BOOST_AUTO_TEST_CASE(refuse_what_is_of_another_type) {
  const temporary_folder folder;
  const auto& made = ecdsa_server();
  const auto ssh = ssh_key_file(folder, "ecdsa", "256");
  const std::pair<store_type, std::string> stores[] = {
    {store_type::pfx_blob, mint_pfx(made, {}, "secret")},
    {store_type::pem_key_blob, made.both()},
    {store_type::ssh_public_key_blob, content_of(ssh + ".pub")},
    {store_type::p7b_blob, content_of(p7b_file(folder, made.certificate, "DER"))},
    {store_type::ppk_blob, content_of(ppk_file(folder, "ed25519", "", "version=2"))},
    {store_type::xml_blob, xml_of(rsa_server().key)},
    {store_type::jwk_blob, jwk_of(made.key)},
  };
  for (const auto& [type, own] : stores) {
    BOOST_TEST(!!tls::credentials::open({type, own, "secret"}));
    BOOST_TEST(!!tls::credentials::open({store_type::automatic, own, "secret"}));
    for (const auto& [other_type, other] : stores) {
      // A list in PEM may hold keys too, as it is all the same.
      const bool pem_list = type == store_type::p7b_blob && other_type == store_type::pem_key_blob;
      if (other_type != type && !pem_list)
        BOOST_TEST(!reason_of(type, other, "secret").empty());
    }
  }
  for (const auto type : {store_type::jks_blob, store_type::public_key_blob, store_type::automatic})
    for (const auto& each : {std::string{"nothing"}, std::string(100, '\0'), std::string(100, '\xFF'), std::string{"<"},
                             std::string{"{"}, std::string{"\xFE\xED\xFE\xED"}, std::string{"-----BEGIN"}})
      BOOST_TEST(!reason_of(type, each, "secret").empty());
}

BOOST_AUTO_TEST_CASE(are_told_apart_by_what_the_file_holds) {
  const temporary_folder folder;
  const auto& made = rsa_server();
  for (const auto& each :
       {made.both(), xml_of(made.key), jwk_of(made.key), key_der(made), mint_pfx(made, {}, "secret")}) {
    const auto opened = open_store(store_type::automatic, folder.file("store", each), "secret");
    BOOST_TEST(EVP_PKEY_eq(opened->key(), key_from_pem(made.key).get()) == 1);
  }
}

BOOST_AUTO_TEST_CASE(of_public_keys_take_bare_ones_in_pem_and_der) {
  const temporary_folder folder;
  for (const auto* made : {&ecdsa_server(), &rsa_server()}) {
    const auto key = folder.file("key", made->key);
    const auto expected = key_from_pem(made->key);
    for (const std::string form : {"PEM", "DER"}) {
      const auto file = folder.path_of("public." + form);
      run_tool({"openssl", "pkey", "-in", key, "-pubout", "-outform", form, "-out", file});
      for (const auto& each :
           {open_store(store_type::public_key_file, file), open_store(store_type::public_key_blob, content_of(file)),
            open_store(store_type::automatic, file),
            open_store(store_type::public_key_blob, base64(content_of(file)))}) {
        BOOST_TEST(each->certificate() == nullptr);
        BOOST_TEST(each->key() == nullptr);
        BOOST_TEST(EVP_PKEY_eq(each->public_key(), expected.get()) == 1);
      }
      check_refusals(store_type::public_key_blob, content_of(file), {});
    }
  }
  const auto pkcs1 = folder.path_of("pkcs1");
  run_tool({"openssl", "rsa", "-in", folder.file("key", rsa_server().key), "-RSAPublicKey_out", "-out", pkcs1});
  BOOST_TEST(open_store(store_type::public_key_file, pkcs1)->public_key() != nullptr);
  const auto parsed = tls::credentials::parse(content_of(folder.path_of("public.PEM")));
  BOOST_TEST_REQUIRE(!!parsed);
  BOOST_TEST((*parsed)->public_key() != nullptr);
}

BOOST_AUTO_TEST_CASE(do_not_let_a_file_choose_how_long_its_password_is_tried) {
  const temporary_folder folder;
  const auto key = folder.file("key", ecdsa_server().key);
  const auto pem = folder.file("pem", ecdsa_server().both());
  const auto file = folder.path_of("closed");
  const std::vector<std::string> ends{"-out", file, "-passout", "pass:secret"};
  const auto made_by = [&](std::vector<std::string> words) {
    words.insert(words.end(), ends.begin(), ends.end());
    run_tool(words);
    return content_of(file);
  };
  // 65793 is 01 01 01, eight millions 7F FF FF, which would take long to make.
  const auto raised = [](std::string bytes) {
    const auto at = bytes.rfind("\2\3\1\1\1");
    BOOST_TEST_REQUIRE(at != std::string::npos);
    return bytes.replace(at, 5, "\2\3\x7F\xFF\xFF");
  };
  const auto der = made_by({"openssl", "pkcs8", "-topk8", "-in", key, "-outform", "DER", "-iter", "65793"});
  BOOST_TEST(open_store(store_type::pem_key_blob, der, "secret")->key() != nullptr);
  BOOST_TEST(reason_of(store_type::pem_key_blob, raised(der), "secret").find("too long") != std::string::npos);
  BOOST_TEST(reason_of(store_type::automatic, raised(der), "secret").find("too long") != std::string::npos);
  const auto text =
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\n" + folded(base64(raised(der))) + "-----END ENCRYPTED PRIVATE KEY-----\n";
  BOOST_TEST(reason_of(store_type::pem_key_blob, text, "secret").find("too long") != std::string::npos);
  const auto scrypt = made_by({"openssl", "pkcs8", "-topk8", "-in", key, "-scrypt"});
  BOOST_TEST(open_store(store_type::pem_key_blob, scrypt, "secret")->key() != nullptr);
  for (const std::string cipher : {"AES-256-CBC", "PBE-SHA1-3DES"}) {
    const auto pfx = made_by(
      {"openssl", "pkcs12", "-export", "-in", pem, "-iter", "65793", "-nomac", "-keypbe", cipher, "-certpbe", cipher});
    BOOST_TEST(open_store(store_type::pfx_blob, pfx, "secret")->key() != nullptr);
    BOOST_TEST(reason_of(store_type::pfx_blob, raised(pfx), "secret").find("too long") != std::string::npos);
  }
  const auto signed_pfx =
    made_by({"openssl", "pkcs12", "-export", "-in", pem, "-iter", "65793", "-keypbe", "NONE", "-certpbe", "NONE"});
  BOOST_TEST(open_store(store_type::pfx_blob, signed_pfx, "secret")->key() != nullptr);
  BOOST_TEST(reason_of(store_type::pfx_blob, raised(signed_pfx), "secret").find("too long") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(refuse_what_is_damaged_in_the_stores_that_openssl_reads) {
  const auto& made = ecdsa_server();
  check_refusals(store_type::pfx_blob, mint_pfx(made, {}, "secret"), "secret");
  check_refusals(store_type::pem_key_blob, encrypted_key(made, "secret"), "secret");
  check_refusals(store_type::pem_key_blob, encrypted_key(made, "secret", false), "secret");
  check_refusals(store_type::automatic, certificate_der(made), {});
  check_refusals(store_type::automatic, key_der(made), {});
}

BOOST_AUTO_TEST_SUITE_END()
