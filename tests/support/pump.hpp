#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

#include "troupe/api/tcp_server.hpp"
#include "troupe/tests/support/client.hpp"

namespace troupe::test {

/// Calls `server.DoEvents()` until `condition()` holds. Throws std::runtime_error, and thereby fails the test, when it
/// does not within `deadline`. `Config("DoEventsWait=5")` keeps the rounds short.
void pump_until(TCPServer& server, const std::function<bool()>& condition,
                std::chrono::milliseconds deadline = patience);

/// Lets everything that has happened arrive, to see that something did not happen.
void pump(TCPServer& server, int rounds = 10);

/// Pumps until the client has received exactly `count` bytes.
std::string pump_receive(TCPServer& server, client& from, std::size_t count);

/// Pumps until the client has seen the end of the connection; everything it received until then.
std::string pump_receive_until_closed(TCPServer& server, client& from);

/// Pumps until the client has sent everything.
void pump_send(TCPServer& server, client& to, std::string_view bytes);

} // namespace troupe::test
