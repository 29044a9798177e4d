#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace troupe {

class SimulatedClient;

/// A network in memory with a time of its own, so that an application's handlers are tested without sockets and without
/// waiting: the same calls always give the same events.
///
///     troupe::Simulation simulation;
///     troupe::TCPServer server{simulation};
///     server.LocalPort(7);                             // and the application's handlers
///     server.StartListening();
///     auto client = simulation.Connect(7);
///     client.Send("hello\r\n");
///     while (client.Received().empty())
///       server.DoEvents();
///
/// One thread; servers on it have no WorkerThreads. It must outlive them and its clients. Time moves by `Advance`, and
/// by a DoEvents that has nothing to do: to the next timeout, as far as DoEventsWait.
class Simulation final {
public:
  /// What is behind it.
  class State;

  Simulation();
  Simulation(const Simulation&) = delete;
  Simulation& operator=(const Simulation&) = delete;
  ~Simulation();

  /// A client connects to a server that listens on that port. Throws Error 10061 when none does, 10060 when its backlog
  /// is full.
  SimulatedClient Connect(int port);
  /// Moves the time on.
  void Advance(std::chrono::milliseconds by);
  /// Does something when the time is reached: what clients do while a handler waits in a synchronous send.
  void Schedule(std::chrono::milliseconds delay, std::function<void()> action);
  /// Bytes that fit into each direction of a new connection before its sender must wait. 64 KiB at first.
  void Window(std::size_t bytes);

  // -- faults to order ---------------------------------------------------------------------------------------------
  /// The server may have that many sockets open; accepting fails beyond them (10024).
  void LimitSockets(std::size_t count);
  /// The server receives at most that many bytes at once.
  void ChunkReceives(std::size_t bytes);
  /// Each of the next `count` sends of the server takes at most that many bytes.
  void ShortenSends(std::size_t count, std::size_t bytes);

  /// For TCPServer.
  State& Inside() noexcept { return *state_; }

private:
  std::unique_ptr<State> state_;
};

/// The client's end of a simulated connection. Movable; closes when it is destroyed.
class SimulatedClient final {
public:
  /// What is behind it.
  class State;

  explicit SimulatedClient(std::unique_ptr<State> state) noexcept;
  SimulatedClient(SimulatedClient&&) noexcept;
  SimulatedClient& operator=(SimulatedClient&&) noexcept;
  ~SimulatedClient();

  /// Sends; it arrives as the server reads.
  void Send(std::string_view bytes);
  /// What the server sent and nobody took.
  std::string Received() const;
  /// The same, and takes it.
  std::string Take();
  /// Sends the end of stream and goes on receiving.
  void FinishSending();
  void Close();
  /// Closes with a reset: Disconnected tells 10054.
  void Reset();
  /// Stops reading (true), so that the server's sends fill the window; or goes on.
  void Stall(bool stalled);
  /// Whether the server has closed, and everything was received.
  bool SawEnd() const;
  /// Whether the server has reset the connection.
  bool WasReset() const;

private:
  std::unique_ptr<State> state_;
};

} // namespace troupe
