#pragma once

#include <string>
#include <vector>

#include "troupe/tls/options.hpp"
#include "troupe/tls/revocation_outcome.hpp"

struct stack_st_X509;
struct x509_st;

namespace troupe::tls {

/// Where the certificate says that lists of revoked certificates are, over HTTP (RFC 5280, 4.2.1.13).
std::vector<std::string> crl_addresses(x509_st* certificate);

/// Looks for the first certificate of `chain` in the lists of its issuer: those that are configured (SSLClientCACerts,
/// SSLCACerts, OpenSSLCAFile, OpenSSLCADir), and when none of them will do, those at its `crl_addresses`. Their
/// signatures and times are checked. Blocks.
revocation_outcome check_crl(stack_st_X509* chain, const options& rules, time_budget& time);

} // namespace troupe::tls
