#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

namespace troupe::net {

/// The bytes that end a line: any bytes, any number, NULs included. Prepared for a search in a stream that comes in
/// parts. Immutable; copies share one table, so that every connection can have the same one. Any thread.
class delimiter {
public:
  /// None.
  delimiter() noexcept = default;
  /// No bytes: none. Throws `std::bad_alloc`.
  explicit delimiter(std::string_view bytes);

  bool empty() const noexcept { return table_ == nullptr; }
  std::size_t size() const noexcept { return bytes().size(); }
  /// Valid as long as any copy of this delimiter.
  std::string_view bytes() const noexcept;

  /// Goes on with a search in the next `text` of a stream; how many bytes of it were read. `matched` is the state: how
  /// many bytes of the delimiter end what was read (the longest such part). 0 begins a search; `size()` says that it
  /// stands complete, right before what was not read. Constant time a byte. Not for an empty delimiter.
  std::size_t search(std::string_view text, std::size_t& matched) const noexcept;

private:
  struct table;

  std::shared_ptr<const table> table_;
};

} // namespace troupe::net
