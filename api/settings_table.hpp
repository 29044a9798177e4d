#pragma once

#include <string_view>
#include <vector>

#include "troupe/api/setting.hpp"

namespace troupe {

/// Every configuration setting: the documented ones, then Troupe's own, then those of ssl_settings_table.hpp. Any
/// thread.
const std::vector<setting>& settings_table();

/// The setting of this name, in any case; null: there is none.
const setting* find_setting(std::string_view name);

} // namespace troupe
