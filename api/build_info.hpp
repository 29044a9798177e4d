#pragma once

#include <string>

namespace troupe {

/// The documented BuildInfo: Troupe's version, and what it was compiled with. The same for the same sources and tools:
/// it has no date. Any thread.
std::string build_info();

/// The documented LicenseInfo. There is no license key, so it says which license applies.
std::string license_info();

} // namespace troupe
