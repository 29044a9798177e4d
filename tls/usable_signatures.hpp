#pragma once

#include <string>
#include <vector>

struct evp_pkey_st;

namespace troupe::tls {

/// Those of a list of signature algorithms (OpenSSL's spelling) that one of these keys can sign with; all of them when
/// that would be none. Each handshake compares what is left with all that the client offers.
std::string usable_signatures(const std::string& list, const std::vector<evp_pkey_st*>& keys);

} // namespace troupe::tls
