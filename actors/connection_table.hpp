#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "troupe/actors/bound_actor.hpp"

namespace troupe::actors {

class connection;

/// The connections of one worker by serial number: an open-addressed table with linear probing.
///
/// Serial numbers count up, so the number itself is the hash and a look-up nearly always hits at once. Memory: 16 to
/// 32 bytes a connection. One writer; the owner guards readers on other threads.
class connection_table {
public:
  connection_table();
  connection_table(const connection_table&) = delete;
  connection_table& operator=(const connection_table&) = delete;
  ~connection_table();

  /// The connection, or nullptr.
  connection* find(std::int64_t serial) const noexcept;
  /// `serial` must not be in the table.
  void insert(std::int64_t serial, actor_ref<connection> value);
  /// Takes it out; nullptr when it isn't there.
  actor_ref<connection> extract(std::int64_t serial) noexcept;
  std::size_t size() const noexcept { return size_; }
  /// All, ordered by serial number.
  std::vector<actor_ref<connection>> all() const;

private:
  struct entry {
    std::int64_t serial = 0;
    actor_ref<connection> value;
  };

  std::size_t home_of(std::int64_t serial) const noexcept {
    return static_cast<std::size_t>(serial) & (entries_.size() - 1);
  }
  std::size_t position_of(std::int64_t serial) const noexcept;
  void grow();

  std::vector<entry> entries_;
  std::size_t size_ = 0;
};

} // namespace troupe::actors
