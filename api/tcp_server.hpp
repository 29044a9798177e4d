#pragma once

#include <cstdint>
#include <istream>
#include <memory>
#include <string>
#include <string_view>

#include "troupe/api/bytes.hpp"
#include "troupe/api/certificate.hpp"
#include "troupe/api/certificate_map.hpp"
#include "troupe/api/connection.hpp"
#include "troupe/api/error.hpp"
#include "troupe/api/events.hpp"
#include "troupe/api/ssl_modes.hpp"

namespace troupe {

class Simulation;

/// The documented TCPServer: accepts clients, and tells by events what they do.
///
/// Threads. By default everything happens inside `DoEvents()` (or `Run()`), on the thread that calls it. After
/// `Config("WorkerThreads=N")` N threads of the server's own do the work: the events of one connection come one after
/// the other on one of them, those of different connections at the same time on several. Stop, and everything that
/// takes a ConnectionId, may be called from any thread in both cases; the rest belongs to one thread.
///
/// Handlers may call every method, but not destroy the server. Events are not re-entrant: while a handler for one
/// connection waits (in a synchronous send, or in DoEvents), other connections' events fire, this one's don't. A
/// handler that throws ends its connection: Error (1008), then Disconnected.
///
/// Errors are thrown as `troupe::Error`; a call that throws changes nothing.
class TCPServer final {
public:
  TCPServer();
  /// A server without sockets, for tests: its clients and its time are the simulation's, which must outlive it.
  explicit TCPServer(Simulation& simulation);
  TCPServer(const TCPServer&) = delete;
  TCPServer& operator=(const TCPServer&) = delete;
  /// Closes everything at once.
  ~TCPServer();

  // -- properties, with their documented defaults ------------------------------------------------------------------
  /// Clients that may wait to be accepted, listen(2). Default 0: the system's maximum.
  int ConnectionBacklog() const;
  void ConnectionBacklog(int clients);
  /// The clients that are connected now.
  ConnectionList Connections() const;
  /// One of them, without making a list of all. Error 126 when there is none of that id. Any thread.
  Connection Connections(std::int64_t connection_id) const;
  /// EOL of connections to come. Default "".
  std::string DefaultEOL() const;
  void DefaultEOL(std::string_view value);
  Bytes DefaultEOLB() const;
  void DefaultEOLB(BytesView value);
  /// IdleTimeout of connections to come, seconds. Default 0.
  int DefaultIdleTimeout() const;
  void DefaultIdleTimeout(int seconds);
  /// MaxLineLength of connections to come, bytes, 256 at least. Default 2048.
  int DefaultMaxLineLength() const;
  void DefaultMaxLineLength(int bytes);
  /// SingleLineMode of connections to come. Default false.
  bool DefaultSingleLineMode() const;
  void DefaultSingleLineMode(bool value);
  /// Timeout of connections to come, seconds. Default 0: sends are asynchronous.
  int DefaultTimeout() const;
  void DefaultTimeout(int seconds);
  /// SO_KEEPALIVE of connections to come. Default false.
  bool KeepAlive() const;
  void KeepAlive(bool value);
  /// Whether connections to come are closed only after everything was sent, or else at once. Default true.
  bool Linger() const;
  void Linger(bool value);
  /// Whether clients can connect.
  bool Listening() const noexcept;
  /// Where to listen: an IP address or a name; "": on all interfaces. Error 107 while listening.
  std::string LocalHost() const;
  void LocalHost(std::string_view value);
  /// The port to listen on; 0: the system chooses one, which can be read while listening. Error 106 while listening.
  int LocalPort() const;
  void LocalPort(int value);
  /// Whether clients are asked for a certificate: SSLClientAuthentication. Default false. For handshakes to come.
  bool SSLAuthenticateClients() const;
  void SSLAuthenticateClients(bool value);
  /// The server's certificate, with its private key. Default: none. For handshakes to come; those that have begun go on
  /// with the one before. Error 273 when it has no key, 282 when it is none while TLS connections are accepted. With
  /// SSLCertAutoReload: the one in force, which may have come out of its file since.
  Certificate SSLCert() const;
  void SSLCert(const Certificate& value);
  /// Ours: certificates for clients that ask for a name (SNI). Others get SSLCert. Default: none. Same errors, and
  /// 1002.
  CertificateMap SSLCerts() const;
  void SSLCerts(const CertificateMap& value);
  /// Whether SSLStartMode isn't sslNone. Default false; true makes it sslAutomatic if need be, false sslNone.
  bool SSLEnabled() const;
  void SSLEnabled(bool value);
  /// Default sslpAutomatic. For handshakes to come.
  SSLProviders SSLProvider() const;
  void SSLProvider(SSLProviders value);
  /// When connections to come begin with TLS. Default sslNone. While listening error 282 when SSLCert is missing.
  SSLStartModes SSLStartMode() const;
  void SSLStartMode(SSLStartModes value);

