#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "troupe/examples/chat/state/events.hpp"
#include "troupe/examples/chat/state/ids.hpp"

namespace chat::state {

/// Bytes that every session in `to` gets, each once: whole lines, CR LF included. Shared, never copied per session.
struct delivery {
  std::shared_ptr<const std::string> bytes;
  std::vector<session_id> to;
};

/// Events for another node, to be handed to its `from_peer` as one batch, in the order they come out.
struct peer_message {
  std::string node;
  event_batch events;
};

enum class log_level { debug, info, warning, error };

/// A line for the node's log, without a line end. Holds no passwords and no text of messages.
struct log_line {
  log_level level = log_level::info;
  std::string text;
};

/// What has to happen outside after an input, to be done in this order: deliveries, closes, peer messages.
struct effects {
  std::vector<delivery> deliveries;        ///< In order for each session
  std::vector<session_id> closes;          ///< Flush, then close; the ERROR line is among the deliveries. No
                                           ///< `disconnected` is needed for these, and one does no harm
  std::vector<peer_message> peer_messages; ///< In order for each node
  std::vector<log_line> log;

  bool empty() const noexcept { return deliveries.empty() && closes.empty() && peer_messages.empty() && log.empty(); }
};

} // namespace chat::state
