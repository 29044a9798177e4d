#pragma once

#include <string>

namespace troupe {

/// Differs when the file of that name was written, or replaced, since; also behind symbolic links. "" for what is no
/// file. Any thread.
std::string file_version(const std::string& name);

} // namespace troupe
