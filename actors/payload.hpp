#pragma once

#include <string>

#include "troupe/net/block.hpp"

namespace troupe::net {

/// How CAF carries a slice to another node, or shows it. On one node it is shared and never copied.
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, slice& x) {
  std::string bytes{x.view()};
  if constexpr (Inspector::writes_state) {
    auto failed = f(bytes);
    if (!failed)
      x = slice::copy_of(bytes);
    return failed;
  } else {
    return f(bytes);
  }
}

} // namespace troupe::net
