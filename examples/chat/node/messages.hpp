#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <caf/allowed_unsafe_message_type.hpp>

#include "troupe/examples/chat/irc/time.hpp"

/// What the main program and the hub tell each other, and the hub itself. All of it stays within the process.
namespace chat::node {

/// To the hub: listen, and join the network. Reply: `started`, or an error with a text for people.
struct start {};

/// Where a node listens. Empty: not at all.
struct started {
  std::string plain; ///< "127.0.0.1:6667"
  std::string tls;
  std::string links;
};

/// To the hub: say goodbye to everybody and end.
struct stop {
  std::string reason; ///< for the clients
};

/// To itself: something is due.
struct tick {
  irc::wall_time due;
};
/// To itself: those who have not taken their goodbye have had their time.
struct stop_at_once {};

} // namespace chat::node

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(chat::node::start)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(chat::node::started)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(chat::node::stop)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(chat::node::tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(chat::node::stop_at_once)
