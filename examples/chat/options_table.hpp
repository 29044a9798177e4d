#pragma once

#include <functional>
#include <string>
#include <vector>

#include "troupe/examples/chat/options.hpp"

namespace chat {

/// One option: how it is called, what it means, how it is set. Command line, file, help and the checks of both are made
/// of these rows.
struct option_row {
  std::string group;    ///< a heading of the help
  std::string name;     ///< without dashes
  std::string argument; ///< what stands for the value in the help: "PORT"
  std::string meaning;  ///< for the help
  /// Sets it; returns what is wrong with the value, or what is wanted instead; empty: it is set.
  std::function<std::string(options&, const std::string&)> set;
  /// The value as it would be written; empty: none.
  std::function<std::string(const options&)> shown;
  bool is_switch = false; ///< `--name` alone means true
};

/// All options but --help and --config, in the order of the help.
std::vector<option_row> option_table();

} // namespace chat
