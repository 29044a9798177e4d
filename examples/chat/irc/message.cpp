#include "troupe/examples/chat/irc/message.hpp"

#include <algorithm>

#include "troupe/examples/chat/irc/line.hpp"

namespace chat::irc {
namespace {

constexpr std::string_view line_end = "\r\n";
constexpr std::string_view never_in_a_line{"\0\r\n", 3};

bool is_command_byte(char byte) noexcept {
  return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
}

char upper(char byte) noexcept {
  return byte >= 'a' && byte <= 'z' ? static_cast<char>(byte - 'a' + 'A') : byte;
}

bool valid_command(std::string_view command) noexcept {
  return !command.empty() && std::all_of(command.begin(), command.end(), is_command_byte);
}

void skip_spaces(std::string_view& text) noexcept {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
}

/// Takes what is before the next space off `text`, and the spaces.
std::string_view take_word(std::string_view& text) noexcept {
  const auto word = text.substr(0, text.find(' '));
  text.remove_prefix(word.size());
  skip_spaces(text);
  return word;
}

std::string_view without_line_end(std::string_view line) noexcept {
  if (!line.empty() && line.back() == '\n')
    line.remove_suffix(1);
  if (!line.empty() && line.back() == '\r')
    line.remove_suffix(1);
  return line;
}

void take_params(param_list& params, std::string_view text) noexcept {
  while (!text.empty()) {
    const bool last = params.size() + 1 == max_params;
    if (text.front() == ':' || last) {
      text.remove_prefix(text.front() == ':' ? 1 : 0);
      params.push(text);
      return;
    }
    params.push(take_word(text));
  }
}

parsed parse_within(std::string_view line, std::size_t most_tags) noexcept {
  parsed result;
  line = without_line_end(line);
  skip_spaces(line);
  if (line.empty()) {
    result.error = parse_error::empty;
    return result;
  }

  message& value = result.value;
  if (line.front() == '@') {
    const auto tags = line.substr(0, line.find(' '));
    if (tags.size() + 1 > most_tags) {
      result.error = parse_error::tags_too_long;
      return result;
    }
    value.tags = tags.substr(1);
    line.remove_prefix(std::min(tags.size() + 1, line.size()));
  }
  if (line.size() + line_end.size() > max_line) {
    result = {};
    result.error = parse_error::too_long;
    return result;
  }

  skip_spaces(line);
  if (!line.empty() && line.front() == ':')
    value.source = take_word(line).substr(1);
  value.command = take_word(line);
  take_params(value.params, line);
  return result;
}

parsed parse_checked(std::string_view line, std::size_t most_tags) noexcept {
  parsed result = parse_within(line, most_tags);
  if (result && (!valid_command(result.value.command) ||
                 without_line_end(line).find_first_of(never_in_a_line) != std::string_view::npos))
    result.error = parse_error::malformed;
  return result;
}

/// Whether the last parameter needs a ":" in front.
bool needs_colon(std::string_view param) noexcept {
  return param.empty() || param.front() == ':' || param.find(' ') != std::string_view::npos;
}

bool can_be_sent(const message& value) noexcept {
  const auto clean = [](std::string_view text) {
    return text.find_first_of(never_in_a_line) == std::string_view::npos;
  };
  const auto& params = value.params;
  if (value.tags.size() + 2 > max_tags || !clean(value.tags) || value.tags.find(' ') != std::string_view::npos)
    return false;
  if (!clean(value.source) || value.source.find(' ') != std::string_view::npos || !valid_command(value.command))
    return false;
  return params.empty() || (std::all_of(params.begin(), params.end() - 1, valid_middle) && clean(*(params.end() - 1)));
}

} // namespace

bool param_list::push(std::string_view param) noexcept {
  if (size_ == params_.size())
    return false;
  params_[size_++] = param;
  return true;
}

parsed parse(std::string_view line) noexcept {
  return parse_checked(line, max_client_tags);
}

parsed parse_from_server(std::string_view line) noexcept {
  return parse_checked(line, max_tags);
}

std::string upper_command(std::string_view command) {
  std::string text{command};
  std::transform(text.begin(), text.end(), text.begin(), upper);
  return text;
}

std::optional<std::string> serialize(const message& value) {
  if (!can_be_sent(value))
    return std::nullopt;
  std::string line;
  if (!value.tags.empty())
    line.append("@").append(value.tags).append(" ");
  const auto tags_end = line.size();
  if (!value.source.empty())
    line.append(":").append(value.source).append(" ");
  line.append(value.command);
  for (std::size_t i = 0; i < value.params.size(); ++i) {
    const bool last = i + 1 == value.params.size();
    line.append(last && needs_colon(value.params[i]) ? " :" : " ").append(value.params[i]);
  }
  line.append(line_end);
  if (line.size() - tags_end > max_line)
    return std::nullopt;
  return line;
}

} // namespace chat::irc
