#include "troupe/net/stream_table.hpp"

#include <limits>

namespace troupe::net {

stream_id stream_table::insert(descriptor socket, stream_handler& handler) {
  const auto slot = free_slot();
  auto& record = at(slot);
  record.socket = std::move(socket);
  record.handler = &handler;
  ++size_;
  return static_cast<stream_id>(std::uint64_t{record.generation} << 32 | slot);
}

void stream_table::erase(stream_id stream) noexcept {
  const auto slot = slot_of(stream);
  auto& record = at(slot);
  const auto next_generation = record.generation + 1;
  record = stream_record{};
  record.generation = next_generation;
  --size_;
  // A slot is given up before its generations come round: an id is never used again.
  if (next_generation != std::numeric_limits<std::uint32_t>::max())
    free_.push_back(slot);
}

std::uint32_t stream_table::free_slot() {
  if (!free_.empty()) {
    const auto slot = free_.back();
    free_.pop_back();
    return slot;
  }
  if (used_ == chunks_.size() * chunk_records) {
    // Room for every slot, so that `erase` need not allocate.
    free_.reserve((chunks_.size() + 1) * chunk_records);
    chunks_.push_back(std::make_unique<stream_record[]>(chunk_records));
  }
  return used_++;
}

} // namespace troupe::net
