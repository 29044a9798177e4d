#pragma once

#include <string>
#include <vector>

#include "troupe/tls/client_hello.hpp"
#include "troupe/tls/failure.hpp"
#include "troupe/tls/options.hpp"

struct evp_pkey_st;
struct ssl_ctx_st;
struct ssl_st;

namespace troupe::tls {

/// Signature algorithms and groups in OpenSSL's spelling (SSL_CTX_set1_sigalgs_list(3), SSL_CTX_set1_groups_list(3)).
struct algorithm_list {
  std::string signature_algorithms;
  std::string groups;
};

/// Those of TLS 1.2 and those of TLS 1.3: OpenSSL has one list of each kind, the documentation two. A value.
struct algorithm_lists {
  algorithm_list tls12;
  algorithm_list tls13;

  bool differ = false; ///< whether the list depends on what the client speaks
};

/// Out of the documented spellings. Error: `invalid_option`, also for TLS13KeyShareGroups, which a server has no other
/// use for.
result<algorithm_lists> read_algorithm_lists(const options& rules);

/// Sets those of TLS 1.2 for all connections. Error: `invalid_option`.
failure set_algorithm_lists(ssl_ctx_st* of, const algorithm_lists& lists);

/// Leaves the connections those signature algorithms that one of `keys` can sign with.
void leave_usable_signatures(ssl_ctx_st* of, const algorithm_lists& lists, const std::vector<evp_pkey_st*>& keys);

/// Sets those that fit the version that will be spoken with this client, out of the client hello callback. Allocates
/// nothing of its own.
void apply_algorithm_lists(ssl_st* of, const client_hello& hello, const algorithm_lists& lists) noexcept;

/// The same for a connection that may need all signature algorithms: another key will sign.
void apply_all_signatures(ssl_st* of, const client_hello& hello, const algorithm_lists& lists) noexcept;

} // namespace troupe::tls
