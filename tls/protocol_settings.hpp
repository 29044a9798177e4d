#pragma once

#include "troupe/tls/algorithm_lists.hpp"
#include "troupe/tls/failure.hpp"
#include "troupe/tls/options.hpp"

struct ssl_ctx_st;

namespace troupe::tls {

/// Sets versions, cipher suites, groups and signature algorithms, and returns the lists that depend on the client's
/// version; for SSLProvider Platform nothing: OpenSSL has read the system's configuration. Error: `invalid_option`.
result<algorithm_lists> set_protocol(ssl_ctx_st* of, const options& rules);

} // namespace troupe::tls
