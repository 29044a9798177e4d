#pragma once

#include <string_view>
#include <vector>

namespace troupe {

/// The names in settings_table.hpp that look like `name`, at most three, the likeliest first; none if none does. Any
/// thread.
std::vector<std::string_view> settings_like(std::string_view name);

} // namespace troupe
