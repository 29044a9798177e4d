#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace troupe::net {

/// A reference-counted run of bytes in one allocation: what the kernel writes into and slices point into.
///
/// Written by one thread before it is shared; immutable for everyone as soon as a `slice` of the bytes exists.
/// Counting is atomic, so slices may end on any thread.
class block {
public:
  /// A new block of `capacity` bytes with one reference. Throws `std::bad_alloc`.
  static block* make(std::size_t capacity);

  block(const block&) = delete;
  block& operator=(const block&) = delete;

  char* data() noexcept { return reinterpret_cast<char*>(this + 1); }
  std::size_t capacity() const noexcept { return capacity_; }

  void add_reference() noexcept { references_.fetch_add(1, std::memory_order_relaxed); }
  void drop_reference() noexcept;

  /// True when the caller holds the only reference, so that the bytes may be written again.
  bool unique() const noexcept { return references_.load(std::memory_order_acquire) == 1; }

private:
  explicit block(std::size_t capacity) noexcept : capacity_(capacity) {}
  ~block() = default;

  std::atomic<std::uint32_t> references_{1};
  std::size_t capacity_;
};

/// Owns one reference to a `block`.
class block_ptr {
public:
  block_ptr() noexcept = default;
  /// Takes over one reference.
  explicit block_ptr(block* taken) noexcept : block_(taken) {}
  block_ptr(const block_ptr& other) noexcept : block_(other.block_) {
    if (block_ != nullptr)
      block_->add_reference();
  }
  block_ptr(block_ptr&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  block_ptr& operator=(block_ptr other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  ~block_ptr() {
    if (block_ != nullptr)
      block_->drop_reference();
  }

  block* operator->() const noexcept { return block_; }
  block* get() const noexcept { return block_; }
  explicit operator bool() const noexcept { return block_ != nullptr; }

private:
  block* block_ = nullptr;
};

/// Some bytes of a block, kept alive by the slice. Immutable; copying shares. The payload of every message.
class slice {
public:
  slice() noexcept = default;
  /// `bytes` must lie in `owner`.
  slice(block_ptr owner, std::string_view bytes) noexcept : owner_(std::move(owner)), bytes_(bytes) {}
  /// A slice of a new block that holds just these bytes, and has room for `capacity` in all. Throws `std::bad_alloc`.
  static slice copy_of(std::string_view bytes, std::size_t capacity = 0);

  std::string_view view() const noexcept { return bytes_; }
  const char* data() const noexcept { return bytes_.data(); }
  std::size_t size() const noexcept { return bytes_.size(); }
  bool empty() const noexcept { return bytes_.empty(); }

  /// The part from `offset`, at most `count` bytes long, sharing the block.
  slice sub(std::size_t offset, std::size_t count = std::string_view::npos) const {
    return {owner_, bytes_.substr(offset, count)};
  }
  void remove_prefix(std::size_t count) noexcept { bytes_.remove_prefix(count); }

  /// Lengthens this slice by `next` when it follows directly in the same block.
  bool extend(const slice& next) noexcept;

  /// Copies `more` behind this slice, if nobody else has its block and there is room; else false.
  bool append(std::string_view more) noexcept;

  /// Bytes of memory that this slice keeps from being reused: the capacity of its block.
  std::size_t pinned() const noexcept { return owner_ ? owner_->capacity() : 0; }

private:
  block_ptr owner_;
  std::string_view bytes_;
};

/// Writes into pooled blocks, one slice after the other.
///
/// A loop has one for what it receives and one for small writes. While nobody keeps a slice the same few cache
/// lines are used again and again; blocks that come back are reused, whichever thread dropped them. One thread.
class slice_builder {
public:
  /// Blocks of `block_size` bytes, of which at most `keep` are kept for reuse.
  explicit slice_builder(std::size_t block_size, std::size_t keep = 16) : block_size_(block_size), keep_(keep) {}

  /// At least `least` writable bytes; how many exactly: `room()`. Throws `std::bad_alloc`.
  char* prepare(std::size_t least);
  /// Bytes that may be written at what `prepare` returned.
  std::size_t room() const noexcept { return current_->capacity() - used_; }
  /// The first `count` bytes written there, as a slice.
  slice commit(std::size_t count);

  std::size_t block_size() const noexcept { return block_size_; }

private:
  block_ptr next_block(std::size_t least);

  std::size_t block_size_;
  std::size_t keep_;
  block_ptr current_;
  std::size_t used_ = 0;
  std::vector<block_ptr> pool_;
};

} // namespace troupe::net
