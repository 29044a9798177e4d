#pragma once

#include <string>
#include <string_view>

#include "troupe/tls/failure.hpp"
#include "troupe/tls/handles.hpp"

namespace troupe::tls {

/// The public key in SSH's form (RFC 4253, 6.6; RFC 5656, 3.1; RFC 8709, 4). Error: `store_not_opened`.
result<owned<EVP_PKEY>> read_ssh_public(std::string_view blob);

/// The same with its private half, in PuTTY's form (its manual, C.3). Error: `store_not_opened`.
result<owned<EVP_PKEY>> read_putty_pair(std::string_view blob, std::string_view secret);

/// A private key in OpenSSH's form (PROTOCOL.key of OpenSSH), and what is after it. Error: `store_not_opened`.
result<owned<EVP_PKEY>> read_openssh_pair(std::string_view bytes);

} // namespace troupe::tls
