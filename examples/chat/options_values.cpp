#include "troupe/examples/chat/options_values.hpp"

#include <cerrno>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

namespace chat {

std::optional<std::uint64_t> parse_number(std::string_view text, std::uint64_t least, std::uint64_t most) {
  std::uint64_t result = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, result);
  if (error != std::errc{} || stop != end || result < least || result > most)
    return std::nullopt;
  return result;
}

std::optional<bool> parse_switch(std::string_view text) {
  if (text == "true" || text == "yes" || text == "on")
    return true;
  if (text == "false" || text == "no" || text == "off")
    return false;
  return std::nullopt;
}

std::optional<listener_port> parse_port(std::string_view text) {
  if (text == "any")
    return listener_port{0};
  const auto number = parse_number(text, 0, 65'535);
  if (!number)
    return std::nullopt;
  return *number == 0 ? listener_port{} : listener_port{static_cast<std::uint16_t>(*number)};
}

std::string to_text(const listener_port& port) {
  if (!port)
    return "0";
  return *port == 0 ? "any" : std::to_string(*port);
}

file_content read_file(const std::string& name) {
  std::error_code ignored;
  if (std::filesystem::is_directory(name, ignored))
    return {{}, "'" + name + "' is a folder"};
  errno = 0;
  std::ifstream in{name, std::ios::binary};
  if (!in)
    return {{}, "cannot read '" + name + "': " + std::system_category().message(errno)};
  return {{std::istreambuf_iterator<char>{in}, {}}, {}};
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> result;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find('\n', begin), text.size());
    const bool has_cr = end > begin && text[end - 1] == '\r';
    result.push_back(text.substr(begin, end - begin - (has_cr ? 1 : 0)));
    begin = end + 1;
  }
  return result;
}

std::string resolve_secret(const std::string& text, std::string& error) {
  if (text.empty() || text.front() != '@')
    return text;
  if (text.size() > 1 && text[1] == '@')
    return text.substr(1);
  auto file = read_file(text.substr(1));
  error = std::move(file.error);
  auto lines = lines_of(file.bytes);
  if (error.empty() && (lines.empty() || lines.front().empty()))
    error = "the first line of '" + text.substr(1) + "' is empty";
  return lines.empty() ? std::string{} : std::move(lines.front());
}

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos)
    return {};
  return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

} // namespace chat