  // -- methods -----------------------------------------------------------------------------------------------------
  /// Records of that many bytes from the next byte on; 0: no records. Also from within DataIn.
  void ChangeRecordLength(std::int64_t connection_id, int record_length);
  /// Sets ("NAME=VALUE") or reads ("NAME") a setting: docs/configuration.md. That of a connection ("NAME[ID]") may be
  /// read on any thread.
  std::string Config(std::string_view configuration_string);
  /// Sends what is queued, and closes; without Linger it resets at once. Disconnected follows. Error 126 when there is
  /// no such connection, also when it has just ended by itself.
  void Disconnect(std::int64_t connection_id);
  /// Handles what has happened; when nothing has, waits for something, DoEventsWait at most.
  void DoEvents();
  /// Ends a synchronous send that waits, SendFile or any other (it throws 10004), and drops files that wait to be sent.
  /// The client stays connected, and what else was queued for it goes out.
  void Interrupt(std::int64_t connection_id);
  /// No DataIn for this connection until ProcessData. Nothing is lost.
  void PauseData(std::int64_t connection_id);
  void ProcessData(std::int64_t connection_id);
  /// Properties and settings back to their defaults. A server that listens or has clients is shut down first.
  void Reset();
  /// Handles events until Stop.
  void Run();
  /// Ends Run, now or when it is called next. Any thread, also out of a signal handler.
  void Stop() noexcept;

  /// Sends. With Timeout 0 at once as much as there is room for: Error 10035 when that is not all, BytesSent tells how
  /// much, and ReadyToSend comes if it was nothing. Else it waits: Error 10060 after Timeout seconds without progress,
  /// 1011 when sends that wait in each other's events are 64 levels deep already.
  /// Error 10058 when the connection is closing, 126 when it has ended; when it ends while the send waits, the reason.
  void Send(std::int64_t connection_id, BytesView data);
  void SendBytes(std::int64_t connection_id, BytesView data);
  /// The same for a file, by sendfile(2), and for what is left in a stream. Error 1005 when it can't be read.
  void SendFile(std::int64_t connection_id, const std::string& file_name);
  void SendFile(std::int64_t connection_id, std::istream& stream);
  /// The same for text, converted to CodePage; SendLine adds CRLF.
  void SendLine(std::int64_t connection_id, std::string_view text);
  void SendText(std::int64_t connection_id, std::string_view text);

  /// StopListening, and Disconnect for everyone; the Disconnected events follow.
  void Shutdown();
  /// Error 104 when it listens already; 282 when TLS has no certificate (SSLCert); 10048, 10049, 10013, 11001 ... when
  /// it can't; 1010 when the system has no more threads for WorkerThreads.
  void StartListening();
  void StopListening();
  /// Begins TLS on a connection that has none (STARTTLS): with what is sent from now on, and with the first byte that
  /// DataIn has not delivered yet. Connected fires again when the handshake is complete, or has failed; what is sent
  /// until then waits for it. In a handler of that connection's the handshake waits for the handler to return, so that
  /// a synchronous send is refused there (1011). Error 1011 when the connection speaks TLS already, 282 without a
  /// certificate (SSLCert).
  void StartSSL(std::int64_t connection_id);

  // -- events ------------------------------------------------------------------------------------------------------
  void OnConnected(ConnectedHandler handler);
  void OnConnectionRequest(ConnectionRequestHandler handler);
  void OnDataIn(DataInHandler handler);
  void OnDisconnected(DisconnectedHandler handler);
  void OnError(ErrorHandler handler);
  void OnReadyToSend(ReadyToSendHandler handler);
  void OnSSLClientAuthentication(SSLClientAuthenticationHandler handler);
  void OnSSLConnectionRequest(SSLConnectionRequestHandler handler);
  void OnSSLStatus(SSLStatusHandler handler);

private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

} // namespace troupe
