#pragma once

#include <chrono>
#include <istream>
#include <string>
#include <string_view>

#include "troupe/actors/server.hpp"

namespace troupe {

/// The documented sends on one connection, asynchronous or synchronous as its Timeout says. Any thread; throws `Error`.
///
/// A synchronous send on a thread that runs a loop lets the loop go on meanwhile, so that the events of other
/// connections fire; on any other thread it just waits.
class sending final {
public:
  /// `here`: the worker of the calling thread, or nullptr.
  sending(actors::server& server, actors::worker* here, actors::connection& target) noexcept;

  /// All of `bytes`, then all of `ending`: one line, whoever else sends.
  void send(std::string_view bytes, std::string_view ending = {});
  /// A whole file.
  void send_file(const std::string& name);
  /// What is left in the stream; closed after that if it is a file and `close_after`.
  void send_stream(std::istream& stream, bool close_after);

private:
  bool synchronous() const noexcept { return timeout_ > 0; }
  void check_handshake() const;
  std::size_t write(std::string_view bytes, std::string_view ending);
  void report(std::size_t sent, std::size_t wanted);
  void write_all(std::string_view bytes);
  void wait_until_sent();
  void wait_for_room();
  template <class Condition>
  void wait(Condition done);
  template <class Condition>
  bool wait_for(Condition moved, std::chrono::seconds limit);
  [[noreturn]] void fail_closed() const;
  void stream_now(std::istream& stream);
  void stream_synchronously(std::istream& stream);

  actors::server& server_;
  actors::connection& target_;
  actors::actor_ref<actors::connection> keep_; // while others' events fire, it may end
  actors::worker* here_;                       // the loop of this thread, or nullptr
  int timeout_;
  unsigned interrupts_; // before this send
};

} // namespace troupe
