#include "troupe/examples/chat/state/lifecycle.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "troupe/examples/chat/irc/line.hpp"
#include "troupe/examples/chat/state/apply.hpp"

namespace chat::state {
namespace {

using std::chrono::seconds;

irc::wall_time next_line_time(const server& on, const session& which) {
  const auto rule = irc::flood_rule::from(on.settings().limits);
  const auto when = which.flood.next(rule, irc::flood_time(on.now())).time_since_epoch();
  return irc::wall_time{std::chrono::duration_cast<irc::wall_time::duration>(when)};
}

/// When the client's silence has a consequence.
irc::wall_time silence_ends(const server& on, const session& which) {
  const auto& limits = on.settings().limits;
  if (!which.who)
    return which.connected + seconds{limits.registration_seconds};
  // From the question on, not from the last line: a node that stood still itself has heard nobody for as long.
  return which.pinged ? which.asked + seconds{limits.ping_timeout_seconds} : which.heard + seconds{limits.ping_seconds};
}

/// What a waiting line takes: one of a single byte, or of none, is not free.
std::size_t waiting_size(std::string_view line) noexcept {
  return line.size() + sizeof(std::string);
}

/// Operators are trusted; all others may send only so fast.
bool may_handle(server& on, session& which) {
  if (which.who && which.who->is_operator)
    return true;
  return which.flood.take(irc::flood_rule::from(on.settings().limits), irc::flood_time(on.now()));
}

void handle_waiting(server& on, session& which, line_handler handle) {
  while (!which.waiting.empty() && which.quit_reason.empty() && may_handle(on, which)) {
    const auto line = std::move(which.waiting.front());
    which.waiting.pop_front();
    which.waiting_bytes -= waiting_size(line);
    handle(on, which, line);
  }
}

} // namespace

void receive(server& on, session& from, std::string_view line, line_handler handle) {
  from.heard = on.now();
  from.pinged = false;
  if (!from.quit_reason.empty())
    return;
  if (from.waiting.empty() && may_handle(on, from)) {
    handle(on, from, line);
  } else {
    from.waiting.emplace_back(line);
    from.waiting_bytes += waiting_size(line);
    if (irc::excess_flood(from.waiting_bytes, on.settings().limits))
      on.end(from, "Excess Flood");
  }
  plan(on, from);
}

void attend(server& on, session& to, line_handler handle) {
  to.due = irc::wall_time::max();
  handle_waiting(on, to, handle);
  if (silence_ends(on, to) <= on.now() && to.quit_reason.empty()) {
    if (!to.who) {
      on.end(to, "Registration timed out");
    } else if (to.pinged) {
      const auto silent = std::chrono::duration_cast<seconds>(on.now() - to.heard).count();
      on.end(to, "Ping timeout: " + std::to_string(silent) + " seconds");
    } else {
      to.pinged = true;
      to.asked = on.now();
      on.send(to, irc::make_line({}, "PING", {}, on.name()));
    }
  }
  plan(on, to);
}

void plan(server& on, session& which) {
  if (!which.quit_reason.empty())
    return; // `finish_ended` takes it away
  auto when = silence_ends(on, which);
  if (!which.waiting.empty())
    when = std::min(when, next_line_time(on, which));
  if (when >= which.due)
    return;
  which.due = when;
  on.times().plan(which.id, when);
}

void finish_ended(server& on) {
  for (const auto id : on.take_ended()) {
    auto* const which = on.find_session(id);
    if (!which)
      continue;
    const auto reason = which->quit_reason;
    on.send(*which, irc::make_line({}, "ERROR", {}, "Closing Link: " + which->from.host + " (" + reason + ")"));
    on.out().close(id);
    forget_session(on, id, reason);
  }
}

void forget_session(server& on, session_id id, const std::string& reason) {
  auto* const which = on.find_session(id);
  if (!which)
    return;
  on.out().log(which->who ? log_level::info : log_level::debug,
               (which->who ? which->who->mask() : which->from.host) + " left: " + reason);
  if (which->who) {
    --on.local_users;
    on.announce(user_quit{user_id{which->who->id}, reason});
  }
  on.neighbours().leave(which->from.network, on.now());
  on.sessions().erase(id);
}

} // namespace chat::state
