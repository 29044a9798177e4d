#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <openssl/x509.h>

#include "troupe/tests/tls/store_files.hpp"
#include "troupe/tests/tls/tls_pair.hpp"

using namespace troupe;
using namespace troupe::test;
using tls::store_type;

namespace {

/// In lines, as PEM wants them.
std::string folded(std::string text) {
  for (std::size_t at = 64; at < text.size(); at += 65)
    text.insert(at, "\n");
  return text + '\n';
}

} // namespace

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
  for (const std::string form : {"PEM", "DER"}) {
    run_tool({"openssl", "rsa", "-in", folder.file("key", rsa_server().key), "-RSAPublicKey_out", "-outform", form,
              "-out", pkcs1});
    BOOST_TEST(open_store(store_type::public_key_file, pkcs1)->public_key() != nullptr);
  }
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
