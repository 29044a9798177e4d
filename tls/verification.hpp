#pragma once

#include "troupe/tls/chain.hpp"
#include "troupe/tls/client_identity.hpp"
#include "troupe/tls/options.hpp"

struct x509_store_ctx_st;

namespace troupe::tls {

/// What verifying a client's certificate came to (RFC 5280, 6). A value.
struct verification {
  chain_ptr chain;        ///< the client's certificate first; as far as it could be built
  int error = 0;          ///< X509_V_OK, or another of X509_STORE_CTX_get_error(3)
  bool acceptable = true; ///< by the documented SSLSecurityFlags, too
};

/// Verifies it, but for what SSLSecurityFlags leave out: 0x1 the certificates' times, 0x10 an unknown authority, 0x20 a
/// usage that is not meant for clients; 0x100, an unknown revocation status, is `check_revocation`'s. The other
/// documented flags are about lists and roots of Windows, and about servers' names. Runs on the small stack of an
/// asynchronous job: allocates nothing of its own.
verification verify(x509_store_ctx_st* of, const options& rules) noexcept;

/// Whether the certificate to be verified is the first of `chain`, which was accepted before. nullptr: none was.
bool is_first_of(const stack_st_X509* chain, x509_store_ctx_st* of) noexcept;

/// In words, for the application. Empty chain: the client has no certificate.
client_identity describe(const verification& verified, const options& rules);

} // namespace troupe::tls
