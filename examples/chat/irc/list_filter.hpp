#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chat::irc {

/// What LIST asks for, of its ELIST parameters C, M, N, T and U (modern.ircdocs.horse, "ELIST Parameter").
/// A channel has to meet all conditions.
struct list_filter {
  std::vector<std::string> names;            ///< Only these channels; empty: all
  std::vector<std::string> masks;            ///< The name fits one of them: "*chat*"
  std::vector<std::string> not_masks;        ///< The name fits none of them: "!*chat*"
  std::optional<std::size_t> over;           ///< ">3": more users than that
  std::optional<std::size_t> under;          ///< "<3": fewer users than that
  std::optional<std::int64_t> created_over;  ///< "C>60": created more than that many minutes ago
  std::optional<std::int64_t> created_under; ///< "C<60": created less than that many minutes ago
  std::optional<std::int64_t> topic_over;    ///< "T>60": topic set more than that many minutes ago
  std::optional<std::int64_t> topic_under;   ///< "T<60": topic set less than that many minutes ago
};

/// A channel, as far as LIST looks at it. Times in seconds since 1970; `topic_set` is 0 without a topic.
struct list_candidate {
  std::string_view name;
  std::size_t users = 0;
  std::int64_t created = 0;
  std::int64_t topic_set = 0;
};

/// Reads one parameter of LIST, a comma-separated list, into the filter. What is neither a channel, a condition nor a
/// mask with wildcards is taken for a channel's name.
void add_list_condition(list_filter& filter, std::string_view parameter);
/// Whether the channel is wanted; `now` in seconds since 1970.
bool wanted(const list_filter& filter, const list_candidate& channel, std::int64_t now) noexcept;

} // namespace chat::irc
