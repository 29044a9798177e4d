#pragma once

#include <string>

#include "troupe/examples/chat/state/server.hpp"

namespace tests {

/// All that nodes have to agree on, as text.
std::string dump(const chat::state::server& node);

} // namespace tests
