#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "troupe/actors/bound_actor.hpp"
#include "troupe/actors/messages.hpp"

namespace troupe::actors {

class connection;

/// The connections of one worker by id: an open-addressed table with linear probing.
///
/// Ids count up, so the number itself is the hash and a look-up nearly always hits at once. Memory: 16 to 32 bytes a
/// connection. One writer; the owner guards readers on other threads.
class connection_table {
public:
  /// For ids that are `step` apart, as those of one of `step` workers.
  explicit connection_table(std::size_t step = 1);
  connection_table(const connection_table&) = delete;
  connection_table& operator=(const connection_table&) = delete;
  ~connection_table();

  /// The connection, or nullptr.
  connection* find(connection_id id) const noexcept { return entries_[position_of(id)].value.get(); }
  /// `id` must not be in the table.
  void insert(connection_id id, actor_ref<connection> value);
  /// Takes it out; nullptr when it isn't there.
  actor_ref<connection> extract(connection_id id) noexcept;
  std::size_t size() const noexcept { return size_; }
  /// All, ordered by id.
  std::vector<actor_ref<connection>> all() const;

private:
  struct entry {
    connection_id id = 0;
    actor_ref<connection> value;
  };

  std::size_t home_of(connection_id id) const noexcept {
    return (static_cast<std::size_t>(id) >> shift_) & (entries_.size() - 1);
  }
  std::size_t position_of(connection_id id) const noexcept {
    std::size_t at = home_of(id);
    while (entries_[at].value && entries_[at].id != id)
      at = (at + 1) & (entries_.size() - 1);
    return at;
  }
  void grow();

  std::vector<entry> entries_;
  std::size_t size_ = 0;
  unsigned shift_ = 0; // of the ids' low bits, which tell the worker
};

} // namespace troupe::actors
