#pragma once

#include <algorithm>
#include <mutex>
#include <string>
#include <system_error>
#include <vector>

#include "troupe/actors/messages.hpp"

namespace troupe::actors_test {

/// One thing that a sink was told, or pulled.
struct event {
  enum class kind { request, connected, failed, ready_to_send, data, ended, trouble };
  kind what = kind::request;
  actors::connection_id id = 0;
  std::string text;       ///< Of `data`
  bool eol = false;       ///< Of `data`
  std::error_code reason; ///< Of `failed`, `ended` and `trouble`
  bool stopped = false;   ///< Of `trouble`
};

/// Everything that the sinks of a server heard, in order. Any thread.
class event_record final {
public:
  // So that tests that take the memory away still hear what happens.
  event_record() { events_.reserve(100); }

  void add(event one) {
    const std::lock_guard lock{guard_};
    events_.push_back(std::move(one));
  }
  std::vector<event> all() const {
    const std::lock_guard lock{guard_};
    return events_;
  }
  /// Those of one kind, of one connection or (0) of all.
  std::vector<event> of(event::kind what, actors::connection_id id = 0) const {
    std::vector<event> found;
    for (auto& one : all()) {
      if (one.what == what && (id == 0 || one.id == id))
        found.push_back(std::move(one));
    }
    return found;
  }
  std::size_t count(event::kind what, actors::connection_id id = 0) const {
    const std::lock_guard lock{guard_};
    return static_cast<std::size_t>(std::count_if(
      events_.begin(), events_.end(), [&](const event& one) { return one.what == what && (id == 0 || one.id == id); }));
  }
  /// What `data` delivered, one behind the other.
  std::string data(actors::connection_id id) const {
    std::string bytes;
    for (const auto& one : of(event::kind::data, id))
      bytes += one.text;
    return bytes;
  }

private:
  mutable std::mutex guard_;
  std::vector<event> events_;
};

} // namespace troupe::actors_test
