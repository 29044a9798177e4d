#pragma once

#include <string>

#include "troupe/tls/credentials.hpp"

namespace troupe::tls {

// What a certificate says of itself, as the documentation's Certificate type writes it. "" when there is no
// certificate. Pure; any thread.

/// In hexadecimal digits, a pair for each byte: "03A1FF"; with a "-" in front when it is negative, which RFC 5280
/// forbids.
std::string serial_number(const credentials& of);
/// Of the authority's signature, by `algorithm_name`.
std::string signature_algorithm(const credentials& of);
/// "V1", "V2" or "V3".
std::string version(const credentials& of);

} // namespace troupe::tls
