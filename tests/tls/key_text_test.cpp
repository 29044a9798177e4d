#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/support/child_process.hpp"
#include "troupe/tests/tls/store_files.hpp"
#include "troupe/tests/tls/tls_pair.hpp"

using namespace troupe;
using namespace troupe::test;
using tls::store_type;

namespace {

/// With the first `from` replaced.
std::string with(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

certificate_form named_rsa() {
  certificate_form form;
  form.kind = key_kind::rsa;
  return form;
}

std::string new_key(const temporary_folder& in, const std::string& algorithm, const std::string& option = {}) {
  const auto file = in.path_of("new.pem");
  std::vector<std::string> words{"openssl", "genpkey", "-algorithm", algorithm, "-out", file};
  if (!option.empty())
    words.insert(words.end(), {"-pkeyopt", option});
  run_tool(words);
  return content_of(file);
}

} // namespace

BOOST_AUTO_TEST_SUITE(xml_keys)

BOOST_AUTO_TEST_CASE(of_xmlsec_are_read_with_their_certificate_and_serve) {
  const temporary_folder folder;
  const auto file = xml_file(folder, rsa_server());
  for (const auto& each : {open_store(store_type::xml_file, file), open_store(store_type::automatic, file),
                           open_store(store_type::xml_blob, content_of(file)),
                           open_store(store_type::xml_blob, base64(content_of(file)))}) {
    BOOST_TEST(each->encoded() == rsa_server().certificate);
    const auto rules = tls::context::make({}, each);
    BOOST_TEST_REQUIRE(!!rules);
    BOOST_TEST(tls_pair{*rules}.run());
  }
  check_refusals(store_type::xml_blob, content_of(file), {});
}

BOOST_AUTO_TEST_CASE(of_net_are_read_with_and_without_their_private_numbers) {
  const auto text = xml_of(rsa_server().key);
  const auto expected = key_from_pem(rsa_server().key);
  const auto pair = open_store(store_type::xml_blob, text);
  BOOST_TEST(signs_for(pair->key(), expected.get()));
  const auto open = open_store(store_type::xml_blob, text.substr(0, text.find("<P>")) + "</RSAKeyValue>");
  BOOST_TEST(open->key() == nullptr);
  BOOST_TEST(EVP_PKEY_eq(open->public_key(), expected.get()) == 1);
  // Ends of lines by number, as Java's signatures have them.
  BOOST_TEST(open_store(store_type::xml_blob, with(text, "<Exponent>AQAB", "<Exponent>AQAB&#13;\n"))->key() != nullptr);
  check_refusals(store_type::xml_blob, text, {});
}

BOOST_AUTO_TEST_CASE(that_can_not_be_read_say_why) {
  const auto blob = store_type::xml_blob;
  const auto text = xml_of(rsa_server().key);
  BOOST_TEST(reason_of(blob, "<a/>").find("neither an RSAKeyValue") != std::string::npos);
  BOOST_TEST(reason_of(blob, "<RSAKeyValue/>").find("do not belong together") != std::string::npos);
  BOOST_TEST(reason_of(blob, with(text, "<P>", "<P>!")).find("P of the RSAKeyValue is not Base64") == 0U);
  BOOST_TEST(reason_of(blob, with(text, "<Exponent>AQAB", "<Exponent>AQAD")).find("do not belong together") !=
             std::string::npos);
  BOOST_TEST(reason_of(blob, "<X509Certificate>AAAA</X509Certificate>").find("X509Certificate can't be read") !=
             std::string::npos);
  BOOST_TEST(reason_of(blob, "<X509Certificate>!</X509Certificate>").find("not Base64") != std::string::npos);
  std::string many = "<keys>";
  for (int i = 0; i < 51; ++i)
    many += text;
  BOOST_TEST(reason_of(blob, many + "</keys>").find("more than 50") != std::string::npos);
  BOOST_TEST(reason_of(blob, "no XML").find("not XML") == 0U);
}

BOOST_AUTO_TEST_CASE(do_not_grow_by_entities_and_fetch_nothing) {
  const temporary_folder folder;
  const auto secret = folder.file("secret", "AQAB");
  const auto text = xml_of(rsa_server().key);
  const auto type = [&](const std::string& entity) {
    return "<!DOCTYPE RSAKeyValue [" + entity + "]>" + with(text, "<Exponent>AQAB", "<Exponent>&e;");
  };
  // An entity stands for itself, which is no Base64.
  for (const auto& entity : {std::string{"<!ENTITY e \"AQAB\">"}, "<!ENTITY e SYSTEM \"file://" + secret + "\">"})
    BOOST_TEST(reason_of(store_type::xml_blob, type(entity)).find("not Base64") != std::string::npos);
  std::string billion = "<!ENTITY e0 \"lol\">";
  for (int i = 1; i < 30; ++i) {
    const auto one = "&e" + std::to_string(i - 1) + ';';
    billion += "<!ENTITY e" + std::to_string(i) + " \"" + one + one + one + one + "\">";
  }
  BOOST_TEST(!reason_of(store_type::xml_blob, type(billion)).empty());
  // Deep nesting takes no deep stack.
  std::string deep;
  for (int i = 0; i < 100'000; ++i)
    deep += "<a>";
  BOOST_TEST(!reason_of(store_type::xml_blob, deep).empty());
  for (int i = 0; i < 100'000; ++i)
    deep += "</a>";
  BOOST_TEST(!reason_of(store_type::xml_blob, deep).empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(jwks)

BOOST_AUTO_TEST_CASE(of_jose_are_read_and_sign_for_their_public_half) {
  const temporary_folder folder;
  for (const std::string form :
       {R"({"kty":"RSA","bits":2048})", R"({"alg":"ES256"})", R"({"alg":"ES384"})", R"({"alg":"ES512"})"}) {
    const auto file = jwk_file(folder, form);
    const auto open = folder.path_of("open.jwk");
    run_tool({"jose", "jwk", "pub", "-i", file, "-o", open});
    const auto known = open_store(store_type::jwk_file, open);
    BOOST_TEST(known->key() == nullptr);
    for (const auto& each : {open_store(store_type::jwk_file, file), open_store(store_type::automatic, file),
                             open_store(store_type::jwk_blob, content_of(file)),
                             open_store(store_type::jwk_blob, base64(content_of(file)))}) {
      BOOST_TEST_REQUIRE(each->key() != nullptr);
      BOOST_TEST(signs_for(each->key(), known->public_key()));
    }
  }
}

BOOST_AUTO_TEST_CASE(of_all_kinds_are_those_of_openssl) {
  const temporary_folder folder;
  const std::pair<const char*, const char*> kinds[] = {{"RSA", ""},
                                                       {"EC", "ec_paramgen_curve:P-256"},
                                                       {"EC", "ec_paramgen_curve:P-521"},
                                                       {"ED25519", ""},
                                                       {"ED448", ""},
                                                       {"X25519", ""},
                                                       {"X448", ""}};
  for (const auto& [algorithm, option] : kinds) {
    const auto pem = new_key(folder, algorithm, option);
    const auto text = jwk_of(pem);
    BOOST_TEST(EVP_PKEY_eq(open_store(store_type::jwk_blob, text)->key(), key_from_pem(pem).get()) == 1, algorithm);
    check_refusals(store_type::jwk_blob, text, {});
  }
}

BOOST_AUTO_TEST_CASE(with_certificates_serve) {
  const auto& made = ecdsa_server();
  const auto opened = open_store(store_type::jwk_blob, jwk_of(made.key, {made.certificate}));
  BOOST_TEST(opened->encoded() == made.certificate);
  const auto rules = tls::context::make({}, opened);
  BOOST_TEST_REQUIRE(!!rules);
  BOOST_TEST(tls_pair{*rules}.run());
  const auto strange = tls::credentials::open({store_type::jwk_blob, jwk_of(rsa_server().key, {made.certificate}), {}});
  BOOST_TEST_REQUIRE(!strange);
  BOOST_TEST((strange.why().code == tls::errc::no_credentials));
}

BOOST_AUTO_TEST_CASE(in_a_set_are_taken_together_and_strange_ones_left) {
  const auto& made = ecdsa_server();
  const auto set = R"({"keys":[{"kty":"oct","k":"AAAA"},)" + jwk_of(rsa_server().key) + ',' +
                   jwk_of(made.key, {made.certificate}) + "]}";
  const auto opened = open_store(store_type::jwk_blob, set);
  BOOST_TEST(opened->encoded() == made.certificate);
  BOOST_TEST(opened->key() != nullptr);
  const auto blob = store_type::jwk_blob;
  std::string many = R"({"keys":[)";
  for (int i = 0; i < 51; ++i)
    many += jwk_of(made.key) + (i < 50 ? "," : "]}");
  BOOST_TEST(reason_of(blob, many).find("more than 50") != std::string::npos);
  BOOST_TEST(reason_of(blob, R"({"keys":[]})").find("empty") != std::string::npos);
  BOOST_TEST(reason_of(blob, R"({"keys":[{"kty":"oct","k":"AAAA"}]})").find("symmetric") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(of_rsa_are_read_without_their_primes) {
  const auto text = jwk_of(rsa_server().key);
  const auto end = text.find(",\"p\"");
  const auto opened = open_store(store_type::jwk_blob, text.substr(0, end) + '}');
  BOOST_TEST(signs_for(opened->key(), key_from_pem(rsa_server().key).get()));
  const auto other = mint(named_rsa());
  const auto others = jwk_of(other.key);
  const auto d = text.substr(text.find(",\"d\""), end - text.find(",\"d\""));
  const auto other_end = others.find(",\"p\"");
  const auto other_d = others.substr(others.find(",\"d\""), other_end - others.find(",\"d\""));
  BOOST_TEST(reason_of(store_type::jwk_blob, with(text.substr(0, end) + '}', d, other_d)).find("belong together") !=
             std::string::npos);
  BOOST_TEST(reason_of(store_type::jwk_blob, with(text, d, other_d)).find("belong together") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(that_can_not_be_read_say_why) {
  const auto blob = store_type::jwk_blob;
  const auto text = jwk_of(ecdsa_server().key, {ecdsa_server().certificate});
  BOOST_TEST(reason_of(blob, "{") == "not JSON");
  BOOST_TEST(reason_of(blob, "\xFF") == "not JSON");
  for (const auto* const each : {"[]", "1", "\"text\"", "{}", R"({"kty":1})", R"({"keys":1})"})
    BOOST_TEST(reason_of(blob, each).find("not a JSON Web Key") == 0U, each);
  BOOST_TEST(reason_of(blob, R"({"kty":"oct","k":"AAAA"})").find("symmetric") != std::string::npos);
  BOOST_TEST(reason_of(blob, R"({"protected":"x","ciphertext":"y"})").find("encrypted") != std::string::npos);
  BOOST_TEST(reason_of(blob, with(text, "P-256", "P-384")).find("crv") != std::string::npos);
  BOOST_TEST(reason_of(blob, with(text, "\"x\":\"", "\"x\":\"=")).find("belong together") != std::string::npos);
  // What is left without its secret number would pass for a public key.
  BOOST_TEST(reason_of(blob, with(text, "\"d\":\"", "\"d\":\"=")).find("belong together") != std::string::npos);
  BOOST_TEST(reason_of(blob, with(text, "\"d\":\"", "\"d\":7,\"D\":\"")).find("belong together") != std::string::npos);
  BOOST_TEST(reason_of(blob, with(text, "x5c\":[\"", "x5c\":[\"AAAA")).find("x5c") != std::string::npos);
  BOOST_TEST(reason_of(blob, with(with(text, "x5c\":[", "x5c\":"), "]}", "}")).find("no list") != std::string::npos);
  BOOST_TEST(reason_of(blob, with(jwk_of(rsa_server().key), "{", R"({"oth":[],)")).find("two primes") !=
             std::string::npos);
  // Deep nesting takes no deep stack.
  BOOST_TEST(reason_of(blob, "{\"a\":" + std::string(500'000, '[')) == "not JSON");
  BOOST_TEST(reason_of(blob, "{\"a\":" + std::string(400'000, '[') + std::string(400'000, ']') + '}')
               .find("not a JSON Web Key") == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
