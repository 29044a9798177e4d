#pragma once

#include <string_view>

#include "troupe/api/ssl_modes.hpp"

namespace troupe {

// What the setters of properties check before they change anything. Each throws an `Error`: `InvalidValue`, which says
// what is allowed, unless another one is named. `property` is the documented name, for the text. Any thread.

/// ConnectionBacklog: 0 or more.
void check_connection_backlog(int connections);
/// DefaultMaxLineLength, and MaxLineLength of a connection, in bytes: at least 256, as documented.
void check_max_line_length(std::string_view property, int bytes);
/// DefaultTimeout, DefaultIdleTimeout, Timeout and IdleTimeout, in seconds: 0 (none) or more.
void check_timeout(std::string_view property, int seconds);
/// The record length of ChangeRecordLength, in bytes: 0 (none) or more.
void check_record_length(int bytes);
/// LocalPort: 0 to 65535. Throws `CannotChangeLocalPort` when the server listens.
void check_local_port(int port, bool listening);
/// LocalHost: any text; whether it resolves shows in StartListening. Throws `CannotChangeLocalHost` when the server
/// listens.
void check_local_host(bool listening);
/// SSLProvider and SSLStartMode: one of the documented values, for those who make them of numbers.
void check_ssl_provider(SSLProviders value);
void check_ssl_start_mode(SSLStartModes value);

} // namespace troupe
