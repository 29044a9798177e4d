#include "troupe/api/error_table.hpp"

#include <algorithm>
#include <iterator>

namespace troupe {

namespace {

// In the order of their numbers.
constexpr std::pair<ErrorCode, std::string_view> rows[] = {
  {ErrorCode::CannotChangeRemotePort, "You cannot change the RemotePort at this time. A connection is in progress."},
  {ErrorCode::CannotChangeRemoteHost, "You cannot change the RemoteHost at this time. A connection is in progress."},
  {ErrorCode::InvalidRemoteHost, "The RemoteHost address is invalid (0.0.0.0)."},
  {ErrorCode::AlreadyListening, "TCPServer is already listening."},
  {ErrorCode::CannotChangeLocalPort, "Cannot change LocalPort when TCPServer is listening."},
  {ErrorCode::CannotChangeLocalHost, "Cannot change LocalHost when TCPServer is listening."},
  {ErrorCode::CannotChangeMaxConnections, "Cannot change MaxConnections when TCPServer is listening."},
  {ErrorCode::CannotChangeMaxLineLength, "You cannot change MaxLineLength at this time. A connection is in progress."},
  {ErrorCode::RemotePortIsZero, "RemotePort cannot be zero. Please specify a valid service port number."},
  {ErrorCode::InvalidConnectionId, "Invalid ConnectionId."},
  {ErrorCode::OperationWouldBlock, "Operation would block."},
  {ErrorCode::CannotLoadSecurityLibrary, "Cannot load specified security library."},
  {ErrorCode::CannotOpenCertificateStore, "Cannot open certificate store."},
  {ErrorCode::CannotFindCertificate, "Cannot find specified certificate."},
  {ErrorCode::CannotAcquireCredentials, "Cannot acquire security credentials."},
  {ErrorCode::CannotFindCertificateChain, "Cannot find certificate chain."},
  {ErrorCode::CannotVerifyCertificateChain, "Cannot verify certificate chain."},
  {ErrorCode::HandshakeFailed, "Error during handshake."},
  {ErrorCode::CannotVerifyCertificate, "Error verifying certificate."},
  {ErrorCode::CannotFindClientCertificate, "Could not find client certificate."},
  {ErrorCode::CannotFindServerCertificate, "Could not find server certificate."},
  {ErrorCode::CannotEncrypt, "Error encrypting data."},
  {ErrorCode::CannotDecrypt, "Error decrypting data."},
  {ErrorCode::UnknownSetting, "Unknown configuration setting."},
  {ErrorCode::InvalidValue, "Invalid value."},
  {ErrorCode::CannotChangeWhileListening, "Cannot change this setting when TCPServer is listening."},
  {ErrorCode::ReadOnly, "This setting is read-only."},
  {ErrorCode::CannotReadFile, "Cannot read the file."},
  {ErrorCode::NotSupported, "Not supported on this system."},
  {ErrorCode::HandlerFailed, "An event handler threw an exception."},
  {ErrorCode::ServerGaveUp, "TCPServer has stopped because its parts failed too often."},
  {ErrorCode::SystemError, "System error."},
  {ErrorCode::InvalidCall, "This call is not possible now."},
  {ErrorCode::InterruptedSystemCall, "[10004] Interrupted system call."},
  {ErrorCode::BadFileNumber, "[10009] Bad file number."},
  {ErrorCode::AccessDenied, "[10013] Access denied."},
  {ErrorCode::BadAddress, "[10014] Bad address."},
  {ErrorCode::InvalidArgument, "[10022] Invalid argument."},
  {ErrorCode::TooManyOpenFiles, "[10024] Too many open files."},
  {ErrorCode::WouldBlock, "[10035] Operation would block."},
  {ErrorCode::NowInProgress, "[10036] Operation now in progress."},
  {ErrorCode::AlreadyInProgress, "[10037] Operation already in progress."},
  {ErrorCode::NotASocket, "[10038] Socket operation on nonsocket."},
  {ErrorCode::DestinationAddressRequired, "[10039] Destination address required."},
  {ErrorCode::MessageTooLong, "[10040] Message is too long."},
  {ErrorCode::WrongProtocolType, "[10041] Protocol wrong type for socket."},
  {ErrorCode::BadProtocolOption, "[10042] Bad protocol option."},
  {ErrorCode::ProtocolNotSupported, "[10043] Protocol is not supported."},
  {ErrorCode::SocketTypeNotSupported, "[10044] Socket type is not supported."},
  {ErrorCode::OperationNotSupported, "[10045] Operation is not supported on socket."},
  {ErrorCode::ProtocolFamilyNotSupported, "[10046] Protocol family is not supported."},
  {ErrorCode::AddressFamilyNotSupported, "[10047] Address family is not supported by protocol family."},
  {ErrorCode::AddressInUse, "[10048] Address already in use."},
  {ErrorCode::AddressNotAvailable, "[10049] Cannot assign requested address."},
  {ErrorCode::NetworkDown, "[10050] Network is down."},
  {ErrorCode::NetworkUnreachable, "[10051] Network is unreachable."},
  {ErrorCode::NetworkReset, "[10052] Net dropped connection or reset."},
  {ErrorCode::ConnectionAborted, "[10053] Software caused connection abort."},
  {ErrorCode::ConnectionReset, "[10054] Connection reset by peer."},
  {ErrorCode::NoBufferSpace, "[10055] No buffer space available."},
  {ErrorCode::AlreadyConnected, "[10056] Socket is already connected."},
  {ErrorCode::NotConnected, "[10057] Socket is not connected."},
  {ErrorCode::AlreadyShutDown, "[10058] Cannot send after socket shutdown."},
  {ErrorCode::TooManyReferences, "[10059] Too many references, cannot splice."},
  {ErrorCode::TimedOut, "[10060] Connection timed out."},
  {ErrorCode::ConnectionRefused, "[10061] Connection refused."},
  {ErrorCode::TooManySymbolicLinks, "[10062] Too many levels of symbolic links."},
  {ErrorCode::FileNameTooLong, "[10063] File name is too long."},
  {ErrorCode::HostDown, "[10064] Host is down."},
  {ErrorCode::NoRouteToHost, "[10065] No route to host."},
  {ErrorCode::DirectoryNotEmpty, "[10066] Directory is not empty"},
  {ErrorCode::TooManyProcesses, "[10067] Too many processes."},
  {ErrorCode::TooManyUsers, "[10068] Too many users."},
  {ErrorCode::QuotaExceeded, "[10069] Disc Quota Exceeded."},
  {ErrorCode::StaleFileHandle, "[10070] Stale NFS file handle."},
  {ErrorCode::TooManyRemoteLevels, "[10071] Too many levels of remote in path."},
  {ErrorCode::NetworkSubsystemUnavailable, "[10091] Network subsystem is unavailable."},
  {ErrorCode::WinsockVersionOutOfRange, "[10092] WINSOCK DLL Version out of range."},
  {ErrorCode::WinsockNotLoaded, "[10093] Winsock is not loaded yet."},
  {ErrorCode::HostNotFound, "[11001] Host not found."},
  {ErrorCode::TryAgain, "[11002] Nonauthoritative 'Host not found' (try again or check DNS setup)."},
  {ErrorCode::NonrecoverableLookup, "[11003] Nonrecoverable errors: FORMERR, REFUSED, NOTIMP."},
  {ErrorCode::NoDataRecord, "[11004] Valid name, no data record (check DNS setup)."},
};

} // namespace

const std::vector<std::pair<ErrorCode, std::string_view>>& error_table() {
  static const std::vector<std::pair<ErrorCode, std::string_view>> table{std::begin(rows), std::end(rows)};
  return table;
}

std::string text_of(int code) {
  if (code == 0)
    return "OK";
  const auto& table = error_table();
  const auto found =
    std::find_if(table.begin(), table.end(), [code](const auto& row) { return static_cast<int>(row.first) == code; });
  return found != table.end() ? std::string{found->second} : "Unknown error " + std::to_string(code) + '.';
}

Error make_error(int code, std::string_view detail) {
  auto text = text_of(code);
  if (detail.empty())
    return {code, std::move(text)};
  if (text.back() == '.')
    text.pop_back();
  return {code, text.append(": ").append(detail)};
}

} // namespace troupe
