#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace chat::irc {

/// Wall-clock time, always passed in.
using wall_time = std::chrono::system_clock::time_point;

/// The value of the tag "time": "2011-10-19T16:40:51.620Z" (IRCv3 server-time). UTC, cut to milliseconds.
std::string server_time(wall_time when);
/// Seconds since 1970, as in RPL_TOPICWHOTIME, RPL_CREATIONTIME, RPL_BANLIST and RPL_TIME.
std::int64_t unix_seconds(wall_time when) noexcept;
/// For people, as in RPL_TIME, RPL_CREATED and RPL_WHOISIDLE: "Wednesday October 19 2011 -- 16:40:51 UTC".
std::string time_text(wall_time when);

} // namespace chat::irc
