#pragma once

#include <string>

namespace troupe::tests {

/// docs/configuration.md, made from api/settings_table.hpp.
std::string configuration_markdown();

} // namespace troupe::tests
