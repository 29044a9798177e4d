#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "troupe/examples/chat/irc/capabilities.hpp"
#include "troupe/examples/chat/irc/time.hpp"
#include "troupe/examples/chat/state/effects.hpp"
#include "troupe/examples/chat/state/ids.hpp"

namespace chat::state {

/// A line to clients, with the tags for those who understand them.
struct outgoing {
  std::string line;        ///< Without tags, with CR LF
  irc::wall_time time;     ///< The tag "time", for server-time
  std::string client_tags; ///< Escaped, for message-tags
  std::string batch;       ///< The reference of the batch it is in, for batch
};

/// The line as a client with those capabilities gets it.
std::string render(const outgoing& what, irc::capability_set caps);

/// Collects the effects of an input.
class outbox {
public:
  /// A line to one session. Consecutive lines to the same one become one delivery.
  void send(session_id to, irc::capability_set caps, const outgoing& what);
  /// One delivery, of what is rendered already.
  void deliver(std::string bytes, std::vector<session_id> to);
  void close(session_id which);
  void tell(const std::string& node, event_body body);
  void log(log_level level, std::string text);
  /// What was collected.
  effects take();

private:
  void finish_personal();

  effects effects_;
  session_id personal_to_ = 0;
  std::string personal_;
};

/// Sends a line to many sessions: it is rendered once for all those who get the same bytes.
///
///     fan_out out{line};    out.add(caps, sessions);    out.send(box);
class fan_out {
public:
  explicit fan_out(outgoing what);

  void add(irc::capability_set caps, session_id to);
  /// All of them but `except`.
  void add(irc::capability_set caps, const std::vector<session_id>& to, session_id except = 0);
  /// Whoever was added twice gets it once.
  void unique();
  void send(outbox& box);

private:
  struct variant {
    irc::capability_set caps; // of one that gets it
    std::vector<session_id> to;
  };
  variant& variant_for(irc::capability_set caps) noexcept;

  outgoing what_;
  std::array<variant, 8> variants_; // with and without time, client tags, batch
};

} // namespace chat::state
