#include "troupe/examples/chat/irc/line.hpp"

#include <algorithm>

#include "troupe/examples/chat/irc/utf8.hpp"

namespace chat::irc {
namespace {

constexpr std::string_view line_end = "\r\n";
constexpr std::string_view text_mark = " :";
constexpr std::size_t most_bytes = max_line - line_end.size();

} // namespace

bool valid_middle(std::string_view param) noexcept {
  constexpr std::string_view forbidden{"\0\r\n ", 4};
  return !param.empty() && param.front() != ':' && param.find_first_of(forbidden) == std::string_view::npos;
}

std::string_view middle_or_star(std::string_view param) noexcept {
  return valid_middle(param) ? param : "*";
}

line::line(std::string_view source, std::string_view command) {
  if (!source.empty())
    bytes_.append(":").append(middle_or_star(source)).append(" ");
  bytes_.append(middle_or_star(command));
  bytes_.resize(cut_utf8(bytes_, most_bytes).size());
}

line& line::param(std::string_view middle) {
  if (bytes_.size() + 1 < most_bytes)
    bytes_.append(" ").append(cut_utf8(middle_or_star(middle), most_bytes - bytes_.size() - 1));
  return *this;
}

line& line::params(std::initializer_list<std::string_view> middles) {
  for (const auto middle : middles)
    param(middle);
  return *this;
}

line& line::text(std::string_view last) {
  if (bytes_.size() + text_mark.size() > most_bytes)
    return *this;
  const auto cut = cut_utf8(last, room());
  bytes_.append(text_mark);
  const auto begin = static_cast<std::ptrdiff_t>(bytes_.size());
  bytes_.append(cut);
  std::replace_if(
    bytes_.begin() + begin, bytes_.end(), [](char byte) { return byte == '\0' || byte == '\r' || byte == '\n'; }, ' ');
  return *this;
}

std::size_t line::room() const noexcept {
  const auto used = bytes_.size() + text_mark.size();
  return used < most_bytes ? most_bytes - used : 0;
}

std::string line::finish() const {
  std::string whole;
  whole.reserve(bytes_.size() + line_end.size());
  return whole.append(bytes_).append(line_end);
}

std::string make_line(std::string_view source, std::string_view command,
                      std::initializer_list<std::string_view> middles) {
  return line{source, command}.params(middles).finish();
}

std::string make_line(std::string_view source, std::string_view command,
                      std::initializer_list<std::string_view> middles, std::string_view last) {
  return line{source, command}.params(middles).text(last).finish();
}

std::vector<std::string> fill_lines(const line& head, const std::vector<std::string>& words) {
  return fill_lines(head, head, words);
}

std::vector<std::string> fill_lines(const line& head, const line& last_head, const std::vector<std::string>& words) {
  const auto room = std::min(head.room(), last_head.room());
  std::vector<std::string> texts;
  for (const auto& word : words) {
    if (texts.empty() || texts.back().size() + 1 + word.size() > room)
      texts.emplace_back(cut_utf8(word, room));
    else
      texts.back().append(" ").append(word);
  }

  std::vector<std::string> lines;
  lines.reserve(texts.size());
  for (const auto& text : texts)
    lines.push_back(line{lines.size() + 1 == texts.size() ? last_head : head}.text(text).finish());
  return lines;
}

} // namespace chat::irc
