#pragma once

#include <array>
#include <cstring>
#include <string_view>

#include "troupe/tls/engine.hpp"

namespace troupe::actors {

class secure_outlet;

/// Small writes to one connection, side by side until they become one TLS record. One for a worker, whose connections
/// use it in turns: what they are idle they need no room for.
class record_buffer final {
public:
  /// Whose bytes these are; nullptr when the buffer is empty.
  secure_outlet* owner() const noexcept { return owner_; }
  std::string_view bytes() const noexcept { return {memory_.data(), size_}; }
  bool full() const noexcept { return size_ == memory_.size(); }

  /// Adds what there is room for, for the owner or when there is none; how many bytes.
  std::size_t add(secure_outlet& from, std::string_view bytes) noexcept {
    owner_ = &from;
    const auto count = std::min(bytes.size(), memory_.size() - size_);
    std::memcpy(memory_.data() + size_, bytes.data(), count);
    size_ += count;
    return count;
  }
  void clear() noexcept {
    owner_ = nullptr;
    size_ = 0;
  }

private:
  secure_outlet* owner_ = nullptr;
  std::size_t size_ = 0;
  std::array<char, tls::engine::record_size> memory_;
};

} // namespace troupe::actors
