#pragma once

#include <string>
#include <string_view>

struct ssl_st;

namespace troupe::tls {

/// What a handshake agreed on: the documented SSLNegotiated... settings. A value; its views are of names that live as
/// long as the program.
struct session_info {
  std::string_view version;      ///< "TLSv1.3"
  std::string_view cipher;       ///< OpenSSL's name: "ECDHE-RSA-AES256-GCM-SHA384"
  std::string_view cipher_suite; ///< IANA: "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"
  std::string key_exchange;      ///< "X25519", "P-256", "ffdhe2048", "RSA"
  std::string alpn;              ///< the application protocol agreed on; "": none
  std::string server_name;       ///< the name that the client asked for (SNI); "": none
  int cipher_strength = 0;       ///< bits
  int key_exchange_strength = 0; ///< bits of the key exchange's key: 253 for X25519
  bool resumed = false;
};

bool operator==(const session_info& a, const session_info& b);

/// Of a handshake that is complete.
session_info read_session_info(ssl_st* from);

} // namespace troupe::tls
