#include "troupe/tests/support/client.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <stdexcept>
#include <system_error>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

#include "troupe/tests/support/tls_session.hpp"

namespace troupe::test {

namespace {

[[noreturn]] void fail(const char* what) {
  throw std::system_error{errno, std::generic_category(), what};
}

auto until_patience_ends() {
  return std::chrono::steady_clock::now() + patience;
}

template <class Address>
int connect_to(int descriptor, const Address& address) {
  return ::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

int connect_to(int descriptor, int port, const client::options& how) {
  const auto network_port = htons(static_cast<std::uint16_t>(port));
  if (how.ipv6) {
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    address.sin6_port = network_port;
    address.sin6_addr = in6addr_loopback;
    return connect_to(descriptor, address);
  }
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = network_port;
  address.sin_addr.s_addr = ::inet_addr(how.address);
  return connect_to(descriptor, address);
}

} // namespace

client::client(int port, options how)
  : descriptor_(::socket(how.ipv6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  if (descriptor_ < 0)
    fail("client: socket");
  if (how.receive_buffer > 0 &&
      ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVBUF, &how.receive_buffer, sizeof how.receive_buffer) != 0) {
    close();
    fail("client: SO_RCVBUF");
  }
  if (connect_to(descriptor_, port, how) != 0) {
    const auto reason = errno;
    close();
    errno = reason;
    fail("client: connect");
  }
  if (how.tls || (tls_session::wanted() && !how.plain))
    start_tls(how.tls.value_or(tls_options{}));
}

void client::start_tls(const tls_options& how) {
  tls_ = std::make_unique<tls_session>(descriptor_, how);
}

client::client(client&& other) noexcept
  : descriptor_(std::exchange(other.descriptor_, -1)), tls_(std::move(other.tls_)), closed_(other.closed_),
    error_(other.error_) {}

client& client::operator=(client&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(tls_, other.tls_);
  std::swap(closed_, other.closed_);
  std::swap(error_, other.error_);
  return *this;
}

client::~client() {
  close();
}

int client::local_port() const {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    fail("client: getsockname");
  return ntohs(address.ss_family == AF_INET6 ? reinterpret_cast<const sockaddr_in6&>(address).sin6_port
                                             : reinterpret_cast<const sockaddr_in&>(address).sin_port);
}

void client::send_all(std::string_view bytes) {
  for (const auto deadline = until_patience_ends(); !bytes.empty();) {
    const auto sent = send_some(bytes);
    bytes.remove_prefix(sent);
    if (sent == 0)
      wait_for(POLLOUT, deadline);
  }
}

std::size_t client::send_some(std::string_view bytes) {
  if (tls_)
    return tls_->send(bytes);
  const auto sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent >= 0)
    return static_cast<std::size_t>(sent);
  if (errno == EAGAIN || errno == EINTR)
    return 0;
  fail("client: send");
}

std::string client::receive(std::size_t count) {
  std::string received;
  for (const auto deadline = until_patience_ends(); received.size() < count;) {
    // Looked at first: what TLS has decrypted already makes no socket readable.
    received += receive_available(count - received.size());
    if (!closed_ && received.size() < count)
      wait_for(POLLIN, deadline);
    if (closed_ && received.size() < count)
      throw std::runtime_error{"client: closed after " + std::to_string(received.size()) + " of " +
                               std::to_string(count) + " bytes"};
  }
  return received;
}

std::string client::receive_until_closed() {
  std::string received;
  for (const auto deadline = until_patience_ends(); !closed_;) {
    received += receive_available();
    if (!closed_)
      wait_for(POLLIN, deadline);
  }
  return received;
}

std::string client::receive_available(std::size_t limit) {
  std::string received;
  std::vector<char> buffer(std::min<std::size_t>(limit, 65536));
  while (!closed_ && received.size() < limit) {
    const auto wanted = std::min(buffer.size(), limit - received.size());
    const auto count = receive_some(buffer.data(), wanted);
    if (count > 0) {
      received.append(buffer.data(), static_cast<std::size_t>(count));
    } else if (count == 0) {
      closed_ = true;
    } else if (errno == EAGAIN) {
      break;
    } else if (errno != EINTR) {
      closed_ = true;
      error_ = errno;
    }
  }
  return received;
}

ssize_t client::receive_some(char* to, std::size_t most) {
  return tls_ ? tls_->receive(to, most) : ::recv(descriptor_, to, most, MSG_DONTWAIT);
}

void client::shutdown_write() {
  if (tls_)
    return tls_->finish();
  if (::shutdown(descriptor_, SHUT_WR) != 0)
    fail("client: shutdown");
}

void client::reset() {
  tls_ = nullptr;
  const linger at_once{1, 0};
  if (::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once) != 0)
    fail("client: SO_LINGER");
  close();
}

void client::close() noexcept {
  if (tls_ && !closed_)
    tls_->finish();
  tls_ = nullptr;
  if (descriptor_ >= 0)
    ::close(std::exchange(descriptor_, -1));
}

void client::wait_for(short events, std::chrono::steady_clock::time_point deadline) const {
  pollfd what{descriptor_, events, 0};
  for (;;) {
    const auto left =
      std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
    const auto ready = ::poll(&what, 1, static_cast<int>(std::max<long long>(left, 0)));
    if (ready > 0)
      return;
    if (ready == 0)
      throw std::runtime_error{"client: waited in vain"};
    if (errno != EINTR)
      fail("client: poll");
  }
}

} // namespace troupe::test
