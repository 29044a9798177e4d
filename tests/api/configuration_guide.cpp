#include "troupe/tests/api/configuration_guide.hpp"

#include "troupe/api/setting_names.hpp"
#include "troupe/api/settings_table.hpp"

namespace troupe::tests {

namespace {

constexpr const char* introduction =
  R"(<!-- Made from api/settings_table.cpp by tests/api/configuration_guide.cpp: change those, not this. -->
# Configuration settings

`Config("NAME=VALUE")` sets a setting, `Config("NAME")` reads it. The case of names does not matter. A boolean is
`True`, `False`, `1`, `0`, `Yes` or `No`, in any case, and reads as `True` or `False`. An unknown name throws an `Error`
(1001) that names the settings it is like, if there are any, or the property that it is; a value that is not allowed one
(1002) that says which are. Both change nothing.

What is "fixed" can't be changed from StartListening to StopListening (error 1003; MaxConnections: the documented 108).
`Reset` brings back the defaults.
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
    return "";
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

std::string table_of(bool is_documented) {
  std::string table = "\n| Name | Value | Default | Change | Meaning |\n|---|---|---|---|---|\n";
  for (const auto& row : settings_table()) {
    if (row.is_documented != is_documented)
      continue;
    table.append("| `").append(row.name).append("` | ").append(value_of(row)).append(" | ").append(default_of(row));
    table.append(" | ").append(change_of(row)).append(" | ").append(row.description).append(" |\n");
  }
  return table;
}

std::string tls_names() {
  std::string names;
  for (const auto name : tls_settings())
    names.append(names.empty() ? "`" : ", `").append(name).append("`");
  return names;
}

} // namespace

std::string configuration_markdown() {
  std::string guide = introduction;
  guide += "\n## The component's\n" + table_of(true);
  guide += "\n## Troupe's own\n" + table_of(false);
  guide +=
    "\n## TLS\n\nThis version has no TLS yet; these throw an `Error` (1007) that says so:\n" + tls_names() + ".\n";
  return guide;
}

} // namespace troupe::tests
