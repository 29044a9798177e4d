#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "troupe/tls/failure.hpp"
#include "troupe/tls/stores/secret_bytes.hpp"

namespace troupe::tls {

/// How PuTTY makes a key out of a password (its manual, C.4; RFC 9106).
struct argon2_cost {
  std::string flavour;      ///< Argon2i, Argon2d or Argon2id
  std::uint32_t memory = 0; ///< in KiB
  std::uint32_t passes = 0;
  std::uint32_t lanes = 0;
  std::string salt;
};

/// The fields of a PuTTY private key file.
struct ppk_file {
  int version = 0; ///< 2 or 3
  std::string algorithm;
  std::string encryption; ///< none or aes256-cbc
  std::string comment;
  std::string open;    ///< the public key, in SSH's form
  argon2_cost cost;    ///< of version 3, encrypted
  secret_bytes secret; ///< the private half, as encrypted as it is
  std::string mac;
};

/// Error: `store_not_opened`, a field that is missing or has a value that can't be.
result<ppk_file> parse_ppk(std::string_view text);

} // namespace troupe::tls
