#pragma once

#include <vector>

#include "troupe/api/setting.hpp"

namespace troupe {

/// The configuration settings of TLS: the documented ones, then Troupe's own. They are part of `settings_table`. Any
/// thread.
const std::vector<setting>& ssl_settings_table();

} // namespace troupe
