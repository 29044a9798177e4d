#include "troupe/api/setting.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <vector>

#include "troupe/api/code_page.hpp"
#include "troupe/api/error_table.hpp"
#include "troupe/api/letter_case.hpp"
#include "troupe/api/system_errors.hpp"
#include "troupe/api/text_escapes.hpp"
#include "troupe/net/access_list.hpp"

namespace troupe {

namespace {

Error invalid(const setting& which, std::string_view text, const std::string& why) {
  return make_error(ErrorCode::InvalidValue, std::string{which.name} + '=' + shown(text) + " (" + why + ')');
}

Error not_allowed(const setting& which, std::string_view text) {
  return invalid(which, text, "allowed: " + which.allowed());
}

std::optional<std::int64_t> integer_of(std::string_view text, int base = 10) {
  std::int64_t value = 0;
  const auto* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, value, base);
  return parsed.ec == std::errc{} && parsed.ptr == end ? std::optional{value} : std::nullopt;
}

std::optional<bool> boolean_of(std::string_view text) {
  const auto is_one_of = [text](std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(), [text](auto word) { return equal_in_any_case(text, word); });
  };
  if (is_one_of({"true", "1", "yes"}))
    return true;
  if (is_one_of({"false", "0", "no"}))
    return false;
  return std::nullopt;
}

std::vector<std::string_view> split(std::string_view list, char separator = '|') {
  std::vector<std::string_view> parts;
  for (auto end = list.find(separator); end != std::string_view::npos; end = list.find(separator)) {
    parts.push_back(list.substr(0, end));
    list.remove_prefix(end + 1);
  }
  parts.push_back(list);
  return parts;
}

std::string joined(const std::vector<std::string>& parts) {
  std::string list;
  for (const auto& each : parts)
    list.append(list.empty() ? "" : ",").append(each);
  return list;
}

// Blocks while names are looked up.
actors::client_list checked_clients(const setting& which, std::string_view text) {
  std::string entry;
  auto list = net::access_list::parse(text, &entry);
  // ",," for AllowedClients would let everybody in, and was hardly meant to.
  if (list && list->empty() && text.find(',') != std::string_view::npos)
    throw invalid(which, text, "there is no entry; allowed: " + which.allowed() + ", or nothing");
  if (list)
    return std::make_shared<const net::access_list>(*std::move(list));
  const auto error = list.error();
  if (code_of(error) == static_cast<int>(ErrorCode::InvalidValue))
    throw invalid(which, entry, error.message() + "; allowed: " + which.allowed());
  throw make_error(error, std::string{which.name} + '=' + shown(entry));
}

std::string checked_text(const setting& which, std::string_view text) {
  if (which.type != setting_type::escaped_text)
    return std::string{text};
  auto meant = unescaped(text);
  if (!meant)
    throw not_allowed(which, text);
  return *std::move(meant);
}

// RFC 7301, 3.1: a name has 1 to 255 bytes.
std::vector<std::string> checked_list(const setting& which, std::string_view text) {
  constexpr std::size_t longest = 255;
  std::vector<std::string> parts;
  if (trimmed(text).empty())
    return parts;
  for (const auto each : split(text, ',')) {
    parts.emplace_back(trimmed(each));
    if (parts.back().empty() || parts.back().size() > longest)
      throw not_allowed(which, text);
  }
  return parts;
}

// In decimal, or in hexadecimal after 0x, as some documented numbers are.
std::optional<std::int64_t> number_of(std::string_view text) {
  auto digits = trimmed(text);
  const bool hexadecimal = digits.substr(0, 2) == "0x" || digits.substr(0, 2) == "0X";
  digits.remove_prefix(hexadecimal ? 2 : 0);
  // Not 0x-1.
  const bool is_signed = hexadecimal && digits.substr(0, 1) == "-";
  return is_signed ? std::nullopt : integer_of(digits, hexadecimal ? 16 : 10);
}

unsigned checked_flags(const setting& which, std::string_view text) {
  const auto value = number_of(text);
  if (!value || *value < 0 || (*value & ~std::int64_t{which.known_flags}) != 0)
    throw not_allowed(which, text);
  return static_cast<unsigned>(*value);
}

int checked_code_page(const setting& which, std::string_view text) {
  const auto value = number_of(text);
  if (!value)
    throw not_allowed(which, text);
  return code_page{*value}.identifier();
}

int checked_integer(const setting& which, std::string_view text) {
  if (which.type == setting_type::code_page)
    return checked_code_page(which, text);
  const auto value = integer_of(trimmed(text));
  if (!value || *value < which.range.least || *value > which.range.most)
    throw not_allowed(which, text);
  return static_cast<int>(*value);
}

bool checked_boolean(const setting& which, std::string_view text) {
  const auto value = boolean_of(trimmed(text));
  if (!value)
    throw not_allowed(which, text);
  return *value;
}

