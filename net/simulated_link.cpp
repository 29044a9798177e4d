#include "troupe/net/simulated_link.hpp"

#include <algorithm>
#include <cstring>

#include "troupe/net/simulated_faults.hpp"

namespace troupe::net {

simulated_link::simulated_link(const endpoint& server, const endpoint& client, std::size_t window) noexcept
  : server_(server), client_(client), to_server_(window), to_client_(window) {}

bool simulated_link::readable() const noexcept {
  return !to_server_.arrived().empty() || to_server_.end_arrived() || server_was_reset_;
}

result<std::size_t> simulated_link::receive(char* to, std::size_t most) {
  const auto bytes = to_server_.arrived().substr(0, most);
  if (!bytes.empty()) {
    std::memcpy(to, bytes.data(), bytes.size());
    const auto count = bytes.size();
    to_server_.consume(count);
    return count;
  }
  if (to_server_.end_arrived())
    return std::size_t{0};
  return system_error_of(server_was_reset_ ? std::errc::connection_reset : std::errc::resource_unavailable_try_again);
}

bool simulated_link::writable() const noexcept {
  return to_client_.room() > 0 || !stalled_ || server_was_reset_;
}

result<std::size_t> simulated_link::send(std::string_view bytes) {
  // After the client's end of stream Linux turns its reset into EPIPE (tcp_reset in net/ipv4/tcp_input.c).
  if (server_was_reset_)
    return system_error_of(to_server_.end_arrived() ? std::errc::broken_pipe : std::errc::connection_reset);
  if (to_client_.finished())
    return system_error_of(std::errc::broken_pipe);
  if (client_closed_) {
    // Nobody is there to read: the kernel takes the bytes, and a reset comes back for them.
    server_was_reset_ = true;
    notify();
    return bytes.size();
  }
  const auto count = std::min(bytes.size(), to_client_.room());
  to_client_.push(bytes.substr(0, count));
  return count;
}

void simulated_link::finish() noexcept {
  to_client_.finish();
}

void simulated_link::close(event_loop::close_mode mode) noexcept {
  observer_ = nullptr;
  server_closed_ = true;
  // RFC 2525 2.17: closing with unread bytes tells the client by a reset that they were lost.
  if (mode == event_loop::close_mode::reset || !to_server_.arrived().empty())
    reset_client();
  else
    to_client_.finish();
}

void simulated_link::client_reads() {
  const auto bytes = to_client_.arrived();
  if (stalled_ || client_closed_ || bytes.empty())
    return;
  received_.append(bytes);
  to_client_.consume(bytes.size());
  notify();
}

void simulated_link::client_sends(std::string_view bytes) {
  if (client_closed_ || client_was_reset_ || to_server_.finished())
    return;
  to_server_.push(bytes);
  arrive();
}

void simulated_link::client_finishes() {
  if (client_closed_ || client_was_reset_)
    return;
  to_server_.finish();
  arrive();
}

void simulated_link::client_closes() {
  if (client_closed_)
    return;
  client_reads();
  if (!to_client_.arrived().empty()) {
    client_resets();
    return;
  }
  client_finishes();
  client_closed_ = true;
}

void simulated_link::client_resets() {
  if (client_closed_)
    return;
  client_closed_ = true;
  if (client_was_reset_)
    return;
  server_was_reset_ = true;
  to_server_.drop_waiting();
  to_client_.clear();
  notify();
}

void simulated_link::client_stalls(bool stalled) {
  stalled_ = stalled;
  notify();
}

void simulated_link::client_held(bool held) {
  to_server_.hold(held);
  arrive();
}

void simulated_link::client_windows(std::size_t to_server, std::size_t to_client) {
  to_server_.window(to_server);
  to_client_.window(to_client);
  arrive();
}

bool simulated_link::client_saw_end() const noexcept {
  return !stalled_ && to_client_.end_arrived() && to_client_.arrived().empty();
}

void simulated_link::arrive() {
  if (server_closed_ && !to_server_.arrived().empty())
    reset_client();
  notify();
}

void simulated_link::notify() {
  if (observer_ != nullptr)
    observer_->on_link_changed();
}

void simulated_link::reset_client() noexcept {
  client_was_reset_ = client_was_reset_ || !client_closed_;
  to_client_.clear();
  to_server_.clear();
}

} // namespace troupe::net
