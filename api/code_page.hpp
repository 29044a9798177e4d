#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace troupe {

/// Converts between UTF-8, which Troupe's texts are in, and the bytes of the documented CodePage, by iconv(3).
///
/// Converters are not thread-safe: one object for each thread. Every call stands for itself: a stateful encoding
/// (ISO-2022) starts and ends in its initial state, and half a character at the end of the bytes is an invalid one.
class code_page final {
public:
  /// UTF-8, where nothing is to be converted.
  static constexpr int pass_through = 65001;

  code_page() = default;
  /// A documented identifier. Throws an `Error`: `InvalidValue` if it isn't one, `NotSupported` if it is one of Apple's
  /// or the system has no converter for it.
  explicit code_page(std::int64_t identifier);

  /// The documented identifier: 65001.
  int identifier() const noexcept { return identifier_; }
  /// True for UTF-8: nothing is converted, whatever the bytes are. The caller may then spare the call.
  bool is_pass_through() const noexcept { return encoder_ == nullptr; }

  /// Text to the bytes that are sent. What is no UTF-8 or can't be written in the code page becomes a '?'.
  std::string encode(std::string_view utf8);
  /// Received bytes to text. What is invalid in the code page becomes U+FFFD.
  std::string decode(std::string_view bytes);

private:
  struct closer {
    void operator()(void* descriptor) const noexcept;
  };
  using converter = std::unique_ptr<void, closer>;

  static converter open(const char* to, const char* from) noexcept;

  int identifier_ = pass_through;
  std::size_t unit_ = 1;
  bool composes_ = false;
  converter encoder_;
  converter decoder_;
};

} // namespace troupe
