#pragma once

#include <cstring>
#include <stdexcept>
#include <string>

#include <openssl/err.h>

namespace troupe::bench {

/// Throws what OpenSSL says was the reason, and leaves its queue of errors empty.
[[noreturn]] inline void throw_tls_failure(const char* what) {
  const auto code = ERR_peek_error();
  const char* const reason =
    ERR_SYSTEM_ERROR(code) ? std::strerror(ERR_GET_REASON(code)) : ERR_reason_error_string(code);
  ERR_clear_error();
  throw std::runtime_error(std::string(what) + ": " + (reason != nullptr ? reason : "cut, or refused"));
}

} // namespace troupe::bench
