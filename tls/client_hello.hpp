#pragma once

#include <string>
#include <vector>

struct ssl_st;

namespace troupe::tls {

/// What a client offers in its ClientHello (RFC 8446, 4.1.2). A value.
struct client_hello {
  std::string cipher_suites;        ///< IANA names separated by commas, in the client's order; unknown ones as 0x1234
  std::string signature_algorithms; ///< the same of signature_algorithms (RFC 8446, 4.2.3)
  std::string server_name;          ///< SNI (RFC 6066, 3); "" when there is none
  std::vector<std::string> alpn;    ///< application protocols (RFC 7301), the client's order
  bool offers_tls13 = false;        ///< whether supported_versions has TLS 1.3
};

/// Whether the names of suites and algorithms are of use: to find them costs some microseconds.
enum class offer_names : bool { read, skipped };

/// Reads it. Only out of a client hello callback. GREASE values (RFC 8701) are left out.
client_hello read_client_hello(ssl_st* from, offer_names names);

} // namespace troupe::tls
