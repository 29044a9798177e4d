#include <cstring>
#include <string>

#include <openssl/err.h>
#include <openssl/pem.h>

#include "troupe/tls/stores/derivation_cost.hpp"
#include "troupe/tls/stores/legacy_scope.hpp"
#include "troupe/tls/stores/store_content.hpp"

namespace troupe::tls {

namespace {

/// One block of PEM as PEM_read_bio(3) gives it.
struct block {
  block() = default;
  block(const block&) = delete;
  block& operator=(const block&) = delete;
  ~block() {
    OPENSSL_free(label);
    OPENSSL_free(header);
    // It may be a key.
    OPENSSL_clear_free(bytes, static_cast<std::size_t>(size));
  }

  bool read(BIO* from) { return PEM_read_bio(from, &label, &header, &bytes, &size) == 1; }
  std::string_view view() const { return {reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)}; }
  bool is(const char* name) const { return std::strcmp(label, name) == 0; }
  bool is_key() const { return std::string_view{label}.find("PRIVATE KEY") != std::string_view::npos; }

  char* label = nullptr;
  char* header = nullptr;
  unsigned char* bytes = nullptr;
  long size = 0;
};

/// What the password callback has to say.
struct password_use {
  const std::string& password;
  bool asked = false;
};

int give_password(char* to, int room, int, void* data) {
  auto& use = *static_cast<password_use*>(data);
  use.asked = true;
  if (use.password.size() > static_cast<std::size_t>(room))
    return -1;
  return static_cast<int>(use.password.copy(to, use.password.size()));
}

failure too_costly() {
  return not_opened("opening the private key would take too long: encrypt it again with fewer iterations");
}

/// All of what was read elsewhere.
failure take(result<store_content> from, store_content& to) {
  if (!from)
    return from.why();
  to.add(*std::move(from));
  return {};
}

/// PKCS#1 (RFC 8017, A.1.1).
owned<EVP_PKEY> rsa_public_key(std::string_view der) {
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  return owned<EVP_PKEY>{d2i_PublicKey(EVP_PKEY_RSA, nullptr, &at, static_cast<long>(der.size()))};
}

/// Ciphers of DEK-Info that OpenSSL has for old data only (OSSL_PROVIDER-legacy(7)).
bool is_outdated(std::string_view header) {
  for (const std::string_view each : {"DEK-Info: DES-CBC,", "DEK-Info: RC2-", "DEK-Info: IDEA-", "DEK-Info: SEED-"})
    if (header.find(each) != std::string_view::npos)
      return true;
  return false;
}

failure add_key(const block& found, const std::string& password, store_content& to) {
  if (found.is("OPENSSH PRIVATE KEY"))
    return take(read_openssh_key(found.view()), to);
  if (found.is("ENCRYPTED PRIVATE KEY") && !is_affordable_key(found.view()))
    return too_costly();
  // The block alone, so that the reason is about this one; the form of the key is OpenSSL's to find out.
  const owned<BIO> alone{BIO_new(BIO_s_mem())};
  PEM_write_bio(alone.get(), found.label, found.header, found.bytes, found.size);
  password_use use{password};
  if (owned<EVP_PKEY> key{PEM_read_bio_PrivateKey(alone.get(), nullptr, give_password, &use)}) {
    to.keys.push_back(std::move(key));
    return {};
  }
  if (!use.asked)
    return fail(errc::store_not_opened, "the private key can't be read");
  if (password.empty())
    return not_opened("the private key is encrypted: a password is needed");
  if (found.is("ENCRYPTED PRIVATE KEY")) {
    if (auto key = read_legacy_key(found.view(), password)) {
      to.keys.push_back(std::move(key));
      return {};
    }
  } else if (is_outdated(found.header)) {
    return not_opened("the private key is encrypted in a way that is too old: encrypt it again, with openssl rsa "
                      "-provider legacy -provider default -aes256");
  }
  return not_opened("wrong password");
}

failure add_public_key(const block& found, store_content& to) {
  const owned<BIO> alone{BIO_new(BIO_s_mem())};
  PEM_write_bio(alone.get(), found.label, found.header, found.bytes, found.size);
  owned<EVP_PKEY> key;
  // PKCS#1 has a label of its own (RFC 7468, 13 is about the other).
  if (found.is("RSA PUBLIC KEY"))
    key = rsa_public_key(found.view());
  else
    key.reset(PEM_read_bio_PUBKEY(alone.get(), nullptr, nullptr, nullptr));
  if (key == nullptr)
    return fail(errc::store_not_opened, "the public key can't be read");
  to.public_keys.push_back(std::move(key));
  return {};
}

failure add_certificate(const block& found, store_content& to) {
  const unsigned char* at = found.bytes;
  auto* const read =
    found.is("TRUSTED CERTIFICATE") ? d2i_X509_AUX(nullptr, &at, found.size) : d2i_X509(nullptr, &at, found.size);
  if (read == nullptr)
    return fail(errc::store_not_opened, "a certificate can't be read");
  to.certificates.emplace_back(read);
  return {};
}

failure add(const block& found, const std::string& password, store_content& to) {
  if (found.is("CERTIFICATE") || found.is("X509 CERTIFICATE") || found.is("TRUSTED CERTIFICATE"))
    return add_certificate(found, to);
  if (found.is("PUBLIC KEY") || found.is("RSA PUBLIC KEY"))
    return add_public_key(found, to);
  if (found.is("PKCS7") || found.is("CMS") || found.is("PKCS #7 SIGNED DATA"))
    return take(read_p7b(found.view()), to);
  return found.is_key() ? add_key(found, password, to) : failure{};
}

} // namespace

