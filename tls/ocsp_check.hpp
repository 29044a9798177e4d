#pragma once

#include <string>
#include <vector>

#include "troupe/tls/revocation_outcome.hpp"

struct stack_st_X509;
struct x509_st;

namespace troupe::tls {

/// Where the certificate says that its status is to be asked for, over HTTP (RFC 5280, 4.2.2.1).
std::vector<std::string> ocsp_addresses(x509_st* certificate);

/// Asks the responders of the first certificate of `chain`, whose issuer is the second, for its status (RFC 6960). The
/// answer's signature, times and nonce are checked; a responder may leave out the nonce (RFC 9654, 2.1). Blocks.
revocation_outcome check_ocsp(stack_st_X509* chain, time_budget& time);

} // namespace troupe::tls
