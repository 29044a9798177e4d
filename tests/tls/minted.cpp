#include "troupe/tests/tls/minted.hpp"

#include <stdexcept>

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include "troupe/tls/handles.hpp"

namespace troupe::test {

using tls::owned;

namespace {

void check(bool good, const char* what) {
  if (!good)
    throw std::runtime_error{std::string{"mint: "} + what};
}

std::string content(BIO* of) {
  char* text = nullptr;
  const auto size = BIO_get_mem_data(of, &text);
  return {text, static_cast<std::size_t>(size)};
}

template <class Writer>
std::string written(Writer writer) {
  const owned<BIO> memory{BIO_new(BIO_s_mem())};
  check(writer(memory.get()) == 1, "write");
  return content(memory.get());
}

owned<BIO> reader(const std::string& text) {
  return owned<BIO>{BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
}

owned<X509> certificate_of(const std::string& pem) {
  return owned<X509>{PEM_read_bio_X509(reader(pem).get(), nullptr, nullptr, nullptr)};
}

owned<EVP_PKEY> key_of(const std::string& pem) {
  return owned<EVP_PKEY>{PEM_read_bio_PrivateKey(reader(pem).get(), nullptr, nullptr, nullptr)};
}

void add_name(X509_NAME* to, const char* field, const std::string& value) {
  if (!value.empty())
    X509_NAME_add_entry_by_txt(to, field, MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(value.c_str()), -1, -1,
                               0);
}

void add_extension(X509* to, X509* issuer, const extension& wanted) {
  X509V3_CTX scope;
  X509V3_set_ctx(&scope, issuer, to, nullptr, nullptr, 0);
  auto* const made = X509V3_EXT_conf_nid(nullptr, &scope, wanted.nid, wanted.value.c_str());
  check(made != nullptr && X509_add_ext(to, made, -1) == 1, "extension");
  X509_EXTENSION_free(made);
}

X509_CRL* make_crl(const minted& issuer, const std::vector<long>& serials, long ends) {
  auto* const list = X509_CRL_new();
  X509_CRL_set_version(list, 1);
  X509_CRL_set_issuer_name(list, X509_get_subject_name(certificate_of(issuer.certificate).get()));
  auto* const now = X509_gmtime_adj(nullptr, ends < 0 ? ends - 60 : -60);
  X509_CRL_set1_lastUpdate(list, now);
  X509_gmtime_adj(now, ends);
  X509_CRL_set1_nextUpdate(list, now);
  X509_gmtime_adj(now, -30);
  for (const long each : serials) {
    auto* const entry = X509_REVOKED_new();
    auto* const serial = ASN1_INTEGER_new();
    ASN1_INTEGER_set(serial, each);
    X509_REVOKED_set_serialNumber(entry, serial);
    X509_REVOKED_set_revocationDate(entry, now);
    auto* const reason = ASN1_ENUMERATED_new();
    ASN1_ENUMERATED_set(reason, CRL_REASON_KEY_COMPROMISE);
    X509_REVOKED_add1_ext_i2d(entry, NID_crl_reason, reason, 0, 0);
    X509_CRL_add0_revoked(list, entry);
    ASN1_ENUMERATED_free(reason);
    ASN1_INTEGER_free(serial);
  }
  ASN1_STRING_free(now);
  check(X509_CRL_sign(list, key_of(issuer.key).get(), EVP_sha256()) > 0, "sign a list");
  return list;
}

} // namespace

minted mint(const certificate_form& form) {
  static long serials = 1000;
  const owned<EVP_PKEY> key{form.kind == key_kind::rsa ? EVP_RSA_gen(2048) : EVP_EC_gen("P-256")};
  const owned<X509> made{X509_new()};
  X509_set_version(made.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), form.serial != 0 ? form.serial : ++serials);
  X509_gmtime_adj(X509_getm_notBefore(made.get()), form.begins);
  X509_gmtime_adj(X509_getm_notAfter(made.get()), form.ends);
  X509_set_pubkey(made.get(), key.get());
  add_name(X509_get_subject_name(made.get()), "O", form.organization);
  add_name(X509_get_subject_name(made.get()), "CN", form.common_name);
  const auto issuer = form.issuer != nullptr ? certificate_of(form.issuer->certificate) : nullptr;
  const auto issuer_key = form.issuer != nullptr ? key_of(form.issuer->key) : nullptr;
  auto* const by = issuer != nullptr ? issuer.get() : made.get();
  X509_set_issuer_name(made.get(), X509_get_subject_name(by));
  add_extension(made.get(), by, {NID_basic_constraints, form.authority ? "critical,CA:TRUE" : "critical,CA:FALSE"});
  add_extension(made.get(), by, {NID_subject_key_identifier, "hash"});
  for (const auto& each : form.extensions)
    add_extension(made.get(), by, each);
  check(X509_sign(made.get(), issuer_key != nullptr ? issuer_key.get() : key.get(), EVP_sha256()) > 0, "sign");
  minted done;
  done.certificate = written([&](BIO* to) { return PEM_write_bio_X509(to, made.get()); });
  done.key =
    written([&](BIO* to) { return PEM_write_bio_PrivateKey(to, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
  return done;
}

std::string mint_crl(const minted& issuer, const std::vector<long>& serials, long ends) {
  const owned<X509_CRL> list{make_crl(issuer, serials, ends)};
  return written([&](BIO* to) { return i2d_X509_CRL_bio(to, list.get()); });
}

std::string mint_crl_pem(const minted& issuer, const std::vector<long>& serials, long ends) {
  const owned<X509_CRL> list{make_crl(issuer, serials, ends)};
  return written([&](BIO* to) { return PEM_write_bio_X509_CRL(to, list.get()); });
}

std::string mint_pfx(const minted& leaf, const std::vector<std::string>& others, const std::string& password) {
  const owned<STACK_OF(X509)> chain{sk_X509_new_null()};
  for (const auto& each : others)
    sk_X509_push(chain.get(), certificate_of(each).release());
  const owned<PKCS12> store{PKCS12_create(password.c_str(), "test", key_of(leaf.key).get(),
                                          certificate_of(leaf.certificate).get(), chain.get(), 0, 0, 0, 0, 0)};
  return written([&](BIO* to) { return i2d_PKCS12_bio(to, store.get()); });
}

std::string mint_pfx_of(const std::vector<minted>& members, const std::string& password, int algorithm) {
  // Old algorithms are the legacy provider's.
  auto* const scope = OSSL_LIB_CTX_new();
  auto* const legacy = OSSL_PROVIDER_load(scope, "legacy");
  auto* const standard = OSSL_PROVIDER_load(scope, "default");
  STACK_OF(PKCS7)* safes = nullptr;
  STACK_OF(PKCS12_SAFEBAG)* bags = nullptr;
  for (const auto& each : members) {
    PKCS12_add_cert(&bags, certificate_of(each.certificate).get());
    PKCS12_add_key_ex(&bags, key_of(each.key).get(), 0, 2048, algorithm, password.c_str(), scope, nullptr);
  }
  PKCS12_add_safe_ex(&safes, bags, algorithm, 2048, password.c_str(), scope, nullptr);
  auto* const store = PKCS12_add_safes_ex(safes, 0, scope, nullptr);
  check(store != nullptr && PKCS12_set_mac(store, password.c_str(), -1, nullptr, 0, 2048, nullptr) == 1, "PFX");
  auto text = written([&](BIO* to) { return i2d_PKCS12_bio(to, store); });
  PKCS12_free(store);
  sk_PKCS7_pop_free(safes, PKCS7_free);
  sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
  OSSL_PROVIDER_unload(standard);
  OSSL_PROVIDER_unload(legacy);
  OSSL_LIB_CTX_free(scope);
  return text;
}

std::string encrypted_key(const minted& of, const std::string& password, bool pkcs8) {
  const auto key = key_of(of.key);
  const auto* const bytes = reinterpret_cast<const unsigned char*>(password.data());
  const int size = static_cast<int>(password.size());
  return written([&](BIO* to) {
    return pkcs8
             ? PEM_write_bio_PrivateKey(to, key.get(), EVP_aes_256_cbc(), bytes, size, nullptr, nullptr)
             : PEM_write_bio_PrivateKey_traditional(to, key.get(), EVP_aes_128_cbc(), bytes, size, nullptr, nullptr);
  });
}

std::string certificate_der(const minted& of) {
  return written([&](BIO* to) { return i2d_X509_bio(to, certificate_of(of.certificate).get()); });
}

std::string key_der(const minted& of) {
  return written([&](BIO* to) { return i2d_PrivateKey_bio(to, key_of(of.key).get()); });
}

std::string base64(const std::string& bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const int size =
    EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), reinterpret_cast<const unsigned char*>(bytes.data()),
                    static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

const minted& ecdsa_server() {
  static const auto one = mint({});
  return one;
}

const minted& rsa_server() {
  certificate_form form;
  form.kind = key_kind::rsa;
  static const auto one = mint(form);
  return one;
}

const minted& client_authority() {
  certificate_form form;
  form.common_name = "Client authority";
  form.authority = true;
  static const auto one = mint(form);
  return one;
}

const minted& client() {
  certificate_form form;
  form.common_name = "A client";
  form.issuer = &client_authority();
  form.extensions = {{NID_ext_key_usage, "clientAuth"}};
  static const auto one = mint(form);
  return one;
}

} // namespace troupe::test
