#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "troupe/tls/options.hpp"

struct stack_st_X509;

namespace troupe::tls {

/// The question whether a client's verified certificate was revoked since: everything that is needed to find out, away
/// from the loop. Immutable; any thread.
class revocation_query;
using revocation_query_ptr = std::shared_ptr<const revocation_query>;

/// About the first certificate of `chain`, which leads to its authority. Shares the certificates and the rules.
revocation_query_ptr make_revocation_query(stack_st_X509* chain, std::shared_ptr<const options> rules);

/// What came out: "OK" or why the certificate is no good. Blocks, and opens connections (HTTP, RFC 6960 A.1 and
/// RFC 5280, 4.2.1.13): not on a loop's thread. Answers within `limit`.
std::string check_revocation(const revocation_query& query, std::chrono::seconds limit);

} // namespace troupe::tls
