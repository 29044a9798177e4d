#include "troupe/api/error.hpp"

#include <utility>

#include "troupe/api/error_table.hpp"
#include "troupe/api/system_errors.hpp"

namespace troupe {

namespace {

class troupe_errors final : public std::error_category {
public:
  const char* name() const noexcept override { return "troupe"; }
  std::string message(int code) const override { return text_of(code); }

  std::error_condition default_error_condition(int code) const noexcept override {
    if (const int number = errno_of(code); number != 0)
      return {number, std::generic_category()};
    return {code, *this};
  }
};

} // namespace

const std::error_category& ErrorCategory() noexcept {
  static const troupe_errors category;
  return category;
}

Error::Error(ErrorCode code) : Error(static_cast<int>(code), text_of(static_cast<int>(code))) {}

Error::Error(int code, std::string description)
  : std::system_error(code, ErrorCategory()),
    description_(std::make_shared<const std::string>(std::move(description))) {}

} // namespace troupe
