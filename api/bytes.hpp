#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace troupe {

/// Bytes that own themselves: the documented TBytes.
using Bytes = std::vector<std::uint8_t>;

/// Bytes that somebody else owns: what methods that take data accept, and what events hand out.
///
/// Made implicitly from texts and from containers of bytes. It copies nothing, so it is valid only as long as what it
/// was made from; `ToBytes()` keeps them. A value, any thread.
class BytesView final {
public:
  /// No bytes.
  constexpr BytesView() noexcept = default;
  /// The `size` bytes at `data`.
  constexpr BytesView(const std::uint8_t* data, std::size_t size) noexcept : data_(data), size_(size) {}
  /// A C string without its terminating NUL; the null pointer: no bytes.
  BytesView(const char* text) noexcept : BytesView(text != nullptr ? std::string_view{text} : std::string_view{}) {}
  /// The bytes of a std::string, std::string_view, `Bytes`, std::array or any other container whose `data()` points to
  /// `size()` elements of one byte: char, unsigned char, signed char or std::byte.
  template <class Container,
            class Element = std::remove_cv_t<std::remove_pointer_t<decltype(std::declval<const Container&>().data())>>,
            class = decltype(std::declval<const Container&>().size()),
            class = std::enable_if_t<std::is_same_v<Element, char> || std::is_same_v<Element, unsigned char> ||
                                     std::is_same_v<Element, signed char> || std::is_same_v<Element, std::byte>>>
  BytesView(const Container& bytes) noexcept
    : data_(reinterpret_cast<const std::uint8_t*>(bytes.data())), size_(bytes.size()) {}

  constexpr const std::uint8_t* data() const noexcept { return data_; }
  constexpr std::size_t size() const noexcept { return size_; }
  constexpr bool empty() const noexcept { return size_ == 0; }
  constexpr const std::uint8_t* begin() const noexcept { return data_; }
  constexpr const std::uint8_t* end() const noexcept { return data_ + size_; }
  /// The byte at `index`, which is less than `size()`.
  constexpr std::uint8_t operator[](std::size_t index) const noexcept { return data_[index]; }

  /// The same bytes as characters, not converted and not copied.
  std::string_view Text() const noexcept { return {reinterpret_cast<const char*>(data_), size_}; }
  /// A copy.
  Bytes ToBytes() const { return Bytes(begin(), end()); }

private:
  const std::uint8_t* data_ = nullptr;
  std::size_t size_ = 0;
};

/// The same bytes, wherever they are.
inline bool operator==(BytesView a, BytesView b) noexcept {
  return a.Text() == b.Text();
}
inline bool operator!=(BytesView a, BytesView b) noexcept {
  return !(a == b);
}
/// Byte by byte, each as a number from 0 to 255; a prefix comes first.
inline bool operator<(BytesView a, BytesView b) noexcept {
  return a.Text() < b.Text();
}

} // namespace troupe
