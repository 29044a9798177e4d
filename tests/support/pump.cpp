#include "troupe/tests/support/pump.hpp"

#include <stdexcept>
#include <string_view>

namespace troupe::test {

void pump_until(TCPServer& server, const std::function<bool()>& condition, std::chrono::milliseconds deadline) {
  const auto end = std::chrono::steady_clock::now() + deadline;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end)
      throw std::runtime_error{"pump_until: the condition did not come true"};
    server.DoEvents();
  }
}

void pump(TCPServer& server, int rounds) {
  while (rounds-- > 0)
    server.DoEvents();
}

std::string pump_receive(TCPServer& server, client& from, std::size_t count) {
  std::string received;
  pump_until(server, [&] {
    received += from.receive_available(count - received.size());
    if (from.closed() && received.size() < count)
      throw std::runtime_error{"pump_receive: closed after " + std::to_string(received.size()) + " of " +
                               std::to_string(count) + " bytes"};
    return received.size() == count;
  });
  return received;
}

std::string pump_receive_until_closed(TCPServer& server, client& from) {
  std::string received;
  pump_until(server, [&] {
    received += from.receive_available();
    return from.closed();
  });
  return received;
}

void pump_send(TCPServer& server, client& to, std::string_view bytes) {
  pump_until(server, [&] {
    bytes.remove_prefix(to.send_some(bytes));
    return bytes.empty();
  });
}

} // namespace troupe::test
