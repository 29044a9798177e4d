#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "troupe/examples/chat/irc/message.hpp"
#include "troupe/examples/chat/irc/reply.hpp"
#include "troupe/examples/chat/state/server.hpp"

namespace chat::commands {

/// A command that is being handled: who sent it, what it says, and the way to answer it. It comes from a client of this
/// node, or from a user of another one (then there is no session, and the lines are collected).
class request {
public:
  /// From a client.
  request(state::server& on, state::session& from, const irc::message& message);
  /// From a user of another node; the answer goes into `lines`.
  request(state::server& on, const state::user& asker, const irc::message& message, std::vector<std::string>& lines);

  state::server& on() const noexcept { return on_; }
  state::network& net() const noexcept { return on_.net(); }
  const irc::limits& limits() const noexcept { return on_.settings().limits; }
  const irc::message& message() const noexcept { return message_; }
  std::string_view param(std::size_t index) const noexcept { return message_.params[index]; }
  std::size_t params() const noexcept { return message_.params.size(); }

  /// The client; only for commands that are not answered for other nodes.
  state::session& session() const noexcept { return *session_; }
  bool from_other_node() const noexcept { return session_ == nullptr; }
  bool registered() const noexcept { return who_ != nullptr; }
  /// The user; only for commands of the registered.
  const state::user& user() const noexcept { return *who_; }
  /// The user, to be changed by `server` only: of a client of this node.
  state::user& self() const noexcept { return *session_->who; }
  /// What replies call the client.
  std::string_view nick() const noexcept;
  /// What the client negotiated.
  irc::capability_set caps() const noexcept;

  /// A complete line.
  void send(std::string line) const;
  void send(const std::vector<std::string>& lines) const;
  /// A numeric with the text that belongs to it.
  void reply(irc::numeric which, std::initializer_list<std::string_view> params = {}) const;
  /// A numeric with that text.
  void reply(irc::numeric which, std::initializer_list<std::string_view> params, std::string_view text) const;
  /// The beginning of a numeric.
  irc::line head(irc::numeric which) const;
  /// ERR_NEEDMOREPARAMS.
  void need_more_params() const;
  /// Whether so much was sent that the answer has to end (ERR_TOOMANYMATCHES): more might not fit into the client's
  /// send queue, and it would be cut off for a question.
  bool is_full() const noexcept { return sent_ > limits().send_queue_bytes / 2; }

private:
  state::server& on_;
  state::session* session_ = nullptr;
  const state::user* who_ = nullptr;
  const irc::message& message_;
  std::vector<std::string>* lines_ = nullptr;
  mutable std::size_t sent_ = 0; // bytes
};

} // namespace chat::commands
