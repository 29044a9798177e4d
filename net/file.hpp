#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "troupe/net/result.hpp"

namespace troupe::net {

/// An open, readable regular file, for sendfile(2). Closed with the last holder. Any thread.
class file {
public:
  /// Opens `path` for reading. Errors: as open(2); `is_a_directory` and `invalid_argument` for what is no regular file.
  [[nodiscard]] static result<std::shared_ptr<const file>> open(const std::string& path);

  file(const file&) = delete;
  file& operator=(const file&) = delete;
  ~file();

  int descriptor() const noexcept { return descriptor_; }
  /// Bytes, when it was opened.
  std::uint64_t size() const noexcept { return size_; }

private:
  file(int descriptor, std::uint64_t size) noexcept : descriptor_(descriptor), size_(size) {}

  int descriptor_;
  std::uint64_t size_;
};

using file_ptr = std::shared_ptr<const file>;

} // namespace troupe::net
