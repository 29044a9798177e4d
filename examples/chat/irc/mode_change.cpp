#include "troupe/examples/chat/irc/mode_change.hpp"

#include <algorithm>
#include <charconv>

#include "troupe/examples/chat/irc/line.hpp"
#include "troupe/examples/chat/irc/mask.hpp"
#include "troupe/examples/chat/irc/names.hpp"

namespace chat::irc {
namespace {

constexpr std::uint32_t most_limit = 2'147'483'647;

template <class Container, class Value>
bool holds(const Container& container, const Value& value) {
  return std::find(container.begin(), container.end(), value) != container.end();
}

bool takes_parameter(mode_type type, bool add) noexcept {
  return type == mode_type::when_set ? add : type != mode_type::never;
}

/// The number, or none when it is none that a channel can be limited to.
std::optional<std::uint32_t> parse_limit(std::string_view text) noexcept {
  std::uint32_t number = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
  if (end.ec != std::errc{} || end.ptr != text.data() + text.size() || number == 0 || number > most_limit)
    return std::nullopt;
  return number;
}

/// Reads one MODE command, letter by letter.
class channel_mode_reader {
public:
  channel_mode_reader(const param_list& params, std::size_t next, const limits& most)
    : params_(params), next_(next), most_(most) {}

  void read(char letter) {
    if (letter == '+' || letter == '-') {
      add_ = letter == '+';
      return;
    }
    const auto type = channel_mode_type(letter);
    if (!type)
      unknown(letter);
    else if (!takes_parameter(*type, add_))
      request_.changes.push_back({add_, letter, {}});
    else
      read_with_parameter(letter, *type);
  }

  mode_request take() { return std::move(request_); }

private:
  void unknown(char letter) {
    const bool known = std::any_of(request_.errors.begin(), request_.errors.end(), [letter](const mode_error& error) {
      return error.what == mode_error::kind::unknown_mode && error.letter == letter;
    });
    if (!known)
      request_.errors.push_back({mode_error::kind::unknown_mode, letter, {}, {}});
  }

  void read_with_parameter(char letter, mode_type type) {
    const auto parameter = params_[next_++];
    if (parameter.empty() && type == mode_type::list) {
      if (!holds(request_.queries, letter))
        request_.queries.push_back(letter);
      return;
    }
    const bool removes_key = type == mode_type::always && !add_;
    if ((parameter.empty() && !removes_key) || with_parameter_ == most_.mode_parameters)
      return;
    ++with_parameter_;
    add_change(letter, type, removes_key ? "*" : parameter);
  }

  void add_change(char letter, mode_type type, std::string_view parameter) {
    switch (type) {
    case mode_type::list:
      if (const auto mask = normalise_mask(parameter); !mask.empty())
        request_.changes.push_back({add_, letter, mask});
      else
        invalid(letter, parameter, "Invalid mask");
      break;
    case mode_type::always:
      if (!add_ || valid_key(parameter, most_))
        request_.changes.push_back({add_, letter, std::string{parameter}});
      else
        invalid(letter, parameter, "Key is not well-formed");
      break;
    case mode_type::when_set:
      if (const auto number = parse_limit(parameter))
        request_.changes.push_back({add_, letter, std::to_string(*number)});
      else
        invalid(letter, parameter, "Limit is not a positive number");
      break;
    case mode_type::membership:
    case mode_type::never:
      request_.changes.push_back({add_, letter, std::string{parameter}});
      break;
    }
  }

  void invalid(char letter, std::string_view parameter, const char* why) {
    request_.errors.push_back({mode_error::kind::invalid_parameter, letter, std::string{parameter}, why});
  }

  const param_list& params_;
  std::size_t next_;
  const limits& most_;
  mode_request request_;
  std::size_t with_parameter_ = 0;
  bool add_ = true;
};

/// One text of `render_modes` in the making.
struct mode_text {
  std::string letters;
  std::string parameters; // with a space in front of each
  std::size_t count = 0;
  char sign = '\0';

  /// Bytes that the change would add.
  std::size_t cost(const mode_change& change, std::string_view parameter) const noexcept {
    return (sign == sign_of(change) ? 0U : 1U) + 1 + (parameter.empty() ? 0 : parameter.size() + 1);
  }
  void add(const mode_change& change, std::string_view parameter) {
    if (sign != sign_of(change))
      letters.push_back(sign = sign_of(change));
    letters.push_back(change.letter);
    if (!parameter.empty()) {
      parameters.append(" ").append(parameter);
      ++count;
    }
  }
  std::size_t size() const noexcept { return letters.size() + parameters.size(); }

  static char sign_of(const mode_change& change) noexcept { return change.add ? '+' : '-'; }
};

} // namespace

std::optional<mode_type> channel_mode_type(char letter) noexcept {
  switch (letter) {
  case 'b':
    return mode_type::list;
  case 'k':
    return mode_type::always;
  case 'l':
    return mode_type::when_set;
  case 'i':
  case 'm':
  case 'n':
  case 's':
  case 't':
    return mode_type::never;
  case 'o':
  case 'v':
    return mode_type::membership;
  default:
    return std::nullopt;
  }
}

bool is_user_mode(char letter) noexcept {
  return holds(user_modes, letter);
}

mode_request parse_channel_modes(const param_list& params, std::size_t first, const limits& most) {
  channel_mode_reader reader{params, first + 1, most};
  for (const char letter : params[first])
    reader.read(letter);
  return reader.take();
}

mode_request parse_user_modes(std::string_view modes) {
  mode_request request;
  bool add = true;
  for (const char letter : modes) {
    if (letter == '+' || letter == '-')
      add = letter == '+';
    else if (is_user_mode(letter))
      request.changes.push_back({add, letter, {}});
    else if (request.errors.empty())
      request.errors.push_back({mode_error::kind::unknown_mode, letter, {}, {}});
  }
  return request;
}

std::vector<std::string> render_modes(const std::vector<mode_change>& changes, std::size_t most_parameters,
                                      std::size_t room) {
  std::vector<std::string> texts;
  mode_text text;
  const auto flush = [&] {
    if (!text.letters.empty())
      texts.push_back(text.letters + text.parameters);
    text = {};
  };
  for (const auto& change : changes) {
    const auto parameter = change.parameter.empty() ? std::string_view{} : middle_or_star(change.parameter);
    if ((!parameter.empty() && text.count == most_parameters) || text.size() + text.cost(change, parameter) > room)
      flush();
    text.add(change, parameter);
  }
  flush();
  return texts;
}

std::vector<std::string> mode_lines(std::string_view source, std::string_view target,
                                    const std::vector<mode_change>& changes, const limits& most) {
  const line head = line{source, "MODE"}.param(target);
  std::vector<std::string> lines;
  // The space before the words takes less than the mark of a text.
  for (std::string_view rest : render_modes(changes, most.mode_parameters, head.room())) {
    line whole = head;
    while (!rest.empty()) {
      const auto word = rest.substr(0, rest.find(' '));
      whole.param(word);
      rest.remove_prefix(std::min(word.size() + 1, rest.size()));
    }
    lines.push_back(whole.finish());
  }
  return lines;
}

} // namespace chat::irc
