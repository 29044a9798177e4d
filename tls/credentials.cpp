#include "troupe/tls/credentials.hpp"

#include <initializer_list>
#include <new>
#include <utility>

#include <openssl/err.h>
#include <openssl/x509.h>

#include "troupe/tls/chain.hpp"
#include "troupe/tls/handles.hpp"
#include "troupe/tls/hexadecimal.hpp"
#include "troupe/tls/names.hpp"
#include "troupe/tls/stores/device_key.hpp"
#include "troupe/tls/stores/store_content.hpp"
#include "troupe/tls/subject.hpp"

namespace troupe::tls {

namespace {

EVP_PKEY* key_of(X509* certificate, const store_content& content) {
  for (const auto& key : content.keys)
    if (X509_check_private_key(certificate, key.get()) == 1)
      return key.get();
  return nullptr;
}

/// The best certificate for `subject`: an exact name before a part of one, one that has its key before one that has
/// not, the first before the others.
X509* choose(const store_content& content, std::string_view subject) {
  X509* best = nullptr;
  int best_rank = 0;
  for (const auto& each : content.certificates) {
    const auto fit = fits(each.get(), subject);
    if (fit == subject_fit::none)
      continue;
    const int rank = (fit == subject_fit::exact ? 3 : 1) + (key_of(each.get(), content) != nullptr ? 1 : 0);
    if (rank > best_rank) {
      best = each.get();
      best_rank = rank;
    }
  }
  return best;
}

bool any_pair(const store_content& content) {
  for (const auto& each : content.certificates)
    if (key_of(each.get(), content) != nullptr)
      return true;
  return false;
}

failure missing(const store_content& content, std::string_view subject) {
  if (content.certificates.empty())
    return {make_error_code(errc::certificate_not_found), "the store holds a key, but no certificate"};
  return {make_error_code(errc::certificate_not_found), "no subject is or contains \"" + std::string{subject} + '"'};
}

failure unusable(const char* why) {
  return {make_error_code(errc::no_credentials), why};
}

/// The first key of a store that has no certificates.
credentials_ptr key_alone(store_content& content) {
  if (!content.keys.empty())
    return std::make_shared<const credentials>(nullptr, content.keys.front().release(), nullptr);
  return std::make_shared<const credentials>(nullptr, nullptr, nullptr, content.public_keys.front().release());
}

/// `chosen` with its key, and the certificates out of the contents that lead to its authority.
credentials_ptr assemble(X509* chosen, EVP_PKEY* key, std::initializer_list<const store_content*> contents) {
  const owned<STACK_OF(X509)> pool{sk_X509_new_null()};
  for (const auto* content : contents)
    for (const auto& each : content->certificates)
      if (X509_add_cert(pool.get(), each.get(), X509_ADD_FLAG_UP_REF) != 1)
        throw std::bad_alloc{};
  auto chain = chain_of(chosen, pool.get(), false);
  X509_up_ref(chosen);
  if (key != nullptr)
    EVP_PKEY_up_ref(key);
  return std::make_shared<const credentials>(chosen, key, chain.release());
}

result<store_content> read_encoded(std::string_view encoded) {
  return read_store({store_type::public_key_blob, std::string{encoded}, {}});
}

} // namespace

result<credentials_ptr> credentials::open(const key_store& store, std::string_view subject) {
  auto content = read_store(store);
  if (!content)
    return content.why();
  if (content->certificates.empty() && (subject == "*" || subject.empty()))
    return key_alone(*content);
  auto* const chosen = choose(*content, subject);
  if (chosen == nullptr)
    return missing(*content, subject);
  auto* const key = key_of(chosen, *content);
  const bool strange = key == nullptr && !content->keys.empty() && !any_pair(*content);
  ERR_clear_error(); // keys that were tried
  if (strange)
    return unusable("the private key does not belong to the certificate");
  return assemble(chosen, key, {&*content});
}

result<credentials_ptr> credentials::open_for(const key_store& store, std::string_view encoded) {
  const auto given = read_encoded(encoded);
  if (!given)
    return given.why();
  if (given->certificates.empty())
    return failure{make_error_code(errc::store_not_opened), "what is encoded is a key, not a certificate"};
  const auto content = read_store(store);
  if (!content)
    return content.why();
  if (content->keys.empty())
    return unusable("the store has no private key");
  auto* const certificate = given->certificates.front().get();
  auto* const key = key_of(certificate, *content);
  ERR_clear_error(); // keys that were tried
  if (key == nullptr)
    return unusable("no private key in the store belongs to the certificate");
  return assemble(certificate, key, {&*given, &*content});
}

result<credentials_ptr> credentials::parse(std::string_view encoded) {
  auto content = read_encoded(encoded);
  if (!content)
    return content.why();
  if (content->certificates.empty())
    return key_alone(*content);
  return std::make_shared<const credentials>(content->certificates.front().release(), nullptr, nullptr);
}

credentials::credentials(x509_st* certificate, evp_pkey_st* key, stack_st_X509* chain, evp_pkey_st* public_key) noexcept
  : certificate_(certificate), key_(key), chain_(chain), public_key_(public_key) {}

credentials::~credentials() {
  X509_free(certificate_);
  EVP_PKEY_free(key_);
  sk_X509_pop_free(chain_, X509_free);
  EVP_PKEY_free(public_key_);
}

evp_pkey_st* credentials::public_key() const noexcept {
  if (certificate_ != nullptr)
    return X509_get0_pubkey(certificate_);
  return key_ != nullptr ? key_ : public_key_;
}

bool credentials::in_device() const noexcept {
  return is_in_device(key_);
}

std::string credentials::subject() const {
  return certificate_ != nullptr ? distinguished_name(X509_get_subject_name(certificate_)) : std::string{};
}

std::string credentials::issuer() const {
  return certificate_ != nullptr ? distinguished_name(X509_get_issuer_name(certificate_)) : std::string{};
}

std::string credentials::encoded() const {
  return certificate_ != nullptr ? pem_of(certificate_) : std::string{};
}

std::string credentials::fingerprint() const {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  if (certificate_ == nullptr || X509_digest(certificate_, EVP_sha256(), digest, &size) != 1) {
    ERR_clear_error();
    return {};
  }
  auto text = hexadecimal({reinterpret_cast<const char*>(digest), size});
  for (std::size_t at = 2; at < text.size(); at += 3)
    text.insert(at, ":");
  return text;
}

} // namespace troupe::tls
