#include "troupe/api/setting_names.hpp"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <string>
#include <utility>

#include "troupe/api/letter_case.hpp"
#include "troupe/api/settings_table.hpp"

namespace troupe {

namespace {

// Levenshtein's: how many letters to insert, delete or replace.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    auto diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const auto replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, diagonal + 1, row[j] + 1});
    }
  }
  return row.back();
}

} // namespace

std::vector<std::string_view> settings_like(std::string_view name) {
  constexpr std::size_t longest_name = 64; // what is longer is no typing error, and would take long
  constexpr std::size_t most = 3;
  const auto wanted = small_letters(name.substr(0, longest_name));
  std::vector<std::pair<std::size_t, std::string_view>> ranked;
  for (const auto& row : settings_table()) {
    const auto known = small_letters(row.name);
    const bool is_part = wanted.size() >= 3 && known.find(wanted) != std::string::npos;
    const auto distance = edit_distance(wanted, known);
    if (is_part || distance <= known.size() / 3)
      ranked.emplace_back(distance, row.name);
  }
  std::sort(ranked.begin(), ranked.end());
  ranked.resize(std::min(ranked.size(), most));
  std::vector<std::string_view> names;
  std::transform(ranked.begin(), ranked.end(), std::back_inserter(names), [](const auto& one) { return one.second; });
  return names;
}

} // namespace troupe
