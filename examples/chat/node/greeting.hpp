#pragma once

#include <string>

#include "troupe/examples/chat/node/messages.hpp"
#include "troupe/examples/chat/options.hpp"

namespace chat::node {

/// What is printed when a node has started: how to join it with a client, and with another node. `program`: how it was
/// called. `fingerprint`: of a certificate that was made for this run; empty: the user has given one.
std::string greeting(const std::string& program, const options& chosen, const started& where,
                     const std::string& fingerprint);

/// Logs why a node cannot start or go on, and what to do about it.
void complain(const log& to, const std::string& why);

} // namespace chat::node
