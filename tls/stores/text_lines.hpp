#pragma once

#include <string_view>

namespace troupe::tls {

/// The lines of a text, one after the other, without their ends (LF, CRLF or CR) and without the blanks around them.
class text_lines final {
public:
  /// `text` must outlive the lines. A byte order mark and empty lines before the first are skipped.
  explicit text_lines(std::string_view text) noexcept;

  bool at_end() const noexcept { return rest_.empty(); }
  /// The next line; "" at the end.
  std::string_view next() noexcept;

private:
  std::string_view rest_;
};

} // namespace troupe::tls
