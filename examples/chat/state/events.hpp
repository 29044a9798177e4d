#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "troupe/examples/chat/state/ids.hpp"
#include "troupe/examples/chat/state/registers.hpp"
#include "troupe/examples/chat/state/stamp.hpp"

// What nodes tell each other. Each struct is serializable: `inspect` is written for CAF 0.17, without including it.
// Facts about a user come from his own node only; requests go to the node that decides.

namespace chat::state {

// -- the link ---------------------------------------------------------------------------------------------------------
/// First on every link.
struct hello {
  std::uint32_t protocol = 1;
  std::string description;      ///< Of the server
  std::uint64_t first_user = 0; ///< Users of that node with smaller numbers are gone
  stamp at;
};
/// The end of what is told to a new peer: he knows all users and channels now.
struct burst_ended {
  stamp at;
};

// -- users ------------------------------------------------------------------------------------------------------------
/// A user registered.
struct user_introduced {
  user_id user;
  std::string nick; ///< Which he claims since `nick_at`
  stamp nick_at;
  std::string user_name; ///< With "~"
  std::string host;
  std::string real_name;
  std::string away;        ///< Empty: he is here
  std::string modes;       ///< Letters: "io"
  std::int64_t signon = 0; ///< Unix seconds
  bool secure = false;     ///< Connected with TLS
};
struct nick_changed {
  user_id user;
  std::string nick;
  stamp at;
};
struct away_changed {
  user_id user;
  std::string text; ///< Empty: back
};
struct name_changed {
  user_id user;
  std::string real_name;
};
struct modes_changed {
  user_id user;
  std::string modes; ///< All letters that are set now
};
struct user_quit {
  user_id user;
  std::string reason;
};

// -- channels ---------------------------------------------------------------------------------------------------------
/// A user joined. `at` names the membership. `created` names the channel that his node means: `at` itself when he is
/// the first one; then he is its operator.
struct joined {
  user_id user;
  std::string channel;
  stamp at;
  stamp created;
};
/// A user left, or was kicked.
struct left {
  user_id user;
  std::string channel;
  std::string by; ///< The source of KICK; empty: PART
  std::string reason;
};
/// All users of the sending node are, from now on, on the channel of that creation time.
struct channel_claimed {
  std::string channel;
  stamp created;
};
/// Writes to registers of the channel of that creation time.
struct registers_written {
  std::string channel;
  stamp created;
  std::string by; ///< The source for MODE and TOPIC
  std::vector<register_entry> entries;
};
struct burst_member {
  user_id user;
  stamp at;
};
/// All that a node knows of a channel of some creation time, and which of its own users are on it.
struct channel_burst {
  std::string channel;
  stamp created;
  std::vector<register_entry> entries;
  std::vector<burst_member> members;
};

// -- messages ---------------------------------------------------------------------------------------------------------
enum class message_kind : std::uint8_t { privmsg, notice, tagmsg };

/// A message to the members of a channel who are on the receiving node, or to one of its users.
struct message_sent {
  user_id from;
  message_kind kind = message_kind::privmsg;
  std::string channel; ///< Empty: to a user
  std::string status;  ///< "@" or "+": only to those with that status or more
  user_id to;
  std::string text;
  std::string tags;      ///< Client-only tags, escaped
  std::int64_t time = 0; ///< Milliseconds since 1970
};
struct wallops_sent {
  std::string by;
  std::string text;
};

// -- requests ---------------------------------------------------------------------------------------------------------
/// To the victim's node, which checks that the membership is still that one.
struct kick_requested {
  user_id user;
  std::string channel;
  stamp membership;
  std::string by;
  std::string reason;
};
/// To the victim's node.
struct kill_requested {
  user_id user;
  std::string by;     ///< The source
  std::string reason; ///< What others read in QUIT
};
/// To the nodes of the invited user, who may join from then on, and of the channel's members.
struct invited {
  user_id user;
  std::string channel;
  std::string by;
  bool may_join = false; ///< By an operator: overrides the modes i, k, l and bans
};
/// A command that another node answers: WHOIS, VERSION, TIME, ...
struct query_sent {
  user_id asker;
  std::string command;
  std::vector<std::string> params;
};
/// Lines for a user of the receiving node, each with CR LF.
struct query_answered {
  user_id asker;
  std::vector<std::string> lines;
};

/// An event of a kind that this version does not know. What follows it in a batch cannot be read, so `node/event_codec`
/// refuses the whole batch.
struct not_understood {};

using event_body =
  std::variant<hello, burst_ended, user_introduced, nick_changed, away_changed, name_changed, modes_changed, user_quit,
               joined, left, channel_claimed, registers_written, channel_burst, message_sent, wallops_sent,
               kick_requested, kill_requested, invited, query_sent, query_answered, not_understood>;

/// Any one event.
struct event {
  event_body body;
};

/// Events from one node to another, in order.
struct event_batch {
  std::vector<event> events;
};

} // namespace chat::state
