#include "troupe/examples/chat/state/outbox.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "troupe/examples/chat/irc/tags.hpp"

namespace chat::state {
namespace {

constexpr std::size_t most_events = 512; // in one batch, so that other traffic gets in between

} // namespace

std::string render(const outgoing& what, irc::capability_set caps) {
  std::string tags;
  if (!what.batch.empty() && caps.has(irc::capability::batch))
    irc::append_tag(tags, "batch", what.batch);
  if (caps.has(irc::capability::server_time))
    irc::append_tag(tags, "time", irc::server_time(what.time));
  if (caps.has(irc::capability::message_tags))
    irc::append_tags(tags, what.client_tags);
  return irc::tagged(tags, what.line);
}

void outbox::send(session_id to, irc::capability_set caps, const outgoing& what) {
  if (personal_to_ != to)
    finish_personal();
  personal_to_ = to;
  personal_ += render(what, caps);
}

void outbox::deliver(std::string bytes, std::vector<session_id> to) {
  finish_personal();
  effects_.deliveries.push_back({std::make_shared<const std::string>(std::move(bytes)), std::move(to)});
}

void outbox::finish_personal() {
  if (personal_.empty())
    return;
  effects_.deliveries.push_back({std::make_shared<const std::string>(std::exchange(personal_, {})), {personal_to_}});
  personal_to_ = 0;
}

void outbox::close(session_id which) {
  effects_.closes.push_back(which);
}

void outbox::tell(const std::string& node, event_body body) {
  auto& messages = effects_.peer_messages;
  const auto last =
    std::find_if(messages.rbegin(), messages.rend(), [&node](const auto& each) { return each.node == node; });
  const bool fits = last != messages.rend() && last->events.events.size() < most_events;
  auto& message = fits ? *last : messages.emplace_back(peer_message{node, {}});
  message.events.events.push_back({std::move(body)});
}

void outbox::log(log_level level, std::string text) {
  effects_.log.push_back({level, std::move(text)});
}

effects outbox::take() {
  finish_personal();
  return std::exchange(effects_, {});
}

fan_out::fan_out(outgoing what) : what_(std::move(what)) {}

fan_out::variant& fan_out::variant_for(irc::capability_set caps) noexcept {
  std::size_t index = caps.has(irc::capability::server_time) ? 1 : 0;
  if (!what_.client_tags.empty() && caps.has(irc::capability::message_tags))
    index |= 2;
  if (!what_.batch.empty() && caps.has(irc::capability::batch))
    index |= 4;
  variants_.at(index).caps = caps;
  return variants_.at(index);
}

void fan_out::add(irc::capability_set caps, session_id to) {
  variant_for(caps).to.push_back(to);
}

void fan_out::add(irc::capability_set caps, const std::vector<session_id>& to, session_id except) {
  auto& all = variant_for(caps).to;
  const auto added = static_cast<std::ptrdiff_t>(all.size());
  all.insert(all.end(), to.begin(), to.end());
  if (except == 0)
    return;
  const auto found = std::find(all.begin() + added, all.end(), except);
  if (found != all.end()) {
    *found = all.back();
    all.pop_back();
  }
}

void fan_out::unique() {
  for (auto& each : variants_) {
    std::sort(each.to.begin(), each.to.end());
    each.to.erase(std::unique(each.to.begin(), each.to.end()), each.to.end());
  }
}

void fan_out::send(outbox& box) {
  for (auto& each : variants_)
    if (!each.to.empty())
      box.deliver(render(what_, each.caps), std::move(each.to));
}

} // namespace chat::state
