#include "troupe/examples/chat/node/listeners.hpp"

namespace chat::node {

troupe::actors::spawn_options listener_options(const options& chosen, std::uint16_t port,
                                               const troupe::tls::context_ptr& rules) {
  troupe::actors::spawn_options result;
  result.listen = {{chosen.host, port}};
  result.threads = chosen.workers;
  result.max_connections = chosen.max_clients;
  auto& each = result.connections;
  each.framing.single_line = true;
  each.framing.max_line_length = longest_line + 1; // with the CR
  each.send_limit = chosen.node.limits.send_queue_bytes;
  each.overflow = troupe::actors::overflow_policy::disconnect;
  each.drain_limit = std::chrono::seconds{5};
  each.socket.no_delay = true;
  if (rules) {
    each.tls = rules;
    each.start = troupe::actors::tls_start::at_once;
  } else {
    each.refusal = "ERROR :Closing Link: this server is full\r\n";
  }
  return result;
}

} // namespace chat::node
