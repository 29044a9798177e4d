#pragma once

#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <variant>

namespace troupe::tls {

/// What can go wrong, in the numbers of the documentation's "SSL Errors".
enum class errc : int {
  invalid_option = 1, ///< an option has a value that can't be; `failure::reason` says which and what is allowed
  library = 270,
  store_not_opened = 271,
  certificate_not_found = 272,
  no_credentials = 273,
  no_chain = 274,
  chain_not_verified = 275,
  handshake_failed = 276,
  certificate_not_verified = 280,
  no_client_certificate = 281,
  no_server_certificate = 282,
  not_encrypted = 283,
  not_decrypted = 284
};

/// The category of `errc`.
const std::error_category& category() noexcept;
inline std::error_code make_error_code(errc code) noexcept {
  return {static_cast<int>(code), category()};
}

/// Why something could not be done: a code, and what the code alone does not say (OpenSSL's own reason, mostly).
struct failure {
  std::error_code code;
  std::string reason;

  explicit operator bool() const noexcept { return static_cast<bool>(code); }
};

/// Of `code`, because of `what`, with what OpenSSL's error queue of this thread says, which is empty afterwards.
failure fail(errc code, std::string_view what = {});

/// What the queue says, in words: the first error of TLS itself, else the first, innermost one. Empties it; "" when
/// there is none.
std::string take_reason();

/// A value, or why there is none. As net::result, with the reason.
template <class T>
class [[nodiscard]] result {
public:
  result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  result(failure why) : state_(std::in_place_index<1>, std::move(why)) {}

  explicit operator bool() const noexcept { return state_.index() == 0; }
  T& operator*() & { return std::get<0>(state_); }
  const T& operator*() const& { return std::get<0>(state_); }
  T&& operator*() && { return std::get<0>(std::move(state_)); }
  T* operator->() { return &std::get<0>(state_); }
  const T* operator->() const { return &std::get<0>(state_); }
  /// Only when there is no value.
  const failure& why() const { return std::get<1>(state_); }

private:
  std::variant<T, failure> state_;
};

} // namespace troupe::tls

template <>
struct std::is_error_code_enum<troupe::tls::errc> : std::true_type {};
