#include <optional>
#include <utility>

#include "troupe/tls/stores/base64.hpp"
#include "troupe/tls/stores/ssh_key.hpp"
#include "troupe/tls/stores/store_content.hpp"
#include "troupe/tls/stores/text_lines.hpp"

namespace troupe::tls {

namespace {

constexpr std::string_view begin_mark = "---- BEGIN SSH2 PUBLIC KEY ----";
constexpr std::string_view end_mark = "---- END SSH2 PUBLIC KEY ----";

/// The body of RFC 4716, 3.2: headers, which may go on in the next line, and Base64.
std::optional<std::string> body_of(text_lines lines) {
  std::string packed;
  lines.next(); // the mark
  bool goes_on = false;
  while (!lines.at_end()) {
    const auto line = lines.next();
    if (line == end_mark)
      return from_base64(packed);
    const bool header = goes_on || line.find(':') != std::string_view::npos;
    goes_on = header && !line.empty() && line.back() == '\\';
    if (!header)
      packed += line;
  }
  return std::nullopt;
}

/// The second word of an OpenSSH line: "ssh-rsa AAAA... a comment".
std::optional<std::string> word_of(std::string_view line) {
  auto begin = line.find_first_of(" \t");
  if (begin == std::string_view::npos)
    return std::nullopt;
  begin = line.find_first_not_of(" \t", begin);
  if (begin == std::string_view::npos)
    return std::nullopt;
  const auto end = line.find_first_of(" \t", begin);
  return from_base64(line.substr(begin, end == std::string_view::npos ? end : end - begin));
}

} // namespace

result<store_content> read_ssh_public_key(std::string_view text) {
  text_lines lines{text};
  const auto first = text_lines{lines}.next();
  const auto blob = first == begin_mark ? body_of(lines) : word_of(first);
  if (!blob)
    return not_opened(first == begin_mark ? "the public key of SSH is cut off" : "not a public key of SSH");
  auto key = read_ssh_public(*blob);
  if (!key)
    return key.why();
  store_content content;
  content.public_keys.push_back(*std::move(key));
  return content;
}

} // namespace troupe::tls
