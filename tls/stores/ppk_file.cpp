#include "troupe/tls/stores/ppk_file.hpp"

#include <charconv>
#include <optional>
#include <utility>

#include "troupe/tls/stores/base64.hpp"
#include "troupe/tls/stores/store_content.hpp"
#include "troupe/tls/stores/text_lines.hpp"

namespace troupe::tls {

namespace {

constexpr std::string_view mark = "PuTTY-User-Key-File-";
constexpr std::uint32_t most_lines = 1024;

template <class Number>
bool parse_number(std::string_view text, Number& to) {
  const auto* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, to);
  return parsed.ec == std::errc{} && parsed.ptr == end;
}

std::optional<std::string> from_hex(std::string_view text) {
  if (text.size() % 2 != 0)
    return std::nullopt;
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    unsigned char byte = 0;
    const auto* const begin = text.data() + i;
    const auto parsed = std::from_chars(begin, begin + 2, byte, 16);
    if (parsed.ec != std::errc{} || parsed.ptr != begin + 2)
      return std::nullopt;
    bytes += static_cast<char>(byte);
  }
  return bytes;
}

/// Takes the fields in the order that PuTTY's manual gives them (C.1). After the first that is missing or wrong,
/// `failed` names it.
class field_reader final {
public:
  explicit field_reader(std::string_view text) : lines_(text) {}

  std::string_view text(std::string_view name) {
    const auto line = lines_.next();
    if (line.substr(0, name.size()) != name || line.substr(name.size(), 1) != ":")
      return wrong(name);
    const auto begin = line.find_first_not_of(' ', name.size() + 1);
    return begin == std::string_view::npos ? std::string_view{} : line.substr(begin);
  }

  std::uint32_t number(std::string_view name) {
    std::uint32_t value = 0;
    if (!parse_number(text(name), value))
      wrong(name);
    return value;
  }

  std::string hex(std::string_view name) {
    auto bytes = from_hex(text(name));
    if (!bytes)
      wrong(name);
    return bytes ? *std::move(bytes) : std::string{};
  }

  /// So many lines of Base64 as the field says.
  std::string base64_lines(std::string_view name) {
    const auto count = number(name);
    std::string packed;
    for (std::uint32_t i = 0; i < count && i < most_lines; ++i)
      packed += lines_.next();
    auto bytes = from_base64(packed);
    wipe(packed);
    if (!bytes)
      wrong(name);
    return bytes ? *std::move(bytes) : std::string{};
  }

  std::string_view failed() const { return failed_; }

private:
  std::string_view wrong(std::string_view name) {
    if (failed_.empty())
      failed_ = name;
    return {};
  }

  text_lines lines_;
  std::string_view failed_;
};

failure not_parsed(std::string_view field) {
  return not_opened("the PuTTY key can't be read: " + std::string{field} + " is missing or wrong");
}

void read_cost(field_reader& from, argon2_cost& to) {
  to.flavour = from.text("Key-Derivation");
  to.memory = from.number("Argon2-Memory");
  to.passes = from.number("Argon2-Passes");
  to.lanes = from.number("Argon2-Parallelism");
  to.salt = from.hex("Argon2-Salt");
}

} // namespace

result<ppk_file> parse_ppk(std::string_view text) {
  text_lines peek{text};
  const auto first = peek.next();
  const auto colon = first.find(':');
  ppk_file file;
  if (first.substr(0, mark.size()) != mark || colon == std::string_view::npos ||
      !parse_number(first.substr(mark.size(), colon - mark.size()), file.version))
    return not_opened("not a private key of PuTTY");
  if (file.version != 2 && file.version != 3)
    return not_opened("PuTTY keys of version " + std::to_string(file.version) +
                      " can't be read: save it again with a current PuTTYgen");
  field_reader fields{text};
  file.algorithm = fields.text(first.substr(0, colon));
  file.encryption = fields.text("Encryption");
  file.comment = fields.text("Comment");
  file.open = fields.base64_lines("Public-Lines");
  const bool encrypted = file.encryption == "aes256-cbc";
  if (!encrypted && file.encryption != "none")
    return not_parsed("Encryption");
  if (encrypted && file.version == 3)
    read_cost(fields, file.cost);
  auto secret = fields.base64_lines("Private-Lines");
  file.secret = secret_bytes{secret};
  wipe(secret);
  file.mac = fields.hex("Private-MAC");
  if (!fields.failed().empty())
    return not_parsed(fields.failed());
  return result<ppk_file>{std::move(file)};
}

} // namespace troupe::tls
