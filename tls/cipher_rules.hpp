#pragma once

#include <string>

#include "troupe/tls/failure.hpp"

namespace troupe::tls {

/// Looks for words in a list of ciphers(1) that OpenSSL would leave out without a word. Error: `invalid_option`, for
/// OpenSSLCipherList.
failure check_cipher_rules(const std::string& list);

} // namespace troupe::tls
