#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "troupe/examples/chat/irc/line.hpp"
#include "troupe/examples/chat/irc/numerics.hpp"

namespace chat::irc {

/// The beginning of a numeric reply, ":server 353 nick", for what `reply` doesn't fit: `fill_lines`, for instance.
/// `nick`: the client's, "*" while it has none.
line reply_head(std::string_view server, std::string_view nick, numeric which);

/// A complete numeric reply with the text that the table has for it, if any:
/// `reply(server, nick, numeric::err_nosuchnick, {"ann"})` is ":server 401 nick ann :No such nick/channel".
std::string reply(std::string_view server, std::string_view nick, numeric which,
                  std::initializer_list<std::string_view> params = {});
/// A complete numeric reply with that text.
std::string reply(std::string_view server, std::string_view nick, numeric which,
                  std::initializer_list<std::string_view> params, std::string_view text);

} // namespace chat::irc
