#include <string>

#include <boost/test/unit_test.hpp>
#include <openssl/objects.h>

#include "troupe/tests/support/child_process.hpp"
#include "troupe/tests/support/temporary_file.hpp"
#include "troupe/tests/tls/minted.hpp"
#include "troupe/tests/tls/store_files.hpp"
#include "troupe/tls/context.hpp"
#include "troupe/tls/credentials.hpp"

using namespace troupe;
using namespace troupe::test;
using tls::credentials;
using tls::errc;
using tls::store_type;

namespace {

bool is(const tls::failure& why, errc code) {
  return why.code == code;
}

bool says(const tls::failure& why, const std::string& text) {
  return why.reason.find(text) != std::string::npos;
}

/// A store with these names, each with its key, and one without.
std::string store_of_three() {
  certificate_form form;
  form.organization = "Example";
  std::string store;
  for (const auto* const name : {"one.example", "two.example"}) {
    form.common_name = name;
    store += mint(form).both();
  }
  form.common_name = "three.example";
  return store + mint(form).certificate;
}

} // namespace

BOOST_AUTO_TEST_SUITE(credentials_forms)

BOOST_AUTO_TEST_CASE(are_read_from_a_file_and_from_memory_in_every_form) {
  const temporary_folder folder;
  const auto& made = ecdsa_server();
  const auto pem = made.both();
  const auto pfx = mint_pfx(made, {}, "secret");
  const tls::key_store stores[] = {
    {store_type::pem_key_file, folder.file("a.pem", pem), {}},
    {store_type::pem_key_blob, pem, {}},
    {store_type::pem_key_blob, base64(pem), {}},
    {store_type::pfx_file, folder.file("a.pfx", pfx), "secret"},
    {store_type::pfx_blob, pfx, "secret"},
    {store_type::pfx_blob, base64(pfx), "secret"},
    {store_type::automatic, folder.path_of("a.pem"), {}},
    {store_type::automatic, folder.path_of("a.pfx"), "secret"},
    {store_type::automatic, pem, {}},
    {store_type::automatic, pfx, "secret"},
    {store_type::automatic, base64(pfx), "secret"},
  };
  for (const auto& each : stores) {
    const auto opened = credentials::open(each);
    BOOST_TEST_REQUIRE(!!opened);
    BOOST_TEST((*opened)->subject() == "CN=localhost");
    BOOST_TEST((*opened)->issuer() == "CN=localhost");
    BOOST_TEST((*opened)->encoded() == made.certificate);
    BOOST_TEST((*opened)->key() != nullptr);
  }
}

BOOST_AUTO_TEST_CASE(have_no_key_in_the_public_forms) {
  const temporary_folder folder;
  const auto& made = rsa_server();
  const auto der = certificate_der(made);
  for (const auto& each :
       {tls::key_store{store_type::public_key_file, folder.file("a.pem", made.both()), {}},
        tls::key_store{store_type::public_key_file, folder.file("a.der", der), {}},
        tls::key_store{store_type::public_key_blob, der, {}},
        tls::key_store{store_type::public_key_blob, base64(der), {}}, tls::key_store{store_type::automatic, der, {}}}) {
    const auto opened = credentials::open(each);
    BOOST_TEST_REQUIRE(!!opened);
    BOOST_TEST((*opened)->encoded() == made.certificate);
    BOOST_TEST((*opened)->key() == nullptr);
  }
  for (const auto& each : {made.certificate, der, base64(der)}) {
    const auto parsed = credentials::parse(each);
    BOOST_TEST_REQUIRE(!!parsed);
    BOOST_TEST((*parsed)->subject() == "CN=localhost");
  }
}

BOOST_AUTO_TEST_CASE(have_encrypted_keys_of_both_kinds) {
  const auto& made = rsa_server();
  for (const bool pkcs8 : {true, false}) {
    const auto store = made.certificate + encrypted_key(made, "pass word", pkcs8);
    BOOST_TEST(!!credentials::open({store_type::pem_key_blob, store, "pass word"}));
    const auto wrong = credentials::open({store_type::pem_key_blob, store, "other"});
    BOOST_TEST_REQUIRE(!wrong);
    BOOST_TEST(is(wrong.why(), errc::store_not_opened));
    BOOST_TEST(wrong.why().reason == "wrong password");
    const auto none = credentials::open({store_type::pem_key_blob, store, {}});
    BOOST_TEST_REQUIRE(!none);
    BOOST_TEST(says(none.why(), "a password is needed"));
  }
  const auto wrong = credentials::open({store_type::pfx_blob, mint_pfx(made, {}, "secret"), "other"});
  BOOST_TEST_REQUIRE(!wrong);
  BOOST_TEST(wrong.why().reason == "wrong password");
  BOOST_TEST(!!credentials::open({store_type::pfx_blob, mint_pfx(made, {}, ""), ""}));
}

