#pragma once

#include <string_view>
#include <vector>

#include "troupe/api/setting.hpp"

namespace troupe {

/// Every configuration setting that is not TLS: the documented ones, then Troupe's own. Any thread.
const std::vector<setting>& settings_table();

/// The setting of this name, in any case; null: there is none, or it is one of TLS.
const setting* find_setting(std::string_view name);

} // namespace troupe
