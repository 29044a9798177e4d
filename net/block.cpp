#include "troupe/net/block.hpp"

#include <algorithm>
#include <cstring>
#include <new>

namespace troupe::net {

block* block::make(std::size_t capacity) {
  void* memory = ::operator new(sizeof(block) + capacity);
  return new (memory) block(capacity);
}

void block::drop_reference() noexcept {
  if (references_.fetch_sub(1, std::memory_order_acq_rel) != 1)
    return;
  this->~block();
  ::operator delete(this);
}

slice slice::copy_of(std::string_view bytes, std::size_t capacity) {
  if (bytes.empty())
    return {};
  block_ptr owner{block::make(std::max(bytes.size(), capacity))};
  std::memcpy(owner->data(), bytes.data(), bytes.size());
  const std::string_view copied{owner->data(), bytes.size()};
  return {std::move(owner), copied};
}

bool slice::extend(const slice& next) noexcept {
  if (owner_.get() != next.owner_.get() || bytes_.data() + bytes_.size() != next.bytes_.data())
    return false;
  bytes_ = {bytes_.data(), bytes_.size() + next.bytes_.size()};
  return true;
}

bool slice::append(std::string_view more) noexcept {
  if (!owner_ || !owner_->unique())
    return false;
  const auto used = static_cast<std::size_t>(bytes_.data() - owner_->data()) + bytes_.size();
  if (owner_->capacity() - used < more.size())
    return false;
  std::memcpy(owner_->data() + used, more.data(), more.size());
  bytes_ = {bytes_.data(), bytes_.size() + more.size()};
  return true;
}

char* slice_builder::prepare(std::size_t least) {
  // Nobody reads the block any more: start over on the lines that are still in the cache.
  if (current_ && current_->unique())
    used_ = 0;
  if (!current_ || current_->capacity() - used_ < least) {
    current_ = next_block(least);
    used_ = 0;
  }
  return current_->data() + used_;
}

slice slice_builder::commit(std::size_t count) {
  const std::string_view written{current_->data() + used_, count};
  used_ += count;
  return {current_, written};
}

block_ptr slice_builder::next_block(std::size_t least) {
  // The full block waits in the pool until its last reader is gone; a current block is never in the pool.
  if (current_ && current_->capacity() == block_size_ && pool_.size() < keep_)
    pool_.push_back(std::move(current_));
  current_ = block_ptr{};
  const auto free = std::find_if(pool_.begin(), pool_.end(), [](const block_ptr& b) { return b->unique(); });
  if (least > block_size_ || free == pool_.end())
    return block_ptr{block::make(std::max(least, block_size_))};
  std::swap(*free, pool_.back());
  block_ptr found = std::move(pool_.back());
  pool_.pop_back();
  return found;
}

} // namespace troupe::net
