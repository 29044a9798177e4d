#include <algorithm>
#include <utility>

#include "troupe/examples/chat/commands/handlers.hpp"
#include "troupe/examples/chat/commands/lookup.hpp"
#include "troupe/examples/chat/irc/casemap.hpp"
#include "troupe/examples/chat/irc/mode_change.hpp"
#include "troupe/examples/chat/irc/names.hpp"

namespace chat::commands {
namespace {

using irc::numeric;
using state::channel;
using entry_list = std::vector<state::register_entry>;

void show_modes(const request& r, const channel& where) {
  const auto& facts = where.facts();
  const bool inside = where.find(r.user()) != nullptr;
  std::string letters{"+"};
  std::vector<std::string> arguments;
  for (const char letter : {'i', 'm', 'n', 's', 't', 'k', 'l'}) {
    if (!facts.is_set(letter))
      continue;
    letters += letter;
    if (letter == 'k')
      arguments.push_back(inside ? facts.value('k') : "*");
    else if (letter == 'l')
      arguments.push_back(facts.value('l'));
  }
  auto line = r.head(numeric::rpl_channelmodeis).params({where.name(), letters});
  for (const auto& each : arguments)
    line.param(each);
  r.send(line.finish());
  r.reply(numeric::rpl_creationtime, {where.name(), std::to_string(where.created().time / 1000)});
}

void show_bans(const request& r, const channel& where) {
  for (const auto value : where.facts().list('b')) {
    const auto ban = state::parse_ban(value);
    r.reply(numeric::rpl_banlist, {where.name(), ban.mask, ban.setter, std::to_string(ban.when)});
  }
  r.reply(numeric::rpl_endofbanlist, {where.name()});
}

void tell_errors(const request& r, std::string_view target, const irc::mode_request& modes) {
  for (const auto& each : modes.errors) {
    const std::string_view letter{&each.letter, 1};
    if (each.what == irc::mode_error::kind::unknown_mode)
      r.reply(numeric::err_unknownmode, {letter});
    else
      r.reply(numeric::err_invalidmodeparam, {target, letter, each.parameter}, each.description);
  }
}

/// Turns the changes of a MODE command into writes, each as if those before it were done.
class mode_writer {
public:
  mode_writer(const request& r, const channel& where) : r_(r), where_(where) { bans_ = where.facts().list('b').size(); }

  void change(const irc::mode_change& wanted) {
    switch (wanted.letter) {
    case 'o':
    case 'v':
      change_status(wanted);
      break;
    case 'b':
      change_ban(wanted);
      break;
    case 'k':
    case 'l':
      write(wanted.letter, {}, wanted.add ? wanted.parameter : std::string{});
      break;
    default:
      write(wanted.letter, {}, wanted.add ? "1" : "");
    }
  }

  entry_list take() { return std::move(entries_); }

private:
  void change_status(const irc::mode_change& wanted) {
    const auto* const who = r_.net().find_nick(wanted.parameter);
    const auto* const there = who ? where_.find(*who) : nullptr;
    if (!who)
      r_.reply(numeric::err_nosuchnick, {wanted.parameter});
    else if (!there)
      r_.reply(numeric::err_usernotinchannel, {who->nick, where_.name()});
    else
      write(wanted.letter, state::status_item(who->id, there->joined), wanted.add ? "1" : "");
  }

  void change_ban(const irc::mode_change& wanted) {
    const auto item = irc::fold(wanted.parameter);
    const bool is_set = !value('b', item).empty();
    if (wanted.add == is_set)
      return;
    if (wanted.add && bans_ >= r_.limits().list_entries) {
      r_.reply(numeric::err_banlistfull, {where_.name(), wanted.parameter});
      return;
    }
    bans_ = wanted.add ? bans_ + 1 : bans_ - 1;
    const state::ban ban{wanted.parameter, r_.user().mask(), irc::unix_seconds(r_.on().now())};
    write('b', item, wanted.add ? state::ban_value(ban) : std::string{});
  }

  /// What the register will hold after the writes so far.
  const std::string& value(char letter, const std::string& item) const {
    const auto last = std::find_if(entries_.rbegin(), entries_.rend(),
                                   [&](const auto& each) { return each.letter == letter && each.item == item; });
    return last != entries_.rend() ? last->value : where_.facts().value(letter, item);
  }

  void write(char letter, std::string item, std::string text) {
    if (value(letter, item) != text)
      entries_.push_back({letter, std::move(item), std::move(text), r_.on().next_stamp()});
  }

  const request& r_;
  const channel& where_;
  std::size_t bans_ = 0;
  entry_list entries_;
};

void change_modes(const request& r, const channel& where, const std::vector<irc::mode_change>& wanted) {
  const auto* const mine = where.find(r.user());
  if (!mine) {
    r.reply(numeric::err_notonchannel, {where.name()});
    return;
  }
  if (!mine->op) {
    r.reply(numeric::err_chanoprivsneeded, {where.name()});
    return;
  }
  mode_writer writer{r, where};
  for (const auto& each : wanted)
    writer.change(each);
  if (auto entries = writer.take(); !entries.empty())
    r.on().announce(state::registers_written{where.name(), where.created(), r.user().mask(), std::move(entries)});
}

void handle_channel_mode(const request& r) {
  const auto* const where = find_channel_or_tell(r, r.param(0));
  if (!where)
    return;
  if (r.params() == 1) {
    show_modes(r, *where);
    return;
  }
  const auto wanted = irc::parse_channel_modes(r.message().params, 1, r.limits());
  tell_errors(r, where->name(), wanted);
  if (!wanted.changes.empty())
    change_modes(r, *where, wanted.changes);
  if (!wanted.queries.empty())
    show_bans(r, *where);
}

/// The modes that the user may give to himself: not o, which is for OPER.
std::string changed_modes(const state::user& who, const std::vector<irc::mode_change>& wanted) {
  auto modes = who.modes();
  for (const auto& each : wanted) {
    const auto place = modes.find(each.letter);
    if (!each.add && place != std::string::npos)
      modes.erase(place, 1);
    else if (each.add && place == std::string::npos && each.letter != 'o')
      modes += each.letter;
  }
  return modes;
}

void change_own_modes(const request& r, const std::vector<irc::mode_change>& wanted) {
  const auto before = r.user().modes();
  const auto after = changed_modes(r.user(), wanted);
  if (after == before)
    return;
  r.on().announce(state::modes_changed{r.user().id, after});
  std::vector<irc::mode_change> done;
  for (const char letter : irc::user_modes) {
    const bool was = before.find(letter) != std::string::npos;
    const bool is = after.find(letter) != std::string::npos;
    if (was != is)
      done.push_back({is, letter, {}});
  }
  r.send(irc::mode_lines(r.user().mask(), r.user().nick, done, r.limits()));
}

void handle_user_mode(const request& r) {
  const auto* const who = r.net().find_nick(r.param(0));
  if (!who) {
    r.reply(numeric::err_nosuchnick, {r.param(0)});
    return;
  }
  if (who != &r.user()) {
    r.reply(numeric::err_usersdontmatch);
    return;
  }
  if (r.params() == 1) {
    r.reply(numeric::rpl_umodeis, {"+" + r.user().modes()});
    return;
  }
  const auto wanted = irc::parse_user_modes(r.param(1));
  if (!wanted.errors.empty())
    r.reply(numeric::err_umodeunknownflag);
  change_own_modes(r, wanted.changes);
}

} // namespace

void handle_mode(const request& r) {
  if (irc::is_channel_name(r.param(0)))
    handle_channel_mode(r);
  else
    handle_user_mode(r);
}

} // namespace chat::commands
