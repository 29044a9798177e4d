#pragma once

#include <string>
#include <vector>

#include "troupe/examples/chat/state/server.hpp"

// The links to other nodes: what is told when one comes up, and what goes when one goes down.

namespace chat::state {

/// Tells a new peer everything: this node's users and their channels, and all facts of channels.
void link_up(server& on, const std::string& node);
/// The users of that node quit, in a netsplit batch. The others are told what that node wrote, as it may have reached
/// only some of them.
void link_down(server& on, const std::string& node);

/// QUIT for all who know a user, and he is gone. `batch`: that of a netsplit, which he may come back from.
void remove_user(server& on, user& who, const std::string& reason, const std::string& batch);
/// A member is gone. `for_good`: not by a split, which he may come back from with the same membership.
void remove_member(server& on, channel& where, user& who, bool for_good);
/// NICK for all who know the renamed; those of this node who lost their nick get a new one for good.
void settle_nicks(server& on, const std::vector<rename>& renames);
/// Sees to it that this node claims the oldest creation of a channel that it knows of.
void settle_claim(server& on, channel& where);

} // namespace chat::state
