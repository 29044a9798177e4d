#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "troupe/api/bytes.hpp"

namespace troupe {

/// The documented ConnectionRequest: a client asks to connect.
struct ConnectionRequestEvent {
  std::string Address; ///< the client's IP address
  int Port = 0;        ///< the client's port
  bool Accept = true;  ///< in: what AllowedClients and BlockedClients say; out: whether it may connect
};

/// The documented Connected: a connection is established (0, "OK"), or could not be.
struct ConnectedEvent {
  std::int64_t ConnectionId = 0;
  int StatusCode = 0;
  std::string Description;
};

/// The documented DataIn. Text and TextB are valid until the handler returns.
struct DataInEvent {
  std::int64_t ConnectionId = 0;
  std::string_view Text; ///< the data as UTF-8, converted from CodePage; the bytes themselves by default
  BytesView TextB;       ///< the data as it was received
  bool EOL = true;       ///< whether the end of line (or of the record) was reached; always true without EOL
};

/// The documented Disconnected: a connection ended normally (0, "OK"), or by an error.
struct DisconnectedEvent {
  std::int64_t ConnectionId = 0;
  int StatusCode = 0;
  std::string Description;
};

/// The documented Error: something went wrong where no call could throw it.
struct ErrorEvent {
  std::int64_t ConnectionId = 0; ///< 0: it is about the server as a whole
  int ErrorCode = 0;
  std::string Description;
};

/// The documented ReadyToSend: there is room after a Send that took nothing; also right after Connected.
struct ReadyToSendEvent {
  std::int64_t ConnectionId = 0;
};

/// The documented SSLClientAuthentication: a client has shown its certificate, or that it has none. The handshake
/// waits for the handler.
struct SSLClientAuthenticationEvent {
  std::int64_t ConnectionId = 0;
  std::string CertEncoded; ///< PEM; with the whole chain for SSLIncludeCertChain; "": the client has no certificate
  BytesView CertEncodedB;  ///< the same bytes
  std::string CertSubject; ///< "CN=alice, O=Example"
  std::string CertIssuer;
  std::string Status;  ///< "OK", or why the verification failed
  bool Accept = false; ///< in: the recommendation; out: whether the client may go on
};

/// The documented SSLConnectionRequest: a client asks for TLS. The handshake waits for the handler, which may choose
/// another certificate for this client: by CertStoreType, CertStore, CertPassword and CertSubject. An empty CertStore
/// means the server's own, SSLCert.
struct SSLConnectionRequestEvent {
  std::int64_t ConnectionId = 0;
  std::string SupportedCipherSuites; ///< that the client offers, IANA names separated by commas
  std::string SupportedSignatureAlgs;
  int CertStoreType = 0; ///< one of CertStoreTypes
  std::string CertStore;
  std::string CertPassword;
  std::string CertSubject;
  std::string ServerName;    ///< ours: which name the client has asked for (SNI); "": none
  std::string AlpnProtocols; ///< ours: the application protocols it offers, separated by commas
};

/// The documented SSLStatus: how a handshake gets on, for information. With LogSSLPackets also each TLS message.
struct SSLStatusEvent {
  std::int64_t ConnectionId = 0; ///< 0: it is about the server's certificates (SSLCertAutoReload)
  std::string Message;
};

using ConnectionRequestHandler = std::function<void(ConnectionRequestEvent&)>;
using ConnectedHandler = std::function<void(ConnectedEvent&)>;
using DataInHandler = std::function<void(DataInEvent&)>;
using DisconnectedHandler = std::function<void(DisconnectedEvent&)>;
using ErrorHandler = std::function<void(ErrorEvent&)>;
using ReadyToSendHandler = std::function<void(ReadyToSendEvent&)>;
using SSLClientAuthenticationHandler = std::function<void(SSLClientAuthenticationEvent&)>;
using SSLConnectionRequestHandler = std::function<void(SSLConnectionRequestEvent&)>;
using SSLStatusHandler = std::function<void(SSLStatusEvent&)>;

} // namespace troupe
