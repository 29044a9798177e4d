#pragma once

#include <string>

#include "troupe/tls/credentials.hpp"

namespace troupe::tls {

/// The other names of a certificate's subject (RFC 5280, 4.2.1.6), separated by commas: "www.example.com,10.0.0.1". DNS
/// names, addresses, mail addresses and URIs as they are, the rest as "DirName:CN=..." and "RID:1.2.3"; other kinds are
/// left out. A name with a comma or a quote is quoted, so that it can't pass for two.
std::string alternative_names(const credentials& of);

} // namespace troupe::tls
