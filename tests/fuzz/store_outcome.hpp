#pragma once

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include <openssl/err.h>

#include "troupe/tls/store_content.hpp"

namespace troupe::fuzz {

/// What holds for whatever a store was made of: something was found, or the error says what is wrong with it.
inline void check(const tls::result<tls::store_content>& outcome) {
  const bool good =
    outcome ? !outcome->empty() : outcome.why().code == tls::errc::store_not_opened && !outcome.why().reason.empty();
  if (!good || ERR_peek_error() != 0)
    std::abort();
}

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

} // namespace troupe::fuzz
