#pragma once

#include <string>
#include <vector>

#include "troupe/examples/chat/options_table.hpp"

namespace chat {

/// What --help prints: how the program is called, and a line for each option with its default.
std::string help_text(const std::string& program, const std::vector<option_row>& table);

} // namespace chat
