#pragma once

#include <string>

namespace troupe::tls {

/// The IANA name of a cipher suite that OpenSSL does not know (the registry "TLS Cipher Suites"); 0x1234 for one that
/// is not in the table either.
std::string cipher_suite_name(unsigned id);

/// The IANA name of a signature scheme (RFC 8446, 4.2.3; of the older pairs of RFC 5246, 7.4.1.4.1, as sha224_rsa);
/// 0x1234 for an unknown one.
std::string signature_algorithm_name(unsigned id);

} // namespace troupe::tls
