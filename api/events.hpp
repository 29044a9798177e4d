#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "troupe/api/bytes.hpp"

namespace troupe {

/// The documented ConnectionRequest: a client asks to connect.
struct ConnectionRequestEvent {
  std::string Address; ///< the client's IP address
  int Port = 0;        ///< the client's port
  bool Accept = true;  ///< in: what AllowedClients and BlockedClients say; out: whether it may connect
};

/// The documented Connected: a connection is established (0, "OK"), or could not be.
struct ConnectedEvent {
  std::int64_t ConnectionId = 0;
  int StatusCode = 0;
  std::string Description;
};

/// The documented DataIn. Text and TextB are valid until the handler returns.
struct DataInEvent {
  std::int64_t ConnectionId = 0;
  std::string_view Text; ///< the data as UTF-8, converted from CodePage; the bytes themselves by default
  BytesView TextB;       ///< the data as it was received
  bool EOL = true;       ///< whether the end of line (or of the record) was reached; always true without EOL
};

/// The documented Disconnected: a connection ended normally (0, "OK"), or by an error.
struct DisconnectedEvent {
  std::int64_t ConnectionId = 0;
  int StatusCode = 0;
  std::string Description;
};

/// The documented Error: something went wrong where no call could throw it.
struct ErrorEvent {
  std::int64_t ConnectionId = 0; ///< 0: it is about the server as a whole
  int ErrorCode = 0;
  std::string Description;
};

/// The documented ReadyToSend: there is room after a Send that took nothing; also right after Connected.
struct ReadyToSendEvent {
  std::int64_t ConnectionId = 0;
};

using ConnectionRequestHandler = std::function<void(ConnectionRequestEvent&)>;
using ConnectedHandler = std::function<void(ConnectedEvent&)>;
using DataInHandler = std::function<void(DataInEvent&)>;
using DisconnectedHandler = std::function<void(DisconnectedEvent&)>;
using ErrorHandler = std::function<void(ErrorEvent&)>;
using ReadyToSendHandler = std::function<void(ReadyToSendEvent&)>;

} // namespace troupe
