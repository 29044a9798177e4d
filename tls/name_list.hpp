#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "troupe/tls/failure.hpp"

namespace troupe::tls {

/// What is between the separators (any character of `separators`), without spaces around it; empty entries left out.
std::vector<std::string_view> entries_of(std::string_view list, std::string_view separators);

/// Joined with `separator`.
std::string joined(const std::vector<std::string>& names, std::string_view separator);

/// Adds `name`, unless it is there.
void add_once(std::vector<std::string>& to, std::string_view name);

/// An `invalid_option` that says: SETTING: "ENTRY" WHAT.
failure bad_entry(std::string_view setting, std::string_view entry, std::string_view what);

} // namespace troupe::tls
