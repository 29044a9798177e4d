#include "troupe/tests/api/configuration_guide.hpp"

#include <algorithm>

#include "troupe/api/settings_table.hpp"
#include "troupe/api/ssl_settings_table.hpp"

namespace troupe::tests {

namespace {

constexpr const char* introduction =
  R"(<!-- Made from api/settings_table.cpp and api/ssl_settings_table.cpp by tests/api/configuration_guide.cpp: change
those, not this. -->
# Configuration settings

`Config("NAME=VALUE")` sets a setting, `Config("NAME")` reads it. The case of names does not matter. A boolean is
`True`, `False`, `1`, `0`, `Yes` or `No`, in any case, and reads as `True` or `False`. An unknown name throws an `Error`
(1001) that names the settings it is like, if there are any, or the property that it is; a value that is not allowed one
(1002) that says which are. Both change nothing.

What is "fixed" can't be changed from StartListening to StopListening (error 1003; MaxConnections: the documented 108).
`Reset` brings back the defaults.
)";

constexpr const char* tls_introduction = R"(
A change of one of these, or of a property of TLS, is checked as a whole, and holds for the handshakes that begin from
then on. What can't be is refused, with the error that says why, and changes nothing. Files are read when the change is
made. A list of certificates is PEM, one certificate after the other. A number in hexadecimal begins with `0x`.
)";

std::string value_of(const setting& row) {
  switch (row.type) {
  case setting_type::boolean:
    return "boolean";
  case setting_type::integer: {
    auto range = row.allowed();
    return row.unit.empty() ? range : range.append(" ").append(row.unit);
  }
  case setting_type::text:
  case setting_type::fixed_text:
    return "text";
  case setting_type::text_list:
    return "list of names";
  case setting_type::flags:
    return row.allowed();
  case setting_type::escaped_text:
    return "text with `\\r`, `\\n`, `\\t`, `\\\\`";
  case setting_type::client_list:
    return "list of clients";
  case setting_type::code_page:
    return "identifier";
  default:
    return row.allowed();
  }
}

std::string default_of(const setting& row) {
  if (row.type == setting_type::fixed_text)
    return row.is_of_connection() ? "of a connection" : "";
  const auto text = row.fallback();
  return text.empty() ? "empty" : '`' + text + '`';
}

const char* change_of(const setting& row) {
  switch (row.change) {
  case setting_change::not_while_listening:
    return "fixed";
  case setting_change::read_only:
    return "read-only";
  default:
    return "any time";
  }
}

bool is_of_tls(const setting& row) {
  const auto& all = ssl_settings_table();
  return std::any_of(all.begin(), all.end(), [&row](const setting& one) { return one.name == row.name; });
}

template <class Wanted>
std::string table_of(Wanted wanted) {
  std::string table = "\n| Name | Value | Default | Change | Meaning |\n|---|---|---|---|---|\n";
  for (const auto& row : settings_table()) {
    if (!wanted(row))
      continue;
    table.append("| `").append(row.name).append("` | ").append(value_of(row)).append(" | ").append(default_of(row));
    table.append(" | ").append(change_of(row)).append(" | ").append(row.description).append(" |\n");
  }
  return table;
}

} // namespace

std::string configuration_markdown() {
  std::string guide = introduction;
  guide += "\n## The component's\n";
  guide += table_of([](const setting& row) { return row.is_documented && !is_of_tls(row); });
  guide += "\n## Troupe's own\n";
  guide += table_of([](const setting& row) { return !row.is_documented && !is_of_tls(row); });
  guide += std::string{"\n## TLS\n"} + tls_introduction;
  guide += table_of([](const setting& row) { return row.is_documented && is_of_tls(row); });
  guide += "\n### Troupe's own\n";
  guide += table_of([](const setting& row) { return !row.is_documented && is_of_tls(row); });
  return guide;
}

} // namespace troupe::tests
