#pragma once

#include <string>
#include <vector>

namespace chat::demo {

/// Runs three nodes of one network as processes of their own, says how to join them, prints what they log, and starts
/// one that has died again, until SIGINT, SIGTERM or SIGHUP. `arguments`: for each node, beside those that make it part
/// of the network. Returns the exit status.
int run(const std::vector<std::string>& arguments);

} // namespace chat::demo
