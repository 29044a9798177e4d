#pragma once

#include <string_view>

#include "troupe/examples/chat/irc/numerics.hpp"

namespace chat::irc {

/// One numeric reply.
struct numeric_row {
  numeric number = {};
  std::string_view name;   ///< "ERR_NOSUCHNICK"
  std::string_view params; ///< What stands between the client's nick and the text: "<nick>"
  std::string_view text;   ///< The text when it is always the same: "No such nick/channel"; else empty
};

/// All rows, in ascending order.
struct numeric_rows {
  const numeric_row* first = nullptr;
  const numeric_row* last = nullptr;

  const numeric_row* begin() const noexcept { return first; }
  const numeric_row* end() const noexcept { return last; }
};
numeric_rows all_numerics() noexcept;

/// The row of an enumerator of `numeric`.
const numeric_row& row_of(numeric which) noexcept;

} // namespace chat::irc
