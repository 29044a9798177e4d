#pragma once

#include <string>

#include "troupe/tls/credentials.hpp"

namespace troupe::tls {

/// What a certificate's key may be used for (RFC 5280, 4.2.1.3), in the documented flags: 0x80 digital signature ...
/// 0x01 encipher only. 0 when the certificate does not say, or there is none.
unsigned key_usage_flags(const credentials& of);

/// The same in the documented words, separated by commas: "Digital Signature,Key Encipherment".
std::string key_usage_text(unsigned flags);

/// The object identifiers of the extended key usage (RFC 5280, 4.2.1.12), separated by commas:
/// "1.3.6.1.5.5.7.3.1,1.3.6.1.5.5.7.3.2". "": the certificate does not say, or there is none.
std::string extended_key_usage(const credentials& of);

} // namespace troupe::tls
