#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "troupe/api/tcp_server.hpp"
#include "troupe/tests/documented/surface_pending.hpp"

namespace troupe::test {

/// A row for a name whose C++ is of these types: a name that is not there makes no type, and does not compile.
template <class...>
constexpr surface_name row(std::string_view kind, std::string_view name) noexcept {
  return {kind, name};
}

// A property is an overload pair (design.md, section 6); a method is an expression; an event is a struct and an On....
#define READ_ONLY(Kind, Type, Name) row<decltype(std::declval<const Type&>().Name())>(Kind, #Name)
#define READ_WRITE(Kind, Type, Name, Value)                                                                            \
  row<decltype(std::declval<const Type&>().Name()), decltype(std::declval<Type&>().Name(Value))>(Kind, #Name)
#define METHOD(Name, Call) row<decltype(std::declval<TCPServer&>().Name Call)>("method", #Name)
#define EVENT(Name, ...)                                                                                               \
  row<decltype(std::declval<TCPServer&>().On##Name(std::function<void(Name##Event&)>{})),                              \
      decltype(Name##Event{__VA_ARGS__})>("event", #Name)
#define STORE_TYPE(Name)                                                                                               \
  { #Name, Name }

inline std::vector<surface_name> implemented_properties() {
  return {
    READ_WRITE("property", TCPServer, ConnectionBacklog, 1),
    READ_ONLY("property", TCPServer, Connections),
    READ_WRITE("property", TCPServer, DefaultEOL, "\n"),
    READ_WRITE("property", TCPServer, DefaultIdleTimeout, 1),
    READ_WRITE("property", TCPServer, DefaultMaxLineLength, 1),
    READ_WRITE("property", TCPServer, DefaultSingleLineMode, true),
    READ_WRITE("property", TCPServer, DefaultTimeout, 1),
    READ_WRITE("property", TCPServer, KeepAlive, true),
    READ_WRITE("property", TCPServer, Linger, true),
    READ_ONLY("property", TCPServer, Listening),
    READ_WRITE("property", TCPServer, LocalHost, ""),
    READ_WRITE("property", TCPServer, LocalPort, 1),
    READ_WRITE("property", TCPServer, SSLAuthenticateClients, true),
    READ_WRITE("property", TCPServer, SSLCert, Certificate{}),
    READ_WRITE("property", TCPServer, SSLEnabled, true),
    READ_WRITE("property", TCPServer, SSLProvider, sslpInternal),
    READ_WRITE("property", TCPServer, SSLStartMode, sslExplicit),
  };
}

inline std::vector<surface_name> implemented_methods() {
  return {
    METHOD(ChangeRecordLength, (1, 1)),
    METHOD(Config, ("BuildInfo")),
    METHOD(Disconnect, (1)),
    METHOD(DoEvents, ()),
    METHOD(Interrupt, (1)),
    METHOD(PauseData, (1)),
    METHOD(ProcessData, (1)),
    METHOD(Reset, ()),
    METHOD(Send, (1, Bytes{})),
    METHOD(SendBytes, (1, Bytes{})),
    METHOD(SendFile, (1, "file")),
    METHOD(SendLine, (1, "text")),
    METHOD(SendText, (1, "text")),
    METHOD(Shutdown, ()),
    METHOD(StartListening, ()),
    METHOD(StartSSL, (1)),
    METHOD(StopListening, ()),
  };
}

// With the documented parameters, in their order.
inline std::vector<surface_name> implemented_events() {
  return {
    EVENT(Connected, std::int64_t{1}, 0, "OK"),
    EVENT(ConnectionRequest, "127.0.0.1", 1, true),
    EVENT(DataIn, std::int64_t{1}, "text", Bytes{}, true),
    EVENT(Disconnected, std::int64_t{1}, 0, "OK"),
    EVENT(Error, std::int64_t{1}, 0, "text"),
    EVENT(ReadyToSend, std::int64_t{1}),
    EVENT(SSLClientAuthentication, std::int64_t{1}, "PEM", Bytes{}, "CN=a", "CN=b", "OK", true),
    EVENT(SSLConnectionRequest, std::int64_t{1}, "suites", "algorithms", 0, "store", "password", "subject", "name",
          "h2"),
    EVENT(SSLStatus, std::int64_t{1}, "text"),
  };
}

inline std::vector<surface_name> implemented_connection_fields() {
  return {
    READ_ONLY("connection-field", Connection, AcceptData),
    READ_ONLY("connection-field", Connection, BytesSent),
    READ_ONLY("connection-field", Connection, Connected),
    READ_ONLY("connection-field", Connection, ConnectionId),
    READ_WRITE("connection-field", Connection, EOL, "\n"),
    READ_WRITE("connection-field", Connection, EOLB, Bytes{}),
    READ_WRITE("connection-field", Connection, IdleTimeout, 1),
    READ_ONLY("connection-field", Connection, LocalAddress),
    READ_WRITE("connection-field", Connection, MaxLineLength, 1),
    READ_ONLY("connection-field", Connection, ReadyToSend),
    READ_ONLY("connection-field", Connection, RecordLength),
    READ_ONLY("connection-field", Connection, RemoteHost),
    READ_ONLY("connection-field", Connection, RemotePort),
    READ_WRITE("connection-field", Connection, SingleLineMode, true),
    READ_WRITE("connection-field", Connection, Timeout, 1),
    READ_WRITE("connection-field", Connection, UserData, "data"),
    READ_WRITE("connection-field", Connection, UserDataB, Bytes{}),
  };
}

// A certificate is a value: what the documentation sets is given to its constructors.
inline std::vector<surface_name> implemented_certificate_fields() {
  return {
    READ_ONLY("certificate-field", Certificate, EffectiveDate),
    READ_ONLY("certificate-field", Certificate, ExpirationDate),
    READ_ONLY("certificate-field", Certificate, ExtendedKeyUsage),
    READ_ONLY("certificate-field", Certificate, Fingerprint),
    READ_ONLY("certificate-field", Certificate, FingerprintSHA1),
    READ_ONLY("certificate-field", Certificate, FingerprintSHA256),
    READ_ONLY("certificate-field", Certificate, Issuer),
    READ_ONLY("certificate-field", Certificate, PrivateKey),
    READ_ONLY("certificate-field", Certificate, PrivateKeyAvailable),
    READ_ONLY("certificate-field", Certificate, PrivateKeyContainer),
    READ_ONLY("certificate-field", Certificate, PublicKey),
    READ_ONLY("certificate-field", Certificate, PublicKeyAlgorithm),
    READ_ONLY("certificate-field", Certificate, PublicKeyLength),
    READ_ONLY("certificate-field", Certificate, SerialNumber),
    READ_ONLY("certificate-field", Certificate, SignatureAlgorithm),
    READ_ONLY("certificate-field", Certificate, SubjectAltNames),
    READ_ONLY("certificate-field", Certificate, ThumbprintMD5),
    READ_ONLY("certificate-field", Certificate, ThumbprintSHA1),
    READ_ONLY("certificate-field", Certificate, ThumbprintSHA256),
    READ_ONLY("certificate-field", Certificate, Usage),
    READ_ONLY("certificate-field", Certificate, UsageFlags),
    READ_ONLY("certificate-field", Certificate, Version),
    READ_WRITE("certificate-field", Certificate, Store, ""),
    READ_WRITE("certificate-field", Certificate, StoreB, Bytes{}),
    READ_WRITE("certificate-field", Certificate, StorePassword, ""),
    READ_WRITE("certificate-field", Certificate, StoreType, cstPFXFile),
    READ_WRITE("certificate-field", Certificate, Subject, "*"),
    READ_WRITE("certificate-field", Certificate, Encoded, ""),
    READ_WRITE("certificate-field", Certificate, EncodedB, Bytes{}),
  };
}

/// The store types there are, with their numbers.
inline std::vector<std::pair<std::string_view, CertStoreTypes>> implemented_store_types() {
  return {
    STORE_TYPE(cstUser),          STORE_TYPE(cstMachine),          STORE_TYPE(cstPFXFile),
    STORE_TYPE(cstPFXBlob),       STORE_TYPE(cstJKSFile),          STORE_TYPE(cstJKSBlob),
    STORE_TYPE(cstPEMKeyFile),    STORE_TYPE(cstPEMKeyBlob),       STORE_TYPE(cstPublicKeyFile),
    STORE_TYPE(cstPublicKeyBlob), STORE_TYPE(cstSSHPublicKeyBlob), STORE_TYPE(cstP7BFile),
    STORE_TYPE(cstP7BBlob),       STORE_TYPE(cstSSHPublicKeyFile), STORE_TYPE(cstPPKFile),
    STORE_TYPE(cstPPKBlob),       STORE_TYPE(cstXMLFile),          STORE_TYPE(cstXMLBlob),
    STORE_TYPE(cstJWKFile),       STORE_TYPE(cstJWKBlob),          STORE_TYPE(cstBCFKSFile),
    STORE_TYPE(cstBCFKSBlob),     STORE_TYPE(cstPKCS11),           STORE_TYPE(cstAuto),
  };
}

#undef STORE_TYPE
#undef READ_ONLY
#undef READ_WRITE
#undef METHOD
#undef EVENT

} // namespace troupe::test
