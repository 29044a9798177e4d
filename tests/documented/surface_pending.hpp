#pragma once

#include <string_view>
#include <vector>

namespace troupe::test {

/// A documented name: a kind of surface.tsv, and the name there.
struct surface_name {
  std::string_view kind;
  std::string_view name;
};

inline bool operator==(const surface_name& a, const surface_name& b) noexcept {
  return a.kind == b.kind && a.name == b.name;
}

/// What of the documentation is not there yet. A name leaves this list with the issue that brings it.
inline const std::vector<surface_name>& pending_surface() {
  static const std::vector<surface_name> names;
  return names;
}

} // namespace troupe::test
