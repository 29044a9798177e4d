#pragma once

#include <cerrno>
#include <system_error>
#include <utility>
#include <variant>

namespace troupe::net {

/// A value or the `std::error_code` that says why there is none.
///
/// net/ and tls/ throw nothing: an operation that can fail returns one of these, or an `error_code` when it has no
/// value to give. A value type, no thread of its own.
template <class T>
class [[nodiscard]] result {
public:
  result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  result(std::error_code error) : state_(std::in_place_index<1>, error) {}

  /// True when there is a value.
  explicit operator bool() const noexcept { return state_.index() == 0; }

  /// The value; only when there is one.
  T& operator*() & { return std::get<0>(state_); }
  const T& operator*() const& { return std::get<0>(state_); }
  T&& operator*() && { return std::get<0>(std::move(state_)); }
  T* operator->() { return &std::get<0>(state_); }
  const T* operator->() const { return &std::get<0>(state_); }

  /// The error; "no error" when there is a value.
  std::error_code error() const noexcept {
    const auto* code = std::get_if<1>(&state_);
    return code != nullptr ? *code : std::error_code{};
  }

private:
  std::variant<T, std::error_code> state_;
};

/// The current `errno` as an `error_code` (errno(3)).
[[nodiscard]] inline std::error_code last_error() noexcept {
  return {errno, std::system_category()};
}

} // namespace troupe::net
