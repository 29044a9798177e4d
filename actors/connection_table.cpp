#include "troupe/actors/connection_table.hpp"

#include <algorithm>

#include "troupe/actors/connection.hpp"

namespace troupe::actors {

namespace {

constexpr std::size_t smallest = 64;

} // namespace

connection_table::connection_table(std::size_t step) : entries_(smallest) {
  while (step >>= 1)
    ++shift_;
}

connection_table::~connection_table() = default;

void connection_table::insert(connection_id id, actor_ref<connection> value) {
  // At most two thirds full, so that a probe ends soon.
  if ((size_ + 1) * 3 > entries_.size() * 2)
    grow();
  auto& free = entries_[position_of(id)];
  free.id = id;
  free.value = std::move(value);
  ++size_;
}

actor_ref<connection> connection_table::extract(connection_id id) noexcept {
  std::size_t hole = position_of(id);
  auto found = std::exchange(entries_[hole].value, {});
  if (!found)
    return {};
  --size_;
  // Close the gap: an entry moves up when its probe would have passed the hole.
  const std::size_t mask = entries_.size() - 1;
  for (std::size_t at = (hole + 1) & mask; entries_[at].value; at = (at + 1) & mask) {
    if (((at - home_of(entries_[at].id)) & mask) < ((at - hole) & mask))
      continue;
    entries_[hole].id = entries_[at].id;
    entries_[hole].value = std::exchange(entries_[at].value, {});
    hole = at;
  }
  return found;
}

void connection_table::grow() {
  std::vector<entry> old(entries_.size() * 2);
  old.swap(entries_);
  for (auto& one : old) {
    if (one.value) {
      auto& free = entries_[position_of(one.id)];
      free.id = one.id;
      free.value = std::move(one.value);
    }
  }
}

std::vector<actor_ref<connection>> connection_table::all() const {
  std::vector<actor_ref<connection>> found;
  found.reserve(size_);
  for (const auto& one : entries_) {
    if (one.value)
      found.push_back(one.value);
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a->id() < b->id(); });
  return found;
}

} // namespace troupe::actors
