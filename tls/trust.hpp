#pragma once

#include "troupe/tls/chain.hpp"
#include "troupe/tls/failure.hpp"
#include "troupe/tls/options.hpp"

struct ssl_ctx_st;

namespace troupe::tls {

/// Sets which authorities may have signed clients' certificates: those of SSLClientCACerts, SSLCACerts, OpenSSLCAFile
/// and OpenSSLCADir, and no others: the system's authorities vouch for servers. The names of the first two are sent to
/// clients. An authority that somebody else has signed is trusted as well as one that signs itself. Error:
/// `store_not_opened`.
failure set_trust(ssl_ctx_st* of, const options& rules);

/// The certificates of SSLCACerts and SSLServerCACerts, which complete our own certificates' chains. Error:
/// `store_not_opened`.
result<chain_ptr> read_own_authorities(const options& rules);

} // namespace troupe::tls
