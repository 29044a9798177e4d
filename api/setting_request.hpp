#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "troupe/api/server_values.hpp"

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

/// The value of a setting, as text. Throws an `Error`: `UnknownSetting`, with the names or the property that
/// may be meant; `NotAvailableYet` for TLS; `InvalidCall` for a ConnectionId, as no setting but some of TLS has one.
std::string get_setting(const server_values& values, const setting_request& request);

/// Sets a setting to `request.value`, which must be there. Throws an `Error` and changes nothing: as `get_setting` and
/// `setting::write`; `ReadOnly`; when the server listens, the documented `CannotChangeMaxConnections` or
/// `CannotChangeWhileListening`.
void set_setting(server_values& values, const setting_request& request, bool listening);

} // namespace troupe
