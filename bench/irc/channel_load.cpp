#include "troupe/bench/irc/channel_load.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <stdexcept>
#include <string>

#include <sys/epoll.h>

namespace troupe::bench {

namespace {

constexpr std::uint64_t stall_limit = 20'000'000'000; // a join of the thousandth makes a thousand lines
constexpr std::size_t registering_most =
  8; // at the same time: ngircd's backlog is 10, and beyond it a client waits 1 s
constexpr std::size_t joining_most = 16;
constexpr std::string_view channel = "#bench";

std::vector<pid_t> processes_of(const channel_workload& work) {
  std::vector<pid_t> result;
  for (const auto& server : work.servers)
    result.push_back(server.process);
  return result;
}

bool is_error(std::string_view command) {
  return command.size() == 3 && (command[0] == '4' || command[0] == '5') && command != "422"; // no message of the day
}

} // namespace

channel_load::channel_load(const channel_workload& work)
  : work_(work), ledger_(work.members, work.senders, work.window, work.message_size) {
  if (work.servers.empty())
    throw std::invalid_argument("a server is needed");
  members_.reserve(work.members);
}

void channel_load::run() {
  register_all();
  join_all();
  measure();
  say_farewell();
  const auto deliveries = static_cast<double>(deliveries_);
  std::printf("{\"servers\":%zu,\"members\":%zu,\"senders\":%zu,\"window\":%zu,\"size\":%zu,\"deliveries\":%llu,"
              "\"deliveries_per_second\":%.1f,\"cpu_ns_per_delivery\":%.1f,%s}\n",
              work_.servers.size(), work_.members, work_.senders, work_.window, work_.message_size,
              static_cast<unsigned long long>(deliveries_), deliveries / measurement_->seconds(),
              measurement_->server_cpu() / deliveries, measurement_->json().c_str());
}

void channel_load::register_all() {
  for (std::size_t index = 0; index < work_.members; ++index) {
    auto& member = members_.emplace_back(index, work_.servers[index % work_.servers.size()].port);
    member.expect(work_.members);
    watch(EPOLL_CTL_ADD, index);
    say(index, "NICK " + irc_member::nick_of(index));
    say(index, "USER member 0 * :a member");
    poll_until([&] { return registered_ + registering_most > index; });
  }
  poll_until([&] { return registered_ == work_.members; });
}

void channel_load::join_all() {
  for (std::size_t index = 0; index < work_.members; ++index) {
    members_[index].at = irc_member::stage::joining;
    say(index, "JOIN " + std::string(channel));
    poll_until([&] { return joined_ + joining_most > index; });
  }
  // With several servers a member may be there before others have heard of it.
  poll_until([&] { return joined_ == work_.members && ready_ == work_.members; });
}

void channel_load::measure() {
  measurement_.emplace(work_.warm_up, work_.measured, processes_of(work_));
  sending_ = true;
  for (std::size_t sender = 0; sender < work_.senders; ++sender)
    for (std::size_t i = 0; i < work_.window; ++i)
      speak(sender);
  while (measurement_->in_progress(now_ns()))
    poll_once();
  sending_ = false;
  poll_until([&] { return ledger_.on_their_way() == 0; });
}

// What a server would send once more comes before the answer to this.
void channel_load::say_farewell() {
  for (std::size_t index = 0; index < work_.members; ++index)
    say(index, "PING :farewell");
  poll_until([&] { return farewells_ == work_.members; });
}

void channel_load::poll_once() {
  std::array<epoll_event, 256> ready;
  const int count = ::epoll_wait(epoll_.get(), ready.data(), static_cast<int>(ready.size()), 100);
  if (count < 0 && errno != EINTR)
    throw_errno("epoll_wait");
  for (int i = 0; i < count; ++i) {
    const auto& event = ready[static_cast<std::size_t>(i)];
    const auto index = static_cast<std::size_t>(event.data.u64);
    if ((event.events & EPOLLOUT) != 0 && members_[index].send_rest())
      watch(EPOLL_CTL_MOD, index);
    if ((event.events & ~static_cast<std::uint32_t>(EPOLLOUT)) != 0)
      receive(index);
  }
  const auto now = now_ns();
  if (count > 0)
    last_progress_ = now;
  else if (now - last_progress_ > stall_limit)
    throw std::runtime_error("stalled: " + std::to_string(registered_) + " members are registered, " +
                             std::to_string(joined_) + " have joined, " + std::to_string(ready_) +
                             " know of all others, " + std::to_string(ledger_.on_their_way()) +
                             " messages are missing");
}

void channel_load::receive(std::size_t index) {
  members_[index].receive(block_, [&](std::string_view line) { take(index, line); });
}

void channel_load::take(std::size_t index, std::string_view line) {
  const auto parsed = parse_irc_line(line);
  if (parsed.command == "PRIVMSG")
    return take_message(index, parsed);
  if (parsed.command == "PING")
    return say(index, "PONG :" + std::string(parsed.last));
  if (parsed.command == "ERROR" || is_error(parsed.command))
    throw std::runtime_error("member " + std::to_string(index) + " was told: " + std::string(line));
  if (parsed.command == "PONG" && parsed.last == "farewell")
    ++farewells_;
  else if (members_[index].at != irc_member::stage::joined || ready_ < work_.members)
    take_numeric(index, parsed);
}

void channel_load::take_numeric(std::size_t index, const irc_line& line) {
  auto& member = members_[index];
  const bool was_ready = member.seen_count() == work_.members;
  if (line.command == "001") {
    ++registered_;
  } else if (line.command == "JOIN") {
    member.saw(irc_member::index_of(line.nick));
  } else if (line.command == "353") {
    take_names(index, line.last);
  } else if (line.command == "366" && member.at == irc_member::stage::joining) {
    member.at = irc_member::stage::joined;
    ++joined_;
  }
  if (!was_ready && member.seen_count() == work_.members)
    ++ready_;
}

void channel_load::take_names(std::size_t index, std::string_view names) {
  while (!names.empty()) {
    const auto end = names.find(' ');
    auto nick = names.substr(0, end);
    names.remove_prefix(end == std::string_view::npos ? names.size() : end + 1);
    nick.remove_prefix(std::min(nick.size(), nick.find_first_not_of("~&@%+"))); // marks of rank
    members_[index].saw(irc_member::index_of(nick));
  }
}

void channel_load::take_message(std::size_t index, const irc_line& line) {
  const auto delivery = ledger_.receive(index, line.last);
  if (irc_member::index_of(line.nick) != delivery.sender)
    throw std::runtime_error("a message under the name of somebody else: " + std::string(line.nick));
  if (measurement_->measuring())
    ++deliveries_;
  if (!delivery.complete)
    return;
  measurement_->record(now_ns(), delivery.sent_at);
  if (sending_)
    speak(delivery.sender);
}

void channel_load::speak(std::size_t sender) {
  const auto text = ledger_.send(sender, now_ns());
  say(sender, "PRIVMSG " + std::string(channel) + " :" + std::string(text));
}

void channel_load::say(std::size_t index, std::string_view line) {
  auto& member = members_[index];
  member.send(line);
  if (member.has_unsent() != member.waits_for_room)
    watch(EPOLL_CTL_MOD, index);
}

void channel_load::watch(int operation, std::size_t index) {
  auto& member = members_[index];
  member.waits_for_room = member.has_unsent();
  epoll_event interest{};
  interest.events = member.waits_for_room ? EPOLLIN | EPOLLOUT : EPOLLIN;
  interest.data.u64 = index;
  checked(::epoll_ctl(epoll_.get(), operation, member.socket(), &interest), "epoll_ctl");
}

} // namespace troupe::bench
