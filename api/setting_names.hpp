#pragma once

#include <string_view>
#include <vector>

namespace troupe {

/// The documented settings of TLS, which this version doesn't have. Any thread, as the rest.
const std::vector<std::string_view>& tls_settings();

/// Whether a name, in any case, is one of `tls_settings`.
bool is_tls_setting(std::string_view name);

/// The names in settings_table.hpp that look like `name`, at most three, the likeliest first; none if none does.
std::vector<std::string_view> settings_like(std::string_view name);

} // namespace troupe