owned<BIO> reader_of(std::string_view bytes) {
  return owned<BIO>{BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size()))};
}

result<store_content> read_pem(std::string_view text, const std::string& password) {
  ERR_clear_error();
  const auto source = reader_of(text);
  store_content content;
  for (;;) {
    block next;
    if (!next.read(source.get()))
      break;
    if (auto why = add(next, password, content))
      return why;
    if (content.keys.size() > most_keys)
      return too_many_keys();
  }
  if (ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE)
    return fail(errc::store_not_opened, "not PEM");
  ERR_clear_error();
  if (content.empty())
    return not_opened("there is neither a certificate nor a key in it");
  return content;
}

result<std::vector<owned<X509>>> read_certificates(std::string_view text) {
  auto content = read_pem(text, {});
  if (!content)
    return content.why();
  return std::move(content->certificates);
}

result<store_content> read_der(std::string_view bytes, const std::string& password) {
  const auto* const begin = reinterpret_cast<const unsigned char*>(bytes.data());
  const auto size = static_cast<long>(bytes.size());
  store_content content;
  ERR_clear_error();
  const unsigned char* at = begin;
  if (owned<X509> certificate{d2i_X509(nullptr, &at, size)}) {
    content.certificates.push_back(std::move(certificate));
    return content;
  }
  at = begin;
  owned<EVP_PKEY> known{d2i_PUBKEY(nullptr, &at, size)};
  if (known == nullptr)
    known = rsa_public_key(bytes);
  if (known != nullptr) {
    content.public_keys.push_back(std::move(known));
    ERR_clear_error();
    return content;
  }
  at = begin;
  owned<EVP_PKEY> key{d2i_AutoPrivateKey(nullptr, &at, size)};
  password_use use{password};
  if (key == nullptr && !is_affordable_key(bytes))
    return too_costly();
  if (key == nullptr)
    key.reset(d2i_PKCS8PrivateKey_bio(reader_of(bytes).get(), nullptr, give_password, &use));
  if (key == nullptr && use.asked && !password.empty())
    key = read_legacy_key(bytes, password);
  if (key == nullptr)
    return not_opened(use.asked ? "wrong password" : "it holds neither a certificate nor a key");
  ERR_clear_error();
  content.keys.push_back(std::move(key));
  return content;
}

} // namespace troupe::tls
