#pragma once

#include <ctime>
#include <string>

#include "troupe/tls/credentials.hpp"

namespace troupe::tls {

/// A certificate for the host `name` (a DNS name, "*.example.com", or an IP address) that has signed itself, with a new
/// key (ECDSA P-256) that is in memory only. It is also one for 127.0.0.1 and ::1, and is valid for 30 days from
/// `now`, and for the hour before: clocks differ. Errors: `invalid_option`, a name that can't be one; `library`.
result<credentials_ptr> make_self_signed(const std::string& name, std::time_t now);

} // namespace troupe::tls
