#include "troupe/net/simulated_sockets.hpp"

#include <cerrno>
#include <string>
#include <utility>

namespace troupe::net {

namespace {

constexpr std::uint32_t first_listening_port = 49152;
constexpr std::uint32_t last_port = 65535;
constexpr std::uint32_t first_client_port = 10000;

endpoint parsed(const std::string& address, std::uint16_t port) {
  const auto parsed = endpoint::parse(address, port);
  return parsed ? *parsed : endpoint{};
}

// An IPv4 address as a dual-stack listener sees it.
endpoint mapped(const endpoint& at) {
  return at.is_v6() ? at : parsed("::ffff:" + at.address(), at.port());
}

endpoint unmapped(const endpoint& at) {
  return at.is_v4_mapped() ? parsed(at.address(), at.port()) : at;
}

} // namespace

result<listening_socket> simulated_sockets::listen(const endpoint& at, const listen_options& options) {
  if (const auto error = faults_.begin(simulated_operation::listen))
    return error;
  if (open_count() >= faults_.descriptor_limit())
    return system_error_of(std::errc::too_many_files_open);
  const auto local = choose_port(at, options);
  if (!local)
    return local.error();
  const auto socket = next_socket_++;
  listeners_.emplace(socket, std::make_unique<simulated_listener>(*local, options));
  return listening_socket{socket, *local};
}

bool simulated_sockets::free(const endpoint& at, const listen_options& options) const {
  const simulated_listener wanted{at, options};
  for (const auto& [socket, listener] : listeners_)
    if (listener->conflicts_with(wanted))
      return false;
  return true;
}

result<endpoint> simulated_sockets::choose_port(endpoint at, const listen_options& options) const {
  if (at.port() != 0) {
    if (free(at, options))
      return at;
    return system_error_of(std::errc::address_in_use);
  }
  // Nobody asked for sharing a made-up port, so that it must be free even of those who would.
  auto alone = options;
  alone.exclusive = true;
  for (auto port = first_listening_port; port <= last_port; ++port) {
    at.port(static_cast<std::uint16_t>(port));
    if (free(at, alone))
      return at;
  }
  return system_error_of(std::errc::address_in_use);
}

void simulated_sockets::close(socket_handle socket, event_loop::close_mode mode) noexcept {
  if (auto* closing = listener(socket)) {
    closing->refuse();
    listeners_.erase(socket);
    return;
  }
  const auto found = accepted_.find(socket);
  if (found == accepted_.end() || found->second.claimed)
    return;
  found->second.link->close(mode);
  accepted_.erase(found);
}

simulated_listener* simulated_sockets::listener(socket_handle socket) noexcept {
  const auto found = listeners_.find(socket);
  return found == listeners_.end() ? nullptr : found->second.get();
}

result<accepted_socket> simulated_sockets::accept(socket_handle socket) {
  auto* from = listener(socket);
  if (from == nullptr || from->pending() == 0)
    return system_error_of(std::errc::resource_unavailable_try_again);
  if (const auto error = faults_.begin(simulated_operation::accept)) {
    if (concerns_one_client(error))
      from->take()->close(event_loop::close_mode::reset);
    return error;
  }
  // After it was counted: a real accept(2) fails, too, and leaves the client where it is.
  if (open_count() >= faults_.descriptor_limit())
    return system_error_of(std::errc::too_many_files_open);
  const auto accepted = next_socket_++;
  auto link = from->take();
  const auto remote = link->client();
  accepted_.emplace(accepted, connection{std::move(link)});
  return accepted_socket{accepted, remote, std::nullopt};
}

simulated_sockets::link_ptr simulated_sockets::claim(socket_handle socket) {
  const auto found = accepted_.find(socket);
  if (found == accepted_.end() || std::exchange(found->second.claimed, true))
    return nullptr;
  return found->second.link;
}

result<simulated_sockets::link_ptr> simulated_sockets::connect(endpoint to, endpoint from, std::size_t window) {
  if (is_v4(to) != is_v4(from))
    return system_error_of(std::errc::address_family_not_supported);
  const auto* found = find_for(to);
  if (found == nullptr)
    return system_error_of(std::errc::connection_refused);
  const auto& [socket, listener] = *found;
  if (listener->full())
    return system_error_of(std::errc::timed_out);
  if (from.port() == 0)
    from.port(next_client(to).port());
  const bool dual = listener->local().is_v6() && is_v4(to);
  auto link =
    std::make_shared<simulated_link>(dual ? mapped(to) : unmapped(to), dual ? mapped(from) : unmapped(from), window);
  listener->offer(socket, link);
  return link;
}

result<simulated_sockets::link_ptr> simulated_sockets::connect(std::uint16_t port, std::size_t window) {
  for (const auto& [socket, listener] : listeners_) {
    auto to = listener->local();
    if (!listener->listening() || to.port() != port)
      continue;
    if (listener->wildcard())
      to = parsed(to.is_v6() ? "::1" : "127.0.0.1", port);
    return connect(to, next_client(to), window);
  }
  return system_error_of(std::errc::connection_refused);
}

endpoint simulated_sockets::next_client(const endpoint& to) {
  // Ports below those of listeners; when they are used up, the next address.
  const auto ports = first_listening_port - first_client_port;
  const auto number = next_client_++;
  const auto port = static_cast<std::uint16_t>(first_client_port + number % ports);
  const auto host = std::to_string(1 + number / ports);
  return parsed((is_v4(to) ? "127.0.0." : "::") + host, port);
}

const std::pair<const socket_handle, simulated_sockets::listener_ptr>*
simulated_sockets::find_for(const endpoint& to) const {
  const std::pair<const socket_handle, listener_ptr>* best = nullptr;
  // The very address before the wildcard; between listeners that share a port, the one with fewer clients so far.
  const auto rank = [](const simulated_listener& l) { return std::pair{l.wildcard(), l.offered()}; };
  for (const auto& entry : listeners_) {
    const auto& listener = *entry.second;
    if (listener.listening() && listener.reaches(to) && (best == nullptr || rank(listener) < rank(*best->second)))
      best = &entry;
  }
  return best;
}

bool concerns_one_client(std::error_code error) noexcept {
  for (const auto one : {std::errc::connection_aborted, std::errc::protocol_error, std::errc::no_protocol_option,
                         std::errc::operation_not_permitted, std::errc::network_down, std::errc::network_unreachable,
                         std::errc::host_unreachable, std::errc::operation_not_supported})
    if (error == one)
      return true;
  // These two have no name in std::errc.
  return error.category() == std::system_category() && (error.value() == EHOSTDOWN || error.value() == ENONET);
}

bool is_transient(std::error_code error) noexcept {
  return error == std::errc::resource_unavailable_try_again || error == std::errc::operation_would_block ||
         error == std::errc::interrupted;
}

} // namespace troupe::net
