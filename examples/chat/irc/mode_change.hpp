#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "troupe/examples/chat/irc/limits.hpp"
#include "troupe/examples/chat/irc/message.hpp"

namespace chat::irc {

/// When a mode has a parameter; the types of CHANMODES (modern.ircdocs.horse, "CHANMODES Parameter").
enum class mode_type {
  list,       ///< A: a list, a parameter always; without one it is a query: b
  always,     ///< B: a parameter when set and when unset: k
  when_set,   ///< C: a parameter when set: l
  never,      ///< D: none: i m n s t
  membership, ///< PREFIX: a nickname always: o v
};

/// The type of a channel mode; none for an unknown letter.
std::optional<mode_type> channel_mode_type(char letter) noexcept;
/// Whether a letter is a user mode: i o.
bool is_user_mode(char letter) noexcept;

/// The letters in the order that 004 and CHANMODES have them.
constexpr std::string_view channel_modes = "biklmnostv";
constexpr std::string_view channel_modes_with_parameter = "bklov";
constexpr std::string_view user_modes = "io";

/// One change: "+o ann".
struct mode_change {
  bool add = true;
  char letter = '\0';
  std::string parameter; ///< Empty when the mode has none

  bool operator==(const mode_change& other) const noexcept {
    return add == other.add && letter == other.letter && parameter == other.parameter;
  }
};

/// What a client asked for and can't get, in the terms of its answer.
struct mode_error {
  enum class kind {
    unknown_mode,      ///< ERR_UNKNOWNMODE for channels, ERR_UMODEUNKNOWNFLAG for users
    invalid_parameter, ///< ERR_INVALIDMODEPARAM
  };
  kind what = kind::unknown_mode;
  char letter = '\0';
  std::string parameter;   ///< For ERR_INVALIDMODEPARAM
  std::string description; ///< For ERR_INVALIDMODEPARAM: "Invalid limit"
};

/// A MODE command, taken apart.
struct mode_request {
  std::vector<mode_change> changes; ///< In the order given; ban masks complete, limits as plain numbers
  std::vector<mode_error> errors;
  std::vector<char> queries; ///< List modes asked for without a parameter, each once
};

/// Reads the mode string `params[first]` and the parameters behind it. "+" is the sign until one is given. Further
/// parametered changes than `limits::mode_parameters` are ignored, as are surplus parameters and, as the modern
/// specification demands, modes whose parameter is missing. "-k" works without a parameter, and its parameter is not
/// looked at: it becomes "*". Knows no channels and rights: whether a nickname is on the channel is up to the caller.
mode_request parse_channel_modes(const param_list& params, std::size_t first, const limits& most);
/// The same for a user's own modes, which have no parameters. Unknown letters are reported once in all.
mode_request parse_user_modes(std::string_view modes);

/// The changes as parameters of MODE: "+ov-b ann bob *!*@host". A sign only where it changes. At most `most_parameters`
/// parameters and `room` bytes each; more make further texts. None for no changes.
/// To send: `line{source, "MODE"}.params({channel, ...})` with the words of the text, or see `mode_lines`.
std::vector<std::string> render_modes(const std::vector<mode_change>& changes, std::size_t most_parameters,
                                      std::size_t room);
/// Complete lines ":source MODE target +ov ann bob", none longer than 512 bytes.
std::vector<std::string> mode_lines(std::string_view source, std::string_view target,
                                    const std::vector<mode_change>& changes, const limits& most);

} // namespace chat::irc
