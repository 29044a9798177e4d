#include "troupe/tls/credentials.hpp"

#include <new>
#include <utility>

#include <openssl/err.h>
#include <openssl/x509.h>

#include "troupe/tls/chain.hpp"
#include "troupe/tls/handles.hpp"
#include "troupe/tls/names.hpp"
#include "troupe/tls/store_content.hpp"
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
    return {make_error_code(errc::certificate_not_found), "the store holds a private key, but no certificate"};
  return {make_error_code(errc::certificate_not_found), "no subject is or contains \"" + std::string{subject} + '"'};
}

} // namespace

result<credentials_ptr> credentials::open(const key_store& store, std::string_view subject) {
  const auto content = read_store(store);
  if (!content)
    return content.why();
  auto* const chosen = choose(*content, subject);
  if (chosen == nullptr)
    return missing(*content, subject);
  auto* const key = key_of(chosen, *content);
  const bool strange = key == nullptr && !content->keys.empty() && !any_pair(*content);
  ERR_clear_error(); // keys that were tried
  if (strange)
    return failure{make_error_code(errc::no_credentials), "the private key does not belong to the certificate"};
  const owned<STACK_OF(X509)> pool{sk_X509_new_null()};
  for (const auto& each : content->certificates)
    if (X509_add_cert(pool.get(), each.get(), X509_ADD_FLAG_UP_REF) != 1)
      throw std::bad_alloc{};
  auto chain = chain_of(chosen, pool.get(), false);
  X509_up_ref(chosen);
  if (key != nullptr)
    EVP_PKEY_up_ref(key);
  return std::make_shared<const credentials>(chosen, key, chain.release());
}

result<credentials_ptr> credentials::parse(std::string_view encoded) {
  auto content = read_store({store_type::public_key_blob, std::string{encoded}, {}});
  if (!content)
    return content.why();
  return std::make_shared<const credentials>(content->certificates.front().release(), nullptr, nullptr);
}

credentials::credentials(x509_st* certificate, evp_pkey_st* key, stack_st_X509* chain) noexcept
  : certificate_(certificate), key_(key), chain_(chain) {}

credentials::~credentials() {
  X509_free(certificate_);
  EVP_PKEY_free(key_);
  sk_X509_pop_free(chain_, X509_free);
}

std::string credentials::subject() const {
  return distinguished_name(X509_get_subject_name(certificate_));
}

std::string credentials::issuer() const {
  return distinguished_name(X509_get_issuer_name(certificate_));
}

std::string credentials::fingerprint() const {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  if (X509_digest(certificate_, EVP_sha256(), digest, &size) != 1) {
    ERR_clear_error();
    return {};
  }
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string text;
  for (unsigned at = 0; at < size; ++at) {
    if (at > 0)
      text += ':';
    text += {digits[digest[at] >> 4U], digits[digest[at] & 15U]};
  }
  return text;
}

std::string credentials::encoded() const {
  return pem_of(certificate_);
}

} // namespace troupe::tls