BOOST_AUTO_TEST_CASE(have_keys_that_were_encrypted_long_ago) {
  const temporary_folder folder;
  const auto key = folder.file("key", rsa_server().key);
  const auto old = folder.path_of("old");
  // As OpenSSL 1.0 did it, in PEM and DER.
  for (const std::string form : {"PEM", "DER"}) {
    output_of({"openssl", "pkcs8", "-topk8", "-v1", "PBE-MD5-DES", "-provider", "legacy", "-provider", "default", "-in",
               key, "-outform", form, "-passout", "pass:secret", "-out", old});
    const auto opened = credentials::open({store_type::pem_key_file, old, "secret"});
    BOOST_TEST_REQUIRE(!!opened);
    BOOST_TEST((*opened)->key() != nullptr);
    const auto wrong = credentials::open({store_type::pem_key_file, old, "other"});
    BOOST_TEST_REQUIRE(!wrong);
    BOOST_TEST(wrong.why().reason == "wrong password");
  }
  output_of({"openssl", "rsa", "-traditional", "-des", "-provider", "legacy", "-provider", "default", "-in", key,
             "-passout", "pass:secret", "-out", old});
  const auto outdated = credentials::open({store_type::pem_key_file, old, "secret"});
  BOOST_TEST_REQUIRE(!outdated);
  BOOST_TEST(says(outdated.why(), "encrypt it again"));
}

BOOST_AUTO_TEST_CASE(are_not_named_in_errors_when_they_are_given_for_a_file) {
  const auto der = key_der(ecdsa_server());
  for (const auto& each : {base64(der), base64(der).substr(0, 100), ecdsa_server().key}) {
    for (const auto type : {store_type::pem_key_file, store_type::automatic, store_type::pkcs11}) {
      const auto opened = credentials::open({type, each, {}});
      BOOST_TEST((opened || opened.why().reason.find(each.substr(0, 40)) == std::string::npos));
    }
  }
}

BOOST_AUTO_TEST_CASE(are_found_among_several_in_a_pfx_store_also_in_an_old_one) {
  certificate_form form;
  form.common_name = "other.example";
  const std::vector<minted> members{ecdsa_server(), mint(form)};
  for (const int algorithm :
       {NID_aes_256_cbc, NID_pbe_WithSHA1And3_Key_TripleDES_CBC, NID_pbe_WithSHA1And40BitRC2_CBC}) {
    const auto store = mint_pfx_of(members, "secret", algorithm);
    for (const auto* const subject : {"CN=localhost", "CN=other.example"}) {
      const auto opened = credentials::open({store_type::pfx_blob, store, "secret"}, subject);
      BOOST_TEST_REQUIRE(!!opened);
      BOOST_TEST((*opened)->subject() == subject);
      BOOST_TEST(!!tls::context::make({}, *opened));
    }
    BOOST_TEST(!credentials::open({store_type::pfx_blob, store, "other"}));
  }
}

