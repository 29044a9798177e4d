#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "troupe/examples/chat/irc/limits.hpp"

namespace chat::irc {

/// Whether `param` can be sent as a parameter before the last one: not empty, no leading ":", no space, NUL, CR or LF.
bool valid_middle(std::string_view param) noexcept;
/// The parameter, or "*" when it is none that can be sent. For what users typed and the server repeats.
std::string_view middle_or_star(std::string_view param) noexcept;

/// Makes one outgoing line, without tags, from left to right. Whatever it is given, the result is one line of at most
/// 512 bytes, CR LF included, with the parameters where they belong:
/// - a parameter that can't be sent becomes "*" (`middle_or_star`);
/// - in the text, CR, LF and NUL become spaces;
/// - what is too long is cut at its end, on a UTF-8 boundary.
///
///     line{"ann!a@host", "PRIVMSG"}.param("#chat").text("hello there").finish()
class line {
public:
  /// `source`: without ":"; empty for none. `command`: letters or digits.
  line(std::string_view source, std::string_view command);

  /// One more parameter, not the last one with a ":".
  line& param(std::string_view middle);
  /// Each of them.
  line& params(std::initializer_list<std::string_view> middles);
  /// The last parameter, after " :". Nothing may follow it.
  line& text(std::string_view last);

  /// Bytes that are still free for `text`, after the " :" that it needs.
  std::size_t room() const noexcept;
  /// The line, with CR LF.
  std::string finish() const;

private:
  std::string bytes_;
};

/// `line{source, command}.params(middles).finish()`
std::string make_line(std::string_view source, std::string_view command,
                      std::initializer_list<std::string_view> middles);
/// `line{source, command}.params(middles).text(last).finish()`
std::string make_line(std::string_view source, std::string_view command,
                      std::initializer_list<std::string_view> middles, std::string_view last);

/// As many lines as it takes to send all words as texts: `head` and then " :word word word". Words longer than a line
/// are cut. No words: no lines. For NAMES, ISON, the channels of WHOIS, CAP LS.
std::vector<std::string> fill_lines(const line& head, const std::vector<std::string>& words);
/// The same, with another head for all lines but the last one, as CAP LS 302 wants it. The heads may differ in length.
std::vector<std::string> fill_lines(const line& head, const line& last_head, const std::vector<std::string>& words);

} // namespace chat::irc
