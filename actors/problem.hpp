#pragma once

#include <string>
#include <system_error>

#include <caf/meta/type_name.hpp>

namespace troupe::actors {

/// Why something ended or failed, in a form that travels between nodes. A value.
struct problem {
  std::string category; ///< of the std::error_code: "system", "generic", "tls"; "": none
  int code = 0;         ///< errno, or tls::errc; 0: nothing went wrong
  std::string text;     ///< for people; "" when nothing went wrong

  /// True when there is one.
  explicit operator bool() const noexcept { return code != 0; }

  /// Of `reason`; `detail` is what that alone does not say.
  static problem of(const std::error_code& reason, const std::string& detail = {}) {
    if (!reason)
      return {};
    return {reason.category().name(), reason.value(),
            detail.empty() ? reason.message() : reason.message() + ": " + detail};
  }
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, problem& x) {
  return f(caf::meta::type_name("troupe::problem"), x.category, x.code, x.text);
}

} // namespace troupe::actors
