#pragma once

#include <utility>
#include <vector>

#include "troupe/api/ssl_values.hpp"
#include "troupe/tls/credentials.hpp"

namespace troupe {

/// Which certificates have come out of their files since they were set. What was set stays as it is: it belongs to the
/// thread that sets it. A value.
class renewed_certificates final {
public:
  /// `values` with certificates as they are in force.
  ssl_values in_force(ssl_values values) const;
  /// Instead of the one that was set, `fresh` is in force.
  void renew(const tls::credentials_ptr& set, const tls::credentials_ptr& fresh);
  /// It was set again: it is in force itself.
  void forget(const tls::credentials_ptr& set);
  /// Forgets those that are not in `values` any more.
  void keep(const ssl_values& values);

private:
  Certificate renewed(const Certificate& set) const;

  std::vector<std::pair<tls::credentials_ptr, tls::credentials_ptr>> pairs_; // as set, as in force
};

} // namespace troupe