std::size_t checked_choice(const setting& which, std::string_view text) {
  const auto choices = split(which.choices);
  const auto found = std::find_if(choices.begin(), choices.end(),
                                  [text](auto choice) { return equal_in_any_case(trimmed(text), choice); });
  if (found == choices.end())
    throw not_allowed(which, text);
  return static_cast<std::size_t>(found - choices.begin());
}

// One overload for each kind of field.
struct reader {
  const setting& which;
  const server_values& values;

  std::string operator()(std::string server_values::*field) const {
    return which.type == setting_type::escaped_text ? escaped(values.*field) : values.*field;
  }
  std::string operator()(int server_values::*field) const { return std::to_string(values.*field); }
  std::string operator()(bool server_values::*field) const { return values.*field ? "True" : "False"; }
  std::string operator()(actors::client_list server_values::*field) const { return (values.*field)->text(); }
  std::string operator()(actors::overload_policy server_values::*field) const {
    return std::string{split(which.choices).at(static_cast<std::size_t>(values.*field))};
  }
  std::string operator()(std::string tls::options::*field) const { return values.ssl.rules.*field; }
  std::string operator()(std::vector<std::string> tls::options::*field) const {
    return joined(values.ssl.rules.*field);
  }
  std::string operator()(int tls::options::*field) const { return std::to_string(values.ssl.rules.*field); }
  std::string operator()(unsigned tls::options::*field) const { return std::to_string(values.ssl.rules.*field); }
  std::string operator()(bool tls::options::*field) const { return values.ssl.rules.*field ? "True" : "False"; }
  std::string operator()(tls::revocation_check tls::options::*field) const {
    return std::to_string(static_cast<int>(values.ssl.rules.*field));
  }
  std::string operator()(std::string (*make)()) const { return make(); }
  std::string operator()(std::string (*make)(const tls::session_info&)) const { return make({}); }
};

struct writer {
  const setting& which;
  server_values& values;
  std::string_view text;

  void operator()(std::string server_values::*field) const { values.*field = checked_text(which, text); }
  void operator()(int server_values::*field) const { values.*field = checked_integer(which, text); }
  void operator()(bool server_values::*field) const { values.*field = checked_boolean(which, text); }
  void operator()(actors::client_list server_values::*field) const { values.*field = checked_clients(which, text); }
  void operator()(actors::overload_policy server_values::*field) const {
    values.*field = static_cast<actors::overload_policy>(checked_choice(which, text));
  }
  void operator()(std::string tls::options::*field) const { values.ssl.rules.*field = checked_text(which, text); }
  void operator()(std::vector<std::string> tls::options::*field) const {
    values.ssl.rules.*field = checked_list(which, text);
  }
  void operator()(int tls::options::*field) const { values.ssl.rules.*field = checked_integer(which, text); }
  void operator()(unsigned tls::options::*field) const { values.ssl.rules.*field = checked_flags(which, text); }
  void operator()(bool tls::options::*field) const { values.ssl.rules.*field = checked_boolean(which, text); }
  void operator()(tls::revocation_check tls::options::*field) const {
    values.ssl.rules.*field = static_cast<tls::revocation_check>(checked_integer(which, text));
  }
  void operator()(std::string (*)()) const { throw make_error(ErrorCode::ReadOnly, which.name); }
  void operator()(std::string (*)(const tls::session_info&)) const {
    throw make_error(ErrorCode::ReadOnly, which.name);
  }
};

} // namespace

bool setting::is_of_connection() const noexcept {
  return std::holds_alternative<std::string (*)(const tls::session_info&)>(field);
}

std::string setting::read(const tls::session_info& session) const {
  return std::get<std::string (*)(const tls::session_info&)>(field)(session);
}

std::string setting::read(const server_values& values) const {
  return std::visit(reader{*this, values}, field);
}

void setting::write(server_values& values, std::string_view text) const {
  std::visit(writer{*this, values, text}, field);
}

std::string setting::allowed() const {
  switch (type) {
  case setting_type::integer:
    return std::to_string(range.least) + " to " + std::to_string(range.most);
  case setting_type::text_list:
    return "a comma-separated list of names of 1 to 255 bytes";
  case setting_type::flags:
    return "a sum of " + std::string{choices};
  case setting_type::code_page:
    return "a documented code page identifier";
  case setting_type::boolean:
    return "True, False, 1, 0, Yes, No";
  case setting_type::choice: {
    const auto parts = split(choices);
    std::string list{parts.front()};
    std::for_each(parts.begin() + 1, parts.end(), [&list](auto part) { list.append(", ").append(part); });
    return list;
  }
  case setting_type::client_list:
    return "a comma-separated list of addresses, addresses with *, networks, host names";
  case setting_type::escaped_text:
    return "any text, with \\r, \\n, \\t and \\\\ as the only escapes";
  default:
    return "any text";
  }
}

} // namespace troupe