BOOST_AUTO_TEST_CASE(say_why_a_store_was_not_opened) {
  const temporary_folder folder;
  const std::string noise = "\x01\x02 random bytes \xFE\xFF";
  const auto reason = [](store_type type, const std::string& place) {
    const auto opened = credentials::open({type, place, {}});
    BOOST_TEST_REQUIRE(!opened);
    BOOST_TEST(is(opened.why(), errc::store_not_opened));
    return opened.why().reason;
  };
  const auto missing = folder.path_of("missing");
  BOOST_TEST(reason(store_type::pem_key_file, missing) == missing + ": No such file or directory");
  BOOST_TEST(reason(store_type::pfx_file, folder.path()) == folder.path() + ": Is a directory");
  BOOST_TEST(reason(store_type::automatic, missing).find("neither a file") != std::string::npos);
  BOOST_TEST(!reason(store_type::automatic, "").empty());
  for (const auto type :
       {store_type::pem_key_blob, store_type::pfx_blob, store_type::public_key_blob, store_type::automatic}) {
    BOOST_TEST(!reason(type, noise).empty());
    BOOST_TEST(!reason(type, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").empty());
    BOOST_TEST(!reason(type, "-----BEGIN CERTIFICATE-----\n").empty());
  }
  BOOST_TEST(reason(store_type::user, "MY").find("Windows") != std::string::npos);
  BOOST_TEST(reason(store_type::bcfks_file, "a.bcfks").find("convert it to PFX") != std::string::npos);
  BOOST_TEST(reason(static_cast<store_type>(20), "a").find("no stores of type 20") != std::string::npos);
  BOOST_TEST(reason(static_cast<store_type>(-1), "a").find("no stores of type -1") != std::string::npos);
  BOOST_TEST(!credentials::parse("nothing"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(credentials_choice)

BOOST_AUTO_TEST_CASE(is_by_exact_name_then_by_a_part_of_it) {
  const auto store = store_of_three();
  const auto subject = [&store](const std::string& asked) {
    const auto opened = credentials::open({store_type::pem_key_blob, store, {}}, asked);
    return opened ? (*opened)->subject() : std::string{};
  };
  BOOST_TEST(subject("*") == "CN=one.example, O=Example");
  BOOST_TEST(subject("CN=two.example, O=Example") == "CN=two.example, O=Example");
  BOOST_TEST(subject("cn=two.example,o=example") == "CN=two.example, O=Example");
  BOOST_TEST(subject("O=Example, CN=two.example") == "CN=two.example, O=Example");
  BOOST_TEST(subject("two") == "CN=two.example, O=Example");
  BOOST_TEST(subject("three") == "CN=three.example, O=Example");
  BOOST_TEST(subject("example") == "CN=one.example, O=Example");
  const auto none = credentials::open({store_type::pem_key_blob, store, {}}, "four");
  BOOST_TEST_REQUIRE(!none);
  BOOST_TEST(is(none.why(), errc::certificate_not_found));
}

BOOST_AUTO_TEST_CASE(prefers_a_certificate_that_has_its_key) {
  const auto& made = ecdsa_server();
  certificate_form form;
  form.common_name = "bare";
  const auto store = mint(form).certificate + made.both();
  const auto first = credentials::open({store_type::pem_key_blob, store, {}});
  BOOST_TEST_REQUIRE(!!first);
  BOOST_TEST((*first)->subject() == "CN=localhost");
  const auto bare = credentials::open({store_type::pem_key_blob, store, {}}, "bare");
  BOOST_TEST_REQUIRE(!!bare);
  BOOST_TEST((*bare)->key() == nullptr);
}

BOOST_AUTO_TEST_CASE(fails_for_a_thumbprint_that_none_has) {
  const auto none = credentials::open({store_type::pem_key_blob, ecdsa_server().both(), {}}, "Thumbprint=00:11");
  BOOST_TEST_REQUIRE(!none);
  BOOST_TEST(is(none.why(), errc::certificate_not_found));
}

BOOST_AUTO_TEST_CASE(fails_for_a_key_of_another_certificate) {
  const auto strange = credentials::open({store_type::pem_key_blob, ecdsa_server().certificate + rsa_server().key, {}});
  BOOST_TEST_REQUIRE(!strange);
  BOOST_TEST(is(strange.why(), errc::no_credentials));
}

BOOST_AUTO_TEST_CASE(is_a_key_where_there_is_no_certificate_but_no_server_takes_it) {
  const tls::key_store store{store_type::pem_key_blob, ecdsa_server().key, {}};
  const auto alone = credentials::open(store);
  BOOST_TEST_REQUIRE(!!alone);
  BOOST_TEST((*alone)->certificate() == nullptr);
  BOOST_TEST((*alone)->key() != nullptr);
  BOOST_TEST((*alone)->public_key() == (*alone)->key());
  BOOST_TEST((*alone)->subject().empty());
  BOOST_TEST((*alone)->issuer().empty());
  BOOST_TEST((*alone)->encoded().empty());
  BOOST_TEST((*alone)->fingerprint().empty());
  const auto refused = tls::context::make({}, *alone);
  BOOST_TEST_REQUIRE(!refused);
  BOOST_TEST(is(refused.why(), errc::no_credentials));
  BOOST_TEST(says(refused.why(), "no certificate"));
  const auto named = credentials::open(store, "localhost");
  BOOST_TEST_REQUIRE(!named);
  BOOST_TEST(is(named.why(), errc::certificate_not_found));
  BOOST_TEST(says(named.why(), "no certificate"));
}

BOOST_AUTO_TEST_CASE(takes_the_key_of_a_given_certificate_out_of_a_store) {
  const auto& made = ecdsa_server();
  const auto paired =
    credentials::open_for({store_type::pem_key_blob, rsa_server().key + made.key, {}}, certificate_der(made));
  BOOST_TEST_REQUIRE(!!paired);
  BOOST_TEST((*paired)->encoded() == made.certificate);
  BOOST_TEST(!!tls::context::make({}, *paired));
  const auto strange = credentials::open_for({store_type::pem_key_blob, rsa_server().both(), {}}, made.certificate);
  BOOST_TEST_REQUIRE(!strange);
  BOOST_TEST(is(strange.why(), errc::no_credentials));
  const auto keyless = credentials::open_for({store_type::pem_key_blob, made.certificate, {}}, made.certificate);
  BOOST_TEST_REQUIRE(!keyless);
  BOOST_TEST(is(keyless.why(), errc::no_credentials));
  const auto nothing = credentials::open_for({store_type::pem_key_blob, made.key, {}}, "nothing");
  BOOST_TEST_REQUIRE(!nothing);
  BOOST_TEST(is(nothing.why(), errc::store_not_opened));
}

BOOST_AUTO_TEST_SUITE_END()
