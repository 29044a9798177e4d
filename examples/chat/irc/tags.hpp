#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace chat::irc {

/// One message tag; views into the line. Source of all here: IRCv3 message-tags.
struct tag {
  std::string_view key;   ///< "+" of a client-only tag and vendor included
  std::string_view value; ///< As sent, escaped; empty for a missing value, which means the same

  /// Whether servers pass it on from client to client: the key begins with "+".
  bool client_only() const noexcept { return !key.empty() && key.front() == '+'; }
};

/// Takes the first tag off `rest`, the text between "@" and space. None at the end. Keys are opaque; only tags without
/// one are skipped.
std::optional<tag> next_tag(std::string_view& rest) noexcept;

/// The client-only tags in `tags`, as they may be relayed: "+a=1;+b". Of tags with the same key the last one stays.
std::string client_only_tags(std::string_view tags);

/// ";", space, "\", CR and LF as "\:", "\s", "\\", "\r" and "\n"; NUL is left out.
std::string escape_tag_value(std::string_view value);
/// The reverse; the backslash of an unknown escape, or at the end, is dropped.
std::string unescape_tag_value(std::string_view value);

/// Adds `key=value` (value not yet escaped; an empty one adds the key alone) to `tags`. The key must be valid.
void append_tag(std::string& tags, std::string_view key, std::string_view value);
/// Adds tags that are escaped already, as from `client_only_tags`. Nothing for an empty text.
void append_tags(std::string& tags, std::string_view more);

/// The line with tags in front: "@tags line"; the line alone when there are none.
std::string tagged(std::string_view tags, std::string_view line);

} // namespace chat::irc
