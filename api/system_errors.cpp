#include "troupe/api/system_errors.hpp"

#include <algorithm>
#include <cerrno>
#include <iterator>

#include <netdb.h>

#include "troupe/api/error_table.hpp"
#include "troupe/net/access_list.hpp"
#include "troupe/net/endpoint.hpp"
#include "troupe/tls/failure.hpp"

namespace troupe {

namespace {

struct mapping {
  int number;
  ErrorCode code;
};

// errno(3). Where two numbers share a code, the first is the one that the code stands for (errno_of).
constexpr mapping system_numbers[] = {
  {EINTR, ErrorCode::InterruptedSystemCall},
  {EBADF, ErrorCode::BadFileNumber},
  {EACCES, ErrorCode::AccessDenied},
  {EPERM, ErrorCode::AccessDenied},
  {EFAULT, ErrorCode::BadAddress},
  {EINVAL, ErrorCode::InvalidArgument},
  {EMFILE, ErrorCode::TooManyOpenFiles},
  {ENFILE, ErrorCode::TooManyOpenFiles},
  {EWOULDBLOCK, ErrorCode::WouldBlock},
  {EINPROGRESS, ErrorCode::NowInProgress},
  {EALREADY, ErrorCode::AlreadyInProgress},
  {ENOTSOCK, ErrorCode::NotASocket},
  {EDESTADDRREQ, ErrorCode::DestinationAddressRequired},
  {EMSGSIZE, ErrorCode::MessageTooLong},
  {EPROTOTYPE, ErrorCode::WrongProtocolType},
  {ENOPROTOOPT, ErrorCode::BadProtocolOption},
  {EPROTONOSUPPORT, ErrorCode::ProtocolNotSupported},
  {ESOCKTNOSUPPORT, ErrorCode::SocketTypeNotSupported},
  {EOPNOTSUPP, ErrorCode::OperationNotSupported},
  {EPFNOSUPPORT, ErrorCode::ProtocolFamilyNotSupported},
  {EAFNOSUPPORT, ErrorCode::AddressFamilyNotSupported},
  {EADDRINUSE, ErrorCode::AddressInUse},
  {EADDRNOTAVAIL, ErrorCode::AddressNotAvailable},
  {ENETDOWN, ErrorCode::NetworkDown},
  {ENETUNREACH, ErrorCode::NetworkUnreachable},
  {ENETRESET, ErrorCode::NetworkReset},
  {ECONNABORTED, ErrorCode::ConnectionAborted},
  {EPIPE, ErrorCode::ConnectionAborted},
  {ECONNRESET, ErrorCode::ConnectionReset},
  {ENOBUFS, ErrorCode::NoBufferSpace},
  {ENOMEM, ErrorCode::NoBufferSpace},
  {EISCONN, ErrorCode::AlreadyConnected},
  {ENOTCONN, ErrorCode::NotConnected},
  {ESHUTDOWN, ErrorCode::AlreadyShutDown},
  {ETOOMANYREFS, ErrorCode::TooManyReferences},
  {ETIMEDOUT, ErrorCode::TimedOut},
  {ECONNREFUSED, ErrorCode::ConnectionRefused},
  {ELOOP, ErrorCode::TooManySymbolicLinks},
  {ENAMETOOLONG, ErrorCode::FileNameTooLong},
  {EHOSTDOWN, ErrorCode::HostDown},
  {EHOSTUNREACH, ErrorCode::NoRouteToHost},
  {ENOTEMPTY, ErrorCode::DirectoryNotEmpty},
  {EUSERS, ErrorCode::TooManyUsers},
  {EDQUOT, ErrorCode::QuotaExceeded},
  {ESTALE, ErrorCode::StaleFileHandle},
  {EREMOTE, ErrorCode::TooManyRemoteLevels},
};

// getaddrinfo(3). EAI_NODATA and EAI_ADDRFAMILY are glibc's.
constexpr mapping resolve_numbers[] = {
  {EAI_NONAME, ErrorCode::HostNotFound},
  {EAI_AGAIN, ErrorCode::TryAgain},
  {EAI_FAIL, ErrorCode::NonrecoverableLookup},
  {EAI_NODATA, ErrorCode::NoDataRecord},
  {EAI_ADDRFAMILY, ErrorCode::AddressFamilyNotSupported},
  {EAI_FAMILY, ErrorCode::AddressFamilyNotSupported},
  {EAI_SOCKTYPE, ErrorCode::SocketTypeNotSupported},
  {EAI_BADFLAGS, ErrorCode::InvalidArgument},
  {EAI_MEMORY, ErrorCode::NoBufferSpace},
};

template <class Table>
int code_in(const Table& table, int number) noexcept {
  const auto found =
    std::find_if(std::begin(table), std::end(table), [number](const mapping& row) { return row.number == number; });
  return static_cast<int>(found != std::end(table) ? found->code : ErrorCode::SystemError);
}

const std::error_category& access_list_category() noexcept {
  return make_error_code(net::access_list_error::bad_address).category();
}

} // namespace

int code_of(const std::error_code& error) noexcept {
  if (!error)
    return 0;
  if (error.category() == ErrorCategory())
    return error.value();
  if (error.category() == std::system_category() || error.category() == std::generic_category())
    return code_in(system_numbers, error.value());
  if (error.category() == net::resolve_category())
    return code_in(resolve_numbers, error.value());
  if (error.category() == access_list_category())
    return static_cast<int>(ErrorCode::InvalidValue);
  if (error.category() == tls::category())
    return error == tls::errc::invalid_option ? static_cast<int>(ErrorCode::InvalidValue) : error.value();
  return static_cast<int>(ErrorCode::SystemError);
}

std::string description_of(const std::error_code& error) {
  return error ? make_error(error).Description() : text_of(0);
}

Error make_error(const std::error_code& error, std::string_view detail) {
  const int code = code_of(error);
  // The numbers without a text that says it all.
  const bool is_vague = code == static_cast<int>(ErrorCode::SystemError) || error.category() == access_list_category();
  if (!is_vague || error.category() == ErrorCategory())
    return make_error(code, detail);
  auto text = error.message();
  if (!detail.empty())
    text.append(": ").append(detail);
  return make_error(code, text);
}

Error make_error(const tls::failure& why) {
  return make_error(why.code, why.reason);
}

int errno_of(int code) noexcept {
  const auto found = std::find_if(std::begin(system_numbers), std::end(system_numbers),
                                  [code](const mapping& row) { return static_cast<int>(row.code) == code; });
  return found != std::end(system_numbers) ? found->number : 0;
}

} // namespace troupe
