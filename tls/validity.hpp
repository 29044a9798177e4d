#pragma once

#include <ctime>
#include <optional>
#include <string>

#include "troupe/tls/credentials.hpp"

namespace troupe::tls {

/// A time as the documentation writes it, in the system's time zone: "23-Jan-2000 15:00:00". "" for one that can't be
/// told.
std::string local_date(std::time_t when);

/// From when on a certificate is valid, and until when (RFC 5280, 4.1.2.5). None when there is no certificate, or its
/// time is none.
std::optional<std::time_t> begin_of_validity(const credentials& of);
std::optional<std::time_t> end_of_validity(const credentials& of);

} // namespace troupe::tls
