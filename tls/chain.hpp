#pragma once

#include <memory>

struct stack_st_X509;
struct x509_st;

namespace troupe::tls {

/// Frees a list of certificates.
struct chain_freed {
  void operator()(stack_st_X509* gone) const noexcept;
};
/// A list of certificates that is kept.
using chain_ptr = std::unique_ptr<stack_st_X509, chain_freed>;

/// The certificates out of `pool` that lead from `leaf` to its authority, in this order (RFC 8446, 4.4.2). The
/// authority's own certificate, which signs itself, only with `with_root`: a client that does not have it does not
/// trust it either. Throws `std::bad_alloc`.
chain_ptr chain_of(x509_st* leaf, const stack_st_X509* pool, bool with_root);

/// Whether both, which may be nullptr, hold the same certificates in the same order.
bool same_chain(const stack_st_X509* one, const stack_st_X509* other) noexcept;

} // namespace troupe::tls
