#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "troupe/examples/chat/irc/limits.hpp"

namespace chat::irc {

/// The parameters of a message, at most 15. Reading past the end yields an empty text, so that a missing parameter and
/// an empty one look alike; `size` tells them apart.
class param_list {
public:
  std::size_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }
  std::string_view operator[](std::size_t index) const noexcept {
    return index < size_ ? params_[index] : std::string_view{};
  }
  const std::string_view* begin() const noexcept { return params_.data(); }
  const std::string_view* end() const noexcept { return params_.data() + size_; }
  /// False when there are 15 already.
  bool push(std::string_view param) noexcept;

private:
  std::array<std::string_view, max_params> params_{};
  std::size_t size_ = 0;
};

/// A message in parts; views into the line it was parsed from, valid as long as that. RFC 1459, section 2.3; IRCv3
/// message-tags; modern.ircdocs.horse, "Message Format".
struct message {
  std::string_view tags;    ///< Between "@" and the space; read them with tags.hpp
  std::string_view source;  ///< Without the ":"; empty when there is none. A client's is ignored
  std::string_view command; ///< Letters or three digits, as sent: "join" stays "join"
  param_list params;        ///< The last one without its ":"
};

/// Why a line is no message.
enum class parse_error {
  none,
  empty,         ///< Nothing but spaces and line ends: to be ignored silently
  malformed,     ///< No command, a command of other bytes than letters or digits, or a NUL, CR or LF within the line
  tags_too_long, ///< More than `max_client_tags`: answer ERR_INPUTTOOLONG, ignore the line
  too_long,      ///< The rest is more than 512 bytes: answer ERR_INPUTTOOLONG, ignore the line
};

/// What `parse` found: the message, or why there is none. Of a malformed line `value` holds the parts that were read,
/// so that the answer can name the command; of the other errors nothing.
struct parsed {
  parse_error error = parse_error::none;
  message value;

  explicit operator bool() const noexcept { return error == parse_error::none; }
};

/// Takes apart a received line, with or without its CR LF. A client's limits hold: 4,096 bytes of tags, 512 bytes of
/// the rest, counting a CR LF whether it is there or not. Runs of spaces count as one; the fifteenth parameter takes
/// the whole rest of the line. No allocation.
parsed parse(std::string_view line) noexcept;
/// The same for a line from a server: up to 8,191 bytes of tags. For tests and clients.
parsed parse_from_server(std::string_view line) noexcept;

/// The command in upper case, for tables.
std::string upper_command(std::string_view command);

/// The line with CR LF, or none when any part can't be sent as it is: an invalid command, a space in the source or in
/// a parameter other than the last, an empty parameter other than the last, a leading ":" there, CR, LF or NUL
/// anywhere, or more than 8,191 bytes of tags or 512 of the rest.
/// The exact way out for what was parsed; replies are made with line.hpp, which never fails.
std::optional<std::string> serialize(const message& value);

} // namespace chat::irc
