#include "troupe/tests/tls/store_files.hpp"

#include <fstream>
#include <iterator>
#include <random>
#include <stdexcept>

#include <boost/test/unit_test.hpp>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include "troupe/tests/support/child_process.hpp"

namespace troupe::test {

using tls::owned;

namespace {

owned<BIO> reader(const std::string& text) {
  return owned<BIO>{BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
}

std::string without_newlines(std::string text) {
  text.erase(std::remove(text.begin(), text.end(), '\n'), text.end());
  return text;
}

/// RFC 4648, 5.
std::string base64url(const std::string& bytes) {
  auto text = base64(bytes);
  text.resize(text.find_last_not_of('=') + 1);
  for (char& each : text)
    each = each == '+' ? '-' : each == '/' ? '_' : each;
  return text;
}

std::string number(const EVP_PKEY* of, const char* name, std::size_t size = 0) {
  BIGNUM* found = nullptr;
  if (EVP_PKEY_get_bn_param(of, name, &found) != 1)
    throw std::runtime_error{std::string{"no number "} + name};
  const owned<BIGNUM> kept{found};
  std::string bytes(std::max(size, static_cast<std::size_t>(BN_num_bytes(found))), '\0');
  BN_bn2binpad(found, reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  return bytes;
}

std::string octets(const EVP_PKEY* of, const char* name) {
  std::size_t size = 0;
  EVP_PKEY_get_octet_string_param(of, name, nullptr, 0, &size);
  std::string bytes(size, '\0');
  if (EVP_PKEY_get_octet_string_param(of, name, reinterpret_cast<unsigned char*>(bytes.data()), size, &size) != 1)
    throw std::runtime_error{std::string{"no bytes "} + name};
  return bytes;
}

std::string member(const std::string& name, const std::string& value) {
  return ",\"" + name + "\":\"" + value + '"';
}

std::string rsa_members(const EVP_PKEY* key) {
  const std::pair<const char*, const char*> numbers[] = {
    {"n", OSSL_PKEY_PARAM_RSA_N},          {"e", OSSL_PKEY_PARAM_RSA_E},
    {"d", OSSL_PKEY_PARAM_RSA_D},          {"p", OSSL_PKEY_PARAM_RSA_FACTOR1},
    {"q", OSSL_PKEY_PARAM_RSA_FACTOR2},    {"dp", OSSL_PKEY_PARAM_RSA_EXPONENT1},
    {"dq", OSSL_PKEY_PARAM_RSA_EXPONENT2}, {"qi", OSSL_PKEY_PARAM_RSA_COEFFICIENT1}};
  std::string text = "\"kty\":\"RSA\"";
  for (const auto& [name, parameter] : numbers)
    text += member(name, base64url(number(key, parameter)));
  return text;
}

std::string ec_members(const EVP_PKEY* key) {
  const auto size = static_cast<std::size_t>(EVP_PKEY_get_bits(key) + 7) / 8;
  const std::string curve = size == 32 ? "P-256" : size == 48 ? "P-384" : "P-521";
  return "\"kty\":\"EC\"" + member("crv", curve) + member("x", base64url(number(key, OSSL_PKEY_PARAM_EC_PUB_X, size))) +
         member("y", base64url(number(key, OSSL_PKEY_PARAM_EC_PUB_Y, size))) +
         member("d", base64url(number(key, OSSL_PKEY_PARAM_PRIV_KEY, size)));
}

std::string okp_members(const EVP_PKEY* key) {
  const std::string name = EVP_PKEY_get0_type_name(key);
  const auto curve = name == "ED25519" ? "Ed25519" : name == "ED448" ? "Ed448" : name;
  return "\"kty\":\"OKP\"" + member("crv", curve) + member("x", base64url(octets(key, OSSL_PKEY_PARAM_PUB_KEY))) +
         member("d", base64url(octets(key, OSSL_PKEY_PARAM_PRIV_KEY)));
}

std::string ssh_string(const std::string& text) {
  std::string bytes;
  for (const unsigned shift : {24U, 16U, 8U, 0U})
    bytes += static_cast<char>(text.size() >> shift);
  return bytes + text;
}

} // namespace

void run_tool(const std::vector<std::string>& words) {
  child_process tool{words, child_process::listen::output_and_errors};
  if (const int status = tool.wait(); status != 0)
    throw std::runtime_error{words.front() + ": exit status " + std::to_string(status) + ": " +
                             tool.lines().text_to_end()};
}

std::string content_of(const std::string& file) {
  std::ifstream in{file, std::ios::binary};
  if (!in)
    throw std::runtime_error{"no file " + file};
  return {std::istreambuf_iterator<char>{in}, {}};
}

std::string ssh_key_file(const temporary_folder& in, const std::string& kind, const std::string& bits,
                         const std::string& password) {
  auto file = in.path_of("ssh_" + kind + bits + password);
  std::vector<std::string> words{"ssh-keygen", "-q", "-t", kind, "-N", password, "-C", "a comment", "-f", file};
  if (!bits.empty())
    words.insert(words.end(), {"-b", bits});
  run_tool(words);
  return file;
}

std::string ppk_file(const temporary_folder& in, const std::string& kind, const std::string& bits,
                     const std::string& parameters, const std::string& password) {
  auto file = in.path_of("key.ppk");
  std::vector<std::string> words{
    "puttygen", "-q",      "-t", kind, "-C",          "a comment", "--random-device",  "/dev/urandom",
    "-O",       "private", "-o", file, "--ppk-param", parameters,  "--new-passphrase", in.file("password", password)};
  if (!bits.empty())
    words.insert(words.end(), {"-b", bits});
  run_tool(words);
  return file;
}

std::string jks_file(const temporary_folder& in, const std::string& kind, const std::string& password) {
  auto file = in.path_of(kind + ".jks");
  run_tool({"keytool", "-genkeypair", "-storetype", "JKS", "-keystore", file, "-storepass", password, "-keypass",
            password, "-alias", "own", "-keyalg", kind, "-dname", "CN=from.java, O=Example"});
  return file;
}

std::string p7b_file(const temporary_folder& in, const std::string& certificates, const std::string& form) {
  auto file = in.path_of("list." + form);
  run_tool(
    {"openssl", "crl2pkcs7", "-nocrl", "-certfile", in.file("list.pem", certificates), "-outform", form, "-out", file});
  return file;
}

std::string xml_file(const temporary_folder& in, const minted& of) {
  auto file = in.path_of("keys.xml");
  run_tool({"xmlsec1", "--keys", "--privkey-pem:own",
            in.file("xml.key", of.key) + ',' + in.file("xml.pem", of.certificate), file});
  return file;
}

std::string jwk_file(const temporary_folder& in, const std::string& form) {
  auto file = in.path_of("key.jwk");
  run_tool({"jose", "jwk", "gen", "-i", form, "-o", file});
  return file;
}

std::string jwk_of(const std::string& key_pem, const std::vector<std::string>& chain) {
  const auto key = key_from_pem(key_pem);
  auto text = '{' + (EVP_PKEY_is_a(key.get(), "RSA") == 1  ? rsa_members(key.get())
                     : EVP_PKEY_is_a(key.get(), "EC") == 1 ? ec_members(key.get())
                                                           : okp_members(key.get()));
  if (!chain.empty()) {
    text += ",\"x5c\":[";
    for (const auto& each : chain)
      text += (&each == &chain.front() ? "\"" : ",\"") + without_newlines(base64(certificate_der({each, {}}))) + '"';
    text += ']';
  }
  return text + '}';
}

std::string xml_of(const std::string& key_pem) {
  const auto key = key_from_pem(key_pem);
  const std::pair<std::string, const char*> numbers[] = {{"Modulus", OSSL_PKEY_PARAM_RSA_N},
                                                         {"Exponent", OSSL_PKEY_PARAM_RSA_E},
                                                         {"P", OSSL_PKEY_PARAM_RSA_FACTOR1},
                                                         {"Q", OSSL_PKEY_PARAM_RSA_FACTOR2},
                                                         {"DP", OSSL_PKEY_PARAM_RSA_EXPONENT1},
                                                         {"DQ", OSSL_PKEY_PARAM_RSA_EXPONENT2},
                                                         {"InverseQ", OSSL_PKEY_PARAM_RSA_COEFFICIENT1},
                                                         {"D", OSSL_PKEY_PARAM_RSA_D}};
  std::string text = "<RSAKeyValue>";
  for (const auto& [name, parameter] : numbers)
    text += '<' + name + '>' + base64(number(key.get(), parameter)) + "</" + name + '>';
  return text + "</RSAKeyValue>";
}

std::string openssh_key_of_seed(const std::string& seed) {
  const auto* const bytes = reinterpret_cast<const unsigned char*>(seed.data());
  const owned<EVP_PKEY> key{EVP_PKEY_new_raw_private_key_ex(nullptr, "ED25519", nullptr, bytes, seed.size())};
  const auto open = octets(key.get(), OSSL_PKEY_PARAM_PUB_KEY);
  const auto name = ssh_string("ssh-ed25519");
  auto secret = std::string{"\1\2\3\4\1\2\3\4"} + name + ssh_string(open) + ssh_string(seed + open) + ssh_string("");
  for (char fill = 1; secret.size() % 8 != 0; ++fill)
    secret += fill;
  const auto all = std::string("openssh-key-v1\0", 15) + ssh_string("none") + ssh_string("none") + ssh_string("") +
                   std::string("\0\0\0\1", 4) + ssh_string(name + ssh_string(open)) + ssh_string(secret);
  auto packed = base64(all);
  for (std::size_t at = 70; at < packed.size(); at += 71)
    packed.insert(at, "\n");
  return "-----BEGIN OPENSSH PRIVATE KEY-----\n" + packed + "\n-----END OPENSSH PRIVATE KEY-----\n";
}

owned<EVP_PKEY> key_from_pem(const std::string& pem) {
  owned<EVP_PKEY> key{PEM_read_bio_PrivateKey(reader(pem).get(), nullptr, nullptr, nullptr)};
  if (key == nullptr)
    key.reset(PEM_read_bio_PUBKEY(reader(pem).get(), nullptr, nullptr, nullptr));
  ERR_clear_error();
  if (key == nullptr)
    throw std::runtime_error{"no key in " + pem};
  return key;
}

bool signs_for(EVP_PKEY* secret, EVP_PKEY* open) {
  const bool own_hash = EVP_PKEY_is_a(secret, "ED25519") == 1 || EVP_PKEY_is_a(secret, "ED448") == 1;
  const auto* const hash = own_hash ? nullptr : EVP_sha256();
  const owned<EVP_MD_CTX> signer{EVP_MD_CTX_new()};
  const owned<EVP_MD_CTX> verifier{EVP_MD_CTX_new()};
  const unsigned char text[] = "text";
  unsigned char signature[4096];
  std::size_t size = sizeof signature;
  const bool good = EVP_DigestSignInit(signer.get(), nullptr, hash, nullptr, secret) == 1 &&
                    EVP_DigestSign(signer.get(), signature, &size, text, sizeof text) == 1 &&
                    EVP_DigestVerifyInit(verifier.get(), nullptr, hash, nullptr, open) == 1 &&
                    EVP_DigestVerify(verifier.get(), signature, size, text, sizeof text) == 1;
  ERR_clear_error();
  return good;
}

void check_refusals(tls::store_type type, const std::string& good, const std::string& password) {
  const auto opened = [&](const std::string& bytes) {
    const auto found = tls::credentials::open({type, bytes, password});
    if (!found) {
      const auto code = static_cast<tls::errc>(found.why().code.value());
      BOOST_TEST((code == tls::errc::store_not_opened || code == tls::errc::no_credentials),
                 found.why().code.message());
      BOOST_TEST(!found.why().reason.empty());
    }
    BOOST_TEST(ERR_peek_error() == 0U);
    return static_cast<bool>(found);
  };
  // A comment or a line's end may be missing.
  for (std::size_t cut = 0; cut < 48; ++cut)
    BOOST_TEST(!opened(good.substr(0, good.size() * cut / 50)), "cut to " << cut << " of 50 parts");
  std::mt19937 random{7};
  std::uniform_int_distribution<int> any{0, 255};
  for (std::size_t i = 0; i < 200; ++i) {
    auto changed = good;
    changed[random() % changed.size()] = static_cast<char>(any(random));
    opened(changed);
    std::string noise(random() % 2000, '\0');
    for (char& each : noise)
      each = static_cast<char>(any(random));
    BOOST_TEST(!opened(noise));
  }
}

tls::credentials_ptr open_store(tls::store_type type, const std::string& place, const std::string& password,
                                const std::string& subject) {
  auto opened = tls::credentials::open({type, place, password}, subject);
  if (!opened)
    throw std::runtime_error{"not opened: " + opened.why().reason};
  return *std::move(opened);
}

std::string reason_of(tls::store_type type, const std::string& place, const std::string& password) {
  const auto opened = tls::credentials::open({type, place, password});
  if (opened)
    throw std::runtime_error{"opened"};
  BOOST_TEST((opened.why().code == tls::errc::store_not_opened));
  return opened.why().reason;
}

} // namespace troupe::test
