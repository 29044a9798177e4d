#pragma once

#include <string>
#include <vector>

namespace troupe::tls {

/// How far the revocation of a client's certificate is looked into. The documented values of SSLCheckCRL, SSLCheckOCSP.
enum class revocation_check {
  none = 0,
  if_possible = 1, ///< a certificate that names no source, or whose source does not answer, is good
  required = 2     ///< it is not
};

/// How TLS is spoken: the documented settings, in their documented spellings. A value; `context::make` checks it.
struct options {
  // -- versions and algorithms -------------------------------------------------------------------------------------
  unsigned protocols = 0x3C00;            ///< SSLEnabledProtocols: 0xC0 1.0, 0x300 1.1, 0xC00 1.2, 0x3000 1.3
  std::string cipher_suites = "*";        ///< SSLEnabledCipherSuites: IANA names separated by ';'
  std::string cipher_list;                ///< OpenSSLCipherList; "": the default
  int cipher_strength = 128;              ///< SSLCipherStrength, bits: the least
  std::string tls12_signature_algorithms; ///< TLS12SignatureAlgorithms; "": the default
  std::string tls12_groups;               ///< TLS12SupportedGroups
  std::string tls13_key_share_groups;     ///< TLS13KeyShareGroups: checked and kept, a server sends no shares first
  std::string tls13_signature_algorithms; ///< TLS13SignatureAlgorithms
  std::string tls13_groups;               ///< TLS13SupportedGroups
  std::vector<std::string> alpn;          ///< application protocols (RFC 7301), the preferred one first; ours
  bool reuse_sessions = true;             ///< ReuseSSLSession
  bool renegotiation = false;             ///< SSLEnableRenegotiation: whether clients may begin one (TLS 1.2)
  /// SSLProvider Platform: versions and algorithms are those of the system's OpenSSL configuration, the fields above
  /// but `alpn` have no effect.
  bool system_defaults = false;

  // -- clients' certificates ---------------------------------------------------------------------------------------
  bool ask_client = false;                             ///< SSLAuthenticateClients
  std::string ca_certificates;                         ///< SSLCACerts, PEM: sent with our certificate, and trusted
  std::string client_authorities;                      ///< SSLClientCACerts, PEM: trusted to sign clients' certificates
  std::string server_authorities;                      ///< SSLServerCACerts, PEM: completes our own certificate's chain
  std::string ca_directory;                            ///< OpenSSLCADir
  std::string ca_file;                                 ///< OpenSSLCAFile
  unsigned security_flags = 0;                         ///< SSLSecurityFlags
  bool include_chain = false;                          ///< SSLIncludeCertChain
  revocation_check check_crl = revocation_check::none; ///< SSLCheckCRL
  revocation_check check_ocsp = revocation_check::none; ///< SSLCheckOCSP

  // -- diagnosis ---------------------------------------------------------------------------------------------------
  std::string key_log_file;  ///< SSLKeyLogFile; "": none
  bool log_messages = false; ///< LogSSLPackets
  std::string seed;          ///< OpenSSLPrngSeedData
};

bool operator==(const options& a, const options& b);
inline bool operator!=(const options& a, const options& b) {
  return !(a == b);
}

} // namespace troupe::tls
