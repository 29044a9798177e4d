#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "troupe/api/bytes.hpp"

namespace troupe {

/// The documented Connection type: one client that is connected.
///
/// A small handle; copies stand for the same connection. Any thread. Once the connection is gone (after its
/// Disconnected event) every field throws Error 126, but for `Connected`, which is false, and `ConnectionId`.
class Connection final {
public:
  /// What the handle refers to.
  class State;
  explicit Connection(std::shared_ptr<State> state) noexcept : state_(std::move(state)) {}

  /// False while DataIn is paused (PauseData).
  bool AcceptData() const;
  /// Bytes that the last asynchronous send took; 0 after a synchronous one.
  std::int64_t BytesSent() const;
  /// Whether the connection is established.
  bool Connected() const noexcept;
  /// Identifies the connection; never used again.
  std::int64_t ConnectionId() const noexcept;

  /// The bytes that end a line: any bytes, any number, NULs included. "": data is delivered as it comes.
  std::string EOL() const;
  void EOL(std::string_view value) const;
  Bytes EOLB() const;
  void EOLB(BytesView value) const;
  /// Seconds without traffic in either direction until the client is disconnected; 0: never.
  int IdleTimeout() const;
  void IdleTimeout(int seconds) const;
  /// The IP address of the interface through which the client came.
  std::string LocalAddress() const;
  /// Bytes after which a line without EOL is delivered in pieces, 256 at least. May be set until the client has sent
  /// something (in Connected, say); then Error 112.
  int MaxLineLength() const;
  void MaxLineLength(int bytes) const;
  /// False from a send that did not fit until there is room again.
  bool ReadyToSend() const;
  /// Bytes of a record; 0: none. Set by ChangeRecordLength.
  int RecordLength() const;
  /// The client's IP address and port.
  std::string RemoteHost() const;
  int RemotePort() const;
  /// Lines end with CR, LF or CRLF; EOL is ignored.
  bool SingleLineMode() const;
  void SingleLineMode(bool value) const;
  /// Seconds that a send may take without progress; 0: sends return at once.
  int Timeout() const;
  void Timeout(int seconds) const;
  /// Whatever the application wants to remember with the connection.
  std::string UserData() const;
  void UserData(std::string value) const;
  Bytes UserDataB() const;
  void UserDataB(BytesView value) const;

private:
  std::shared_ptr<State> state_;
};

/// The documented Connections collection, as of the moment it was asked for; ordered by ConnectionId.
class ConnectionList final {
public:
  explicit ConnectionList(std::vector<Connection> connections) noexcept : connections_(std::move(connections)) {}

  std::size_t size() const noexcept { return connections_.size(); }
  bool empty() const noexcept { return connections_.empty(); }
  auto begin() const noexcept { return connections_.begin(); }
  auto end() const noexcept { return connections_.end(); }
  /// Whether there is a connection of that id.
  bool contains(std::int64_t connection_id) const noexcept;
  /// The connection of that id. Error 126 when there is none.
  const Connection& operator[](std::int64_t connection_id) const;

private:
  std::vector<Connection>::const_iterator find(std::int64_t connection_id) const noexcept;

  std::vector<Connection> connections_;
};

} // namespace troupe
