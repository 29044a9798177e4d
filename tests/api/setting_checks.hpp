#pragma once

#include <string>
#include <string_view>

#include <boost/test/unit_test.hpp>

#include "troupe/api/error.hpp"
#include "troupe/api/setting_names.hpp"
#include "troupe/api/settings_table.hpp"

namespace troupe::test {

/// What `name` reads as after it was set to `text`.
inline std::string after(std::string_view name, std::string_view text) {
  server_values values;
  const auto& row = *find_setting(name);
  row.write(values, text);
  return row.read(values);
}

/// The error of setting `name`, which must leave it as it was.
inline std::string error_of(const setting& row, const std::string& text) {
  server_values values;
  try {
    row.write(values, text);
    return "";
  } catch (const Error& error) {
    BOOST_TEST(row.read(values) == row.fallback());
    return std::to_string(error.Code()) + ' ' + error.Description();
  }
}

inline std::string error_of(std::string_view name, const std::string& text) {
  return error_of(*find_setting(name), text);
}

} // namespace troupe::test
