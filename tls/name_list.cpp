#include "troupe/tls/name_list.hpp"

#include <algorithm>

namespace troupe::tls {

std::vector<std::string_view> entries_of(std::string_view list, std::string_view separators) {
  constexpr std::string_view space = " \t\r\n";
  std::vector<std::string_view> entries;
  while (!list.empty()) {
    const auto end = std::min(list.find_first_of(separators), list.size());
    auto entry = list.substr(0, end);
    list.remove_prefix(std::min(end + 1, list.size()));
    entry.remove_prefix(std::min(entry.find_first_not_of(space), entry.size()));
    entry = entry.substr(0, entry.find_last_not_of(space) + 1);
    if (!entry.empty())
      entries.push_back(entry);
  }
  return entries;
}

std::string joined(const std::vector<std::string>& names, std::string_view separator) {
  std::string list;
  for (const auto& each : names) {
    if (!list.empty())
      list += separator;
    list += each;
  }
  return list;
}

void add_once(std::vector<std::string>& to, std::string_view name) {
  if (std::find(to.begin(), to.end(), name) == to.end())
    to.emplace_back(name);
}

failure bad_entry(std::string_view setting, std::string_view entry, std::string_view what) {
  return {make_error_code(errc::invalid_option),
          std::string{setting}.append(": \"").append(entry).append("\" ").append(what)};
}

} // namespace troupe::tls
