#include "troupe/tls/chain.hpp"

#include <algorithm>
#include <new>

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "troupe/tls/handles.hpp"

namespace troupe::tls {

namespace {

constexpr int longest_chain = 20; // clients give up long before

X509* issuer_of(X509* certificate, const STACK_OF(X509) * pool) {
  for (int i = 0; i < sk_X509_num(pool); ++i) {
    auto* const each = sk_X509_value(pool, i);
    // Same names do not mean the same key: an authority may have changed it.
    if (X509_check_issued(each, certificate) == X509_V_OK && X509_verify(certificate, X509_get0_pubkey(each)) == 1)
      return each;
  }
  return nullptr;
}

/// Authorities that have signed each other would go round for ever.
bool has(const STACK_OF(X509) * chain, X509* certificate) {
  for (int i = 0; i < sk_X509_num(chain); ++i)
    if (X509_cmp(sk_X509_value(chain, i), certificate) == 0)
      return true;
  return false;
}

bool is_root(X509* certificate) {
  return (X509_get_extension_flags(certificate) & EXFLAG_SS) != 0;
}

} // namespace

void chain_freed::operator()(stack_st_X509* gone) const noexcept {
  sk_X509_pop_free(gone, X509_free);
}

chain_ptr chain_of(x509_st* leaf, const stack_st_X509* pool, bool with_root) {
  chain_ptr chain{sk_X509_new_null()};
  auto* at = leaf;
  for (int i = 0; i < longest_chain && !is_root(at); ++i) {
    at = issuer_of(at, pool);
    if (at == nullptr || (is_root(at) && !with_root) || has(chain.get(), at))
      break;
    if (chain == nullptr || X509_add_cert(chain.get(), at, X509_ADD_FLAG_UP_REF) != 1)
      throw std::bad_alloc{};
  }
  ERR_clear_error(); // signatures that were tried
  return chain;
}

bool same_chain(const stack_st_X509* one, const stack_st_X509* other) noexcept {
  const int size = std::max(sk_X509_num(one), 0);
  if (size != std::max(sk_X509_num(other), 0))
    return false;
  for (int i = 0; i < size; ++i)
    if (X509_cmp(sk_X509_value(one, i), sk_X509_value(other, i)) != 0)
      return false;
  return true;
}

} // namespace troupe::tls
