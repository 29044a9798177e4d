#pragma once

#include <cstddef>
#include <deque>
#include <vector>

#include <caf/actor_control_block.hpp>

#include "troupe/actors/connection_protocol.hpp"
#include "troupe/actors/handler_factory.hpp"
#include "troupe/actors/outlet.hpp"
#include "troupe/actors/overflow_policy.hpp"
#include "troupe/tls/context.hpp"

namespace troupe::actors {

class connection;

/// The side of a connection that faces actors: the one that handles it, and all that write to it by messages.
///
/// Messages to a handler that are not processed at once are counted until they are answered; writes are counted in the
/// connection's send budget, and what does not fit meets the overflow policy. Worker's thread only.
class handler_port final {
public:
  /// How a port is set up.
  struct setup {
    made_handler handler;
    bool owned = true;                ///< made for this connection, and ended with it
    std::size_t most_unanswered = 16; ///< more hold the connection up
    overflow_policy overflow = overflow_policy::wait;
    std::size_t send_limit = 256 * 1024; ///< bytes: server_options::send_limit
    tls::context_ptr rules;              ///< for `start_tls`; nullptr: the server has none
  };

  handler_port(connection& source, outlet& way_out, setup how);
  handler_port(const handler_port&) = delete;
  handler_port& operator=(const handler_port&) = delete;
  ~handler_port();

  // -- to the handler ------------------------------------------------------------------------------------------------
  /// True when it has enough to do.
  bool is_busy() const noexcept { return unanswered_ >= how_.most_unanswered; }
  /// Delivers a message: at once if the handler lives here and has nothing waiting, else by its mailbox, as a request
  /// whose answer shows that it is processed.
  template <class Message>
  void deliver(Message message);
  /// The handler has ended, or is to end with the connection.
  void let_go();
  /// Nothing can be written any more: who waits for room learns that.
  void tell_closed();

  // -- from writers, by messages; also within the connection's turn ---------------------------------------------------
  write_result write(net::slice bytes);
  write_result write(net::send_queue::file_part part);
  /// `writer` was refused: it hears of room, or of the connection's end, once. It is kept alive for that long.
  void remember(const caf::strong_actor_ptr& writer);
  /// There is room.
  void tell_room();
  /// The kernel took bytes: those that waited here may follow.
  void refill();
  /// The same for all of them: the connection is closing.
  void send_rest();

  const tls::context_ptr& rules() const noexcept { return how_.rules; }

private:
  template <class Message>
  void ask(Message message);
  void on_answer();
  bool fits(std::uint64_t bytes);
  void queue(net::slice bytes);
  write_result refused(write_status why) const;
  template <class Message>
  void tell_refused(const Message& message);

  connection& connection_;
  outlet& out_;
  setup how_;
  std::size_t unanswered_ = 0;
  std::vector<caf::strong_actor_ptr> refused_;
  std::deque<net::slice> waiting_; // that may still be dropped: overflow_policy::drop_oldest
};

} // namespace troupe::actors
