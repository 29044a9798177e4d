#pragma once

#include <string>

#include "troupe/tls/handles.hpp"

namespace troupe::tls {

/// An answer over HTTP, or why there is none. For sources of tls/ only.
struct http_answer {
  owned<BIO> body; ///< nullptr: none
  std::string reason;
};

/// Whether it can be asked: "http://...". Others (https, ldap) are for no certificate's status: RFC 5280, 4.2.1.13 and
/// RFC 6960, A.1 have http, since what is fetched is signed.
bool is_http(const std::string& address);

/// GET; POST of an OCSP request (RFC 6960, A.1) if there is one. Blocks for `seconds` at most, but for looking up a
/// name. Goes through the proxy that http_proxy and no_proxy of the environment name (OSSL_HTTP_adapt_proxy(3)).
/// Follows no redirections.
http_answer ask_http(const std::string& address, BIO* request, int seconds);

} // namespace troupe::tls
