#include "troupe/examples/chat/log.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include <unistd.h>

namespace chat {

namespace {

/// How many bytes at the beginning of `text` are one printable character; 0: what is there is none.
std::size_t printable(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(0);
  if (first < 0x80)
    return first >= 0x20 && first != 0x7f ? 1 : 0;
  // RFC 3629: neither overlong forms, nor surrogates, nor anything beyond U+10FFFF.
  const std::size_t size = first >= 0xc2 && first <= 0xdf ? 2 : first >= 0xe0 && first <= 0xef ? 3 : 4;
  if (first < 0xc2 || first > 0xf4 || text.size() < size)
    return 0;
  for (std::size_t i = 1; i < size; ++i)
    if ((byte(i) & 0xc0U) != 0x80)
      return 0;
  const unsigned second = byte(1);
  const bool is_wrong = (first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f) ||
                        (first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f);
  const bool is_control = first == 0xc2 && second < 0xa0; // C1: 0x9b alone begins a sequence in some terminals
  return is_wrong || is_control ? 0 : size;
}

void append_escaped(std::string& result, std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  while (!text.empty()) {
    const auto size = printable(text);
    if (size != 0) {
      result += text.substr(0, size);
      text.remove_prefix(size);
      continue;
    }
    const auto byte = static_cast<unsigned char>(text.front());
    if (byte == '\n')
      result += "\\n";
    else if (byte == '\r')
      result += "\\r";
    else if (byte == '\t')
      result += "\\t";
    else
      result += {'\\', 'x', digits[byte >> 4U], digits[byte & 15U]};
    text.remove_prefix(1);
  }
}

std::string time_text(std::chrono::system_clock::time_point now) {
  using std::chrono::milliseconds;
  const auto since = std::chrono::floor<milliseconds>(now).time_since_epoch();
  const std::time_t seconds = std::chrono::floor<std::chrono::seconds>(since).count();
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  const auto size = std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S", &parts);
  std::array<char, 8> fraction{};
  std::snprintf(fraction.data(), fraction.size(), ".%03d", static_cast<int>(since.count() % 1000));
  return std::string(text.data(), size) + fraction.data() + "Z";
}

std::string_view colour_of(severity level) {
  switch (level) {
  case severity::debug:
    return "\x1b[2m";
  case severity::info:
    return "";
  case severity::warning:
    return "\x1b[33m";
  case severity::error:
    return "\x1b[31m";
  }
  return "";
}

} // namespace

std::string_view to_text(severity level) {
  constexpr std::array<std::string_view, 4> names{"debug", "info", "warning", "error"};
  return names[static_cast<std::size_t>(level)];
}

std::string log_line(std::chrono::system_clock::time_point now, severity level, std::string_view text, bool in_colour) {
  const auto colour = in_colour ? colour_of(level) : std::string_view{};
  std::string result = time_text(now) + " ";
  result += colour;
  result += to_text(level);
  result.append(sizeof "warning" - to_text(level).size(), ' ');
  append_escaped(result, text);
  if (!colour.empty())
    result += "\x1b[0m";
  result += '\n';
  return result;
}

log::log(severity least, int descriptor)
  : least_(least), descriptor_(descriptor),
    in_colour_(::isatty(descriptor) == 1 && std::getenv("NO_COLOR") == nullptr) {}

void log::write(severity level, std::string_view text) const {
  if (level < least_)
    return;
  const auto line = log_line(std::chrono::system_clock::now(), level, text, in_colour_);
  static_cast<void>(!::write(descriptor_, line.data(), line.size()));
}

} // namespace chat
