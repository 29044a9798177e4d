#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "troupe/api/server_values.hpp"
#include "troupe/tls/session_info.hpp"

namespace troupe {

/// What the argument of the documented `Config` asks for: "NAME", "NAME=VALUE" or "NAME[ConnectionId]".
struct setting_request {
  std::string name;
  std::optional<std::int64_t> connection_id;
  std::optional<std::string> value; ///< there is one: set; else: get
};

/// Reads the argument of `Config`. Blanks around the name don't count; the value is everything after the first '='.
/// Throws an `Error`: `InvalidConnectionId` for what is no number in the brackets, `InvalidValue` for a bracket without
/// its other one.
setting_request parse_setting_request(std::string_view text);

/// What the TLS handshake of the connection of this id has agreed on; null: it has none. Throws `InvalidConnectionId`
/// when there is no such connection.
using session_lookup = std::function<std::shared_ptr<const tls::session_info>(std::int64_t)>;

/// The value of a setting, as text: out of `values`, or of the connection that the request names. Throws an `Error`:
/// `UnknownSetting`, with the names or the property that may be meant; `InvalidConnectionId` for a setting of a
/// connection without one, or of none there is; `InvalidCall` for a setting of the server with one.
std::string get_setting(const server_values& values, const session_lookup& session_of, const setting_request& request);

/// Sets a setting to `request.value`, which must be there. Throws an `Error` and changes nothing: as `get_setting` and
/// `setting::write`; `ReadOnly`; when the server listens, the documented `CannotChangeMaxConnections` or
/// `CannotChangeWhileListening`.
void set_setting(server_values& values, const setting_request& request, bool listening);

} // namespace troupe
