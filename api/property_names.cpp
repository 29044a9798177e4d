#include "troupe/api/property_names.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "troupe/api/letter_case.hpp"
#include "troupe/api/text_escapes.hpp"

namespace troupe {

namespace {

enum class kind : std::uint8_t { number, flag, text, choice, object, read_only };

struct property {
  std::string_view name;
  kind value;
  std::string_view choices = {}; ///< of a choice: the enumerators in the order of their numbers, separated by '|'
};

constexpr property properties[] = {
  {"ConnectionBacklog", kind::number},
  {"Connections", kind::read_only},
  {"DefaultEOL", kind::text},
  {"DefaultIdleTimeout", kind::number},
  {"DefaultMaxLineLength", kind::number},
  {"DefaultSingleLineMode", kind::flag},
  {"DefaultTimeout", kind::number},
  {"KeepAlive", kind::flag},
  {"Linger", kind::flag},
  {"Listening", kind::read_only},
  {"LocalHost", kind::text},
  {"LocalPort", kind::number},
  {"SSLAuthenticateClients", kind::flag},
  {"SSLCert", kind::object},
  {"SSLEnabled", kind::flag},
  {"SSLProvider", kind::choice, "sslpAutomatic|sslpPlatform|sslpInternal"},
  {"SSLStartMode", kind::choice, "sslAutomatic|sslImplicit|sslExplicit|sslNone"},
};

// That of connections to come stands for a property of connections: DefaultTimeout for Timeout.
constexpr std::string_view of_connections = "Default";

const property* find(std::string_view name) {
  const auto found = std::find_if(std::begin(properties), std::end(properties), [name](const property& one) {
    if (equal_in_any_case(one.name, name))
      return true;
    const auto start = one.name.substr(0, of_connections.size());
    return start == of_connections && equal_in_any_case(one.name.substr(start.size()), name);
  });
  return found != std::end(properties) ? found : nullptr;
}

/// The enumerator of that name, in any case, or of that number; dots for no such one.
std::string enumerator(std::string_view choices, std::string_view word) {
  for (char number = '0';; ++number) {
    const auto each = choices.substr(0, choices.find('|'));
    if (equal_in_any_case(each, word) || word == std::string_view{&number, 1})
      return std::string{"troupe::"}.append(each);
    if (each.size() == choices.size())
      return "...";
    choices.remove_prefix(each.size() + 1);
  }
}

/// The value as an argument in C++; dots for what can't be one.
std::string argument(const property& of, std::string_view value) {
  const auto type = of.value;
  if (type == kind::text)
    return '"' + shown(value) + '"';
  const auto word = small_letters(trimmed(value));
  if (type == kind::choice)
    return enumerator(of.choices, word);
  if (type == kind::number && !word.empty() && word.find_first_not_of("-0123456789") == std::string::npos)
    return shown(word);
  if (type == kind::flag && (word == "true" || word == "1" || word == "yes"))
    return "true";
  if (type == kind::flag && (word == "false" || word == "0" || word == "no"))
    return "false";
  return "...";
}

} // namespace

std::string property_hint(std::string_view name, const std::optional<std::string>& value) {
  const auto* found = find(name);
  if (found == nullptr)
    return {};
  auto hint = std::string{found->name.substr(found->name.size() - name.size())}.append(" is a property");
  hint.append(": server.").append(found->name);
  if (!value)
    return hint.append("()");
  if (found->value == kind::read_only)
    return hint.append("(), which can only be read");
  return hint.append("(").append(argument(*found, *value)).append(")");
}

} // namespace troupe
