#include "troupe/examples/chat/commands/request.hpp"

#include <utility>

namespace chat::commands {

request::request(state::server& on, state::session& from, const irc::message& message)
  : on_(on), session_(&from), who_(from.who), message_(message) {}

request::request(state::server& on, const state::user& asker, const irc::message& message,
                 std::vector<std::string>& lines)
  : on_(on), who_(&asker), message_(message), lines_(&lines) {}

std::string_view request::nick() const noexcept {
  if (session_ && session_->who) // who may have been registered by this very command
    return session_->who->nick;
  if (who_)
    return who_->nick;
  return session_->nick.empty() ? std::string_view{"*"} : std::string_view{session_->nick};
}

irc::capability_set request::caps() const noexcept {
  return session_ ? session_->cap.enabled : irc::capability_set{};
}

void request::send(std::string line) const {
  sent_ += line.size();
  if (lines_)
    lines_->push_back(std::move(line));
  else
    on_.send(*session_, std::move(line));
}

void request::send(const std::vector<std::string>& lines) const {
  for (const auto& each : lines)
    send(each);
}

void request::reply(irc::numeric which, std::initializer_list<std::string_view> params) const {
  send(irc::reply(on_.name(), nick(), which, params));
}

void request::reply(irc::numeric which, std::initializer_list<std::string_view> params, std::string_view text) const {
  send(irc::reply(on_.name(), nick(), which, params, text));
}

irc::line request::head(irc::numeric which) const {
  return irc::reply_head(on_.name(), nick(), which);
}

void request::need_more_params() const {
  reply(irc::numeric::err_needmoreparams, {irc::upper_command(message_.command)});
}

} // namespace chat::commands
