#pragma once

#include <string>

#include "troupe/examples/chat/options.hpp"

namespace chat::node {

/// Runs a node in the foreground until SIGINT, SIGTERM or SIGHUP, whereupon every client is told goodbye; a second one
/// ends it at once. `program`: how it was called. Returns the exit status: 0, or 1 if it could not start or go on; what
/// was wrong is in the log then, with what to do about it.
int run(const std::string& program, const options& chosen);

} // namespace chat::node
