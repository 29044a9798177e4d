#include "troupe/net/send_queue.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace troupe::net {

namespace {

// Kept by an empty queue, so that a connection that answers in small batches does not allocate for each.
constexpr std::size_t kept_segments = 4;
// A block that copies are put into is at least this large, and at most (for a small copy) this.
constexpr std::size_t least_block = 512;
constexpr std::size_t most_ahead = 16 * 1024;
// Written segments at the front are worth a move of the others from this number on.
constexpr std::size_t compact_from = 16;

} // namespace

void send_queue::append(slice bytes) {
  if (bytes.empty())
    return;
  const std::size_t count = bytes.size();
  slice* const last = empty() ? nullptr : std::get_if<slice>(&segments_.back());
  if (last == nullptr || !last->extend(bytes))
    segments_.emplace_back(std::move(bytes));
  bytes_ += count;
}

void send_queue::append(std::string_view bytes) {
  if (bytes.empty())
    return;
  slice* const last = empty() ? nullptr : std::get_if<slice>(&segments_.back());
  if (last == nullptr || !last->append(bytes)) {
    // As large as what waits already, so that blocks stay few however small the pieces are.
    const auto ahead = static_cast<std::size_t>(std::clamp<std::uint64_t>(bytes_, least_block, most_ahead));
    segments_.emplace_back(slice::copy_of(bytes, std::max(bytes.size(), ahead)));
  }
  bytes_ += bytes.size();
}

void send_queue::append(file_part part) {
  if (part.length == 0)
    return;
  const std::uint64_t count = part.length;
  segments_.emplace_back(std::move(part));
  bytes_ += count;
}

const send_queue::file_part* send_queue::file_at_head() const noexcept {
  return empty() ? nullptr : std::get_if<file_part>(&segments_[first_]);
}

int send_queue::gather(iovec* entries, int most) const noexcept {
  int count = 0;
  for (std::size_t i = first_; i < segments_.size() && count < most; ++i) {
    const slice* const bytes = std::get_if<slice>(&segments_[i]);
    if (bytes == nullptr)
      break;
    // writev(2) only reads, but iovec serves readv(2) too.
    entries[count++] = iovec{const_cast<char*>(bytes->data()), bytes->size()};
  }
  return count;
}

void send_queue::consume(std::uint64_t count) noexcept {
  count = std::min(count, bytes_);
  bytes_ -= count;
  while (count > 0) {
    segment& head = segments_[first_];
    auto* const part = std::get_if<file_part>(&head);
    auto* const bytes = std::get_if<slice>(&head);
    const std::uint64_t length = part != nullptr ? part->length : bytes->size();
    if (count >= length) {
      head = slice{};
      ++first_;
    } else if (part != nullptr) {
      part->offset += count;
      part->length -= count;
    } else {
      bytes->remove_prefix(static_cast<std::size_t>(count));
    }
    count -= std::min(count, length);
  }
  shrink();
}

void send_queue::clear() noexcept {
  first_ = segments_.size();
  bytes_ = 0;
  shrink();
}

std::uint64_t send_queue::drop_files() noexcept {
  std::uint64_t dropped = 0;
  const auto is_file = [&dropped](const segment& each) {
    const auto* const part = std::get_if<file_part>(&each);
    dropped += part != nullptr ? part->length : 0;
    return part != nullptr;
  };
  const auto begin = std::next(segments_.begin(), static_cast<std::ptrdiff_t>(first_));
  segments_.erase(std::remove_if(begin, segments_.end(), is_file), segments_.end());
  bytes_ -= dropped;
  shrink();
  return dropped;
}

/// Gives back the room of what is written, in constant time a segment.
void send_queue::shrink() noexcept {
  if (empty()) {
    segments_.clear();
    first_ = 0;
    if (segments_.capacity() > kept_segments)
      segments_ = std::vector<segment>{};
  } else if (first_ >= compact_from && 2 * first_ >= segments_.size()) {
    segments_.erase(segments_.begin(), std::next(segments_.begin(), static_cast<std::ptrdiff_t>(first_)));
    first_ = 0;
  }
}

} // namespace troupe::net
