#pragma once

#include <memory>
#include <string>
#include <system_error>

#include "troupe/api/error_code.hpp"

namespace troupe {

/// What methods and properties throw: the documented exception of a trappable error.
///
/// Its numbers are those of `ErrorCode`, its text is the documented one, with a detail after it where that helps.
/// `code()` is of the category "troupe"; the TCP/IP errors also equal their `std::errc`: 10048 is
/// `std::errc::address_in_use`. A value, any thread; copying it does not throw.
class Error final : public std::system_error {
public:
  /// With the text of the code.
  explicit Error(ErrorCode code);
  /// With a text of the caller's.
  Error(int code, std::string description);
  // No move: a moved-from exception would have no description.
  Error(const Error&) noexcept = default;
  Error& operator=(const Error&) noexcept = default;
  ~Error() override = default;

  /// The number of the error.
  int Code() const noexcept { return code().value(); }
  /// The text of the error.
  const std::string& Description() const noexcept { return *description_; }
  /// The same text.
  const char* what() const noexcept override { return description_->c_str(); }

private:
  std::shared_ptr<const std::string> description_;
};

} // namespace troupe
