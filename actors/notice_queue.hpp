#pragma once

#include <cstddef>
#include <vector>

#include "troupe/actors/connection.hpp"
#include "troupe/actors/worker.hpp"

namespace troupe::actors {

/// The connections of one worker that have something to report, and the telling of it at the end of each turn: what
/// the façade of the documented API and the dispatcher of message-driven handlers have in common.
///
/// A connection is in the queue once, however much it has to report: what and in which order, its notices say. So the
/// queue needs no memory for data; what was not delivered stays with the connection. Worker's thread only.
class notice_queue : public turn_end_handler {
public:
  explicit notice_queue(worker& home) noexcept : worker_(home) {}
  notice_queue(const notice_queue&) = delete;
  notice_queue& operator=(const notice_queue&) = delete;

  /// The connection has notices. From the sink's turn.
  void push(connection& source) { ready_.push_back(&source); }
  /// The server as a whole has a problem. From the sink's turn.
  virtual void push(const server_trouble& trouble) = 0;
  /// The server as a whole has something to tell. From the sink's turn.
  virtual void push(const server_notice&) {}
  /// The sink begins (again): finds the connections that have notices, whoever was told of them.
  void collect();

  std::size_t on_turn_end() override;

protected:
  ~notice_queue() = default;

  /// What comes after some of a connection's notices were told.
  enum class telling {
    next,    ///< the others
    held_up, ///< nothing, until connection::resume_events
    over     ///< nothing: it was the last
  };

  worker& home() const noexcept { return worker_; }

private:
  /// Tells what was noticed about the connection. No exception.
  virtual telling tell(connection& source, notice notices) = 0;
  /// Tells what is about the server.
  virtual void tell_troubles() = 0;
  /// A connection whose last notice was told is not the worker's any more.
  virtual void on_removed() {}

  void tell_all(connection& source);

  worker& worker_;
  std::vector<connection*> ready_;
  std::size_t next_ = 0;
};

} // namespace troupe::actors
