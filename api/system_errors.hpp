#pragma once

#include <string>
#include <string_view>
#include <system_error>

#include "troupe/api/error.hpp"
#include "troupe/tls/failure.hpp"

namespace troupe {

/// The documented number of an error that the system, name resolution, TLS or Troupe itself reported: ECONNRESET is
/// 10054; EPIPE is 10053; those of tls/failure.hpp are the documented ones already; no error is 0. One without a
/// documented number: `ErrorCode::SystemError`. Any thread.
int code_of(const std::error_code& error) noexcept;

/// The text that goes with `code_of`: the documented one; of a `SystemError` also what the error's own category says
/// (strerror(3)); of no error "OK".
std::string description_of(const std::error_code& error);

/// Such an error as an exception, with `detail` after its text if there is one.
Error make_error(const std::error_code& error, std::string_view detail = {});

/// The same for TLS, with the reason after the text.
Error make_error(const tls::failure& why);

/// The errno of a documented TCP/IP error: of 10054 it is ECONNRESET; 0 for any other code.
int errno_of(int code) noexcept;

} // namespace troupe
