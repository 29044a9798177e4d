#pragma once

#include <system_error>
#include <type_traits>

namespace troupe {

/// The numbers of `Error::Code()` and of the events' StatusCode and ErrorCode: those of the documentation ("Trappable
/// Errors"), with its texts, and from 1001 up those of Troupe.
///
/// Converts to a `std::error_code`, so that `error.code() == ErrorCode::AlreadyListening` compares.
enum class ErrorCode : int {
  // TCPServer errors. 100, 101, 102 and 116 are documented and never occur: a server has no remote host to choose.
  CannotChangeRemotePort = 100,
  CannotChangeRemoteHost = 101,
  InvalidRemoteHost = 102,
  AlreadyListening = 104,
  CannotChangeLocalPort = 106,
  CannotChangeLocalHost = 107,
  CannotChangeMaxConnections = 108,
  CannotChangeMaxLineLength = 112,
  RemotePortIsZero = 116,
  InvalidConnectionId = 126,
  OperationWouldBlock = 135,

  // SSL errors.
  CannotLoadSecurityLibrary = 270,
  CannotOpenCertificateStore = 271,
  CannotFindCertificate = 272,
  CannotAcquireCredentials = 273,
  CannotFindCertificateChain = 274,
  CannotVerifyCertificateChain = 275,
  HandshakeFailed = 276,
  CannotVerifyCertificate = 280,
  CannotFindClientCertificate = 281,
  CannotFindServerCertificate = 282,
  CannotEncrypt = 283,
  CannotDecrypt = 284,

  // Troupe's own.
  UnknownSetting = 1001,             ///< `Config` was given a name that is no setting
  InvalidValue = 1002,               ///< a property, setting or argument can't have this value
  CannotChangeWhileListening = 1003, ///< a setting that is fixed from StartListening to StopListening
  ReadOnly = 1004,                   ///< a setting that can only be read
  CannotReadFile = 1005,             ///< `SendFile`: the file can't be opened or read
  NotSupported = 1006,               ///< documented, but impossible on this system
  HandlerFailed = 1008,              ///< an event handler threw; its connection was ended
  ServerGaveUp = 1009,               ///< parts of the server failed more often than RestartLimit allows; it has stopped
  SystemError = 1010,                ///< the system reported an error that the documentation has no number for
  InvalidCall = 1011,                ///< this method can't be called now, or not from here

  // TCP/IP errors: the system's, in the numbers of Winsock.
  InterruptedSystemCall = 10004,
  BadFileNumber = 10009,
  AccessDenied = 10013,
  BadAddress = 10014,
  InvalidArgument = 10022,
  TooManyOpenFiles = 10024,
  WouldBlock = 10035,
  NowInProgress = 10036,
  AlreadyInProgress = 10037,
  NotASocket = 10038,
  DestinationAddressRequired = 10039,
  MessageTooLong = 10040,
  WrongProtocolType = 10041,
  BadProtocolOption = 10042,
  ProtocolNotSupported = 10043,
  SocketTypeNotSupported = 10044,
  OperationNotSupported = 10045,
  ProtocolFamilyNotSupported = 10046,
  AddressFamilyNotSupported = 10047,
  AddressInUse = 10048,
  AddressNotAvailable = 10049,
  NetworkDown = 10050,
  NetworkUnreachable = 10051,
  NetworkReset = 10052,
  ConnectionAborted = 10053,
  ConnectionReset = 10054,
  NoBufferSpace = 10055,
  AlreadyConnected = 10056,
  NotConnected = 10057,
  AlreadyShutDown = 10058,
  TooManyReferences = 10059,
  TimedOut = 10060,
  ConnectionRefused = 10061,
  TooManySymbolicLinks = 10062,
  FileNameTooLong = 10063,
  HostDown = 10064,
  NoRouteToHost = 10065,
  DirectoryNotEmpty = 10066,
  TooManyProcesses = 10067,
  TooManyUsers = 10068,
  QuotaExceeded = 10069,
  StaleFileHandle = 10070,
  TooManyRemoteLevels = 10071,
  NetworkSubsystemUnavailable = 10091,
  WinsockVersionOutOfRange = 10092,
  WinsockNotLoaded = 10093,
  HostNotFound = 11001,
  TryAgain = 11002,
  NonrecoverableLookup = 11003,
  NoDataRecord = 11004,
};

/// The category "troupe" of such codes; its `message` is the code's text.
const std::error_category& ErrorCategory() noexcept;

/// The name std::error_code looks for.
inline std::error_code make_error_code(ErrorCode code) noexcept {
  return {static_cast<int>(code), ErrorCategory()};
}

} // namespace troupe

template <>
struct std::is_error_code_enum<troupe::ErrorCode> : std::true_type {};
