#include "troupe/examples/chat/cluster/link_middleman.hpp"

#include <cerrno>
#include <memory>
#include <string>
#include <system_error>
#include <utility>

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <caf/all.hpp>
#include <caf/io/basp_broker.hpp>
#include <caf/io/doorman.hpp>
#include <caf/io/middleman.hpp>
#include <caf/io/middleman_actor_impl.hpp>
#include <caf/io/network/default_multiplexer.hpp>
#include <caf/io/scribe.hpp>

#include "troupe/examples/chat/cluster/tls_link.hpp"

namespace chat::cluster {

namespace {

/// Why a connect that is under way did not come to an end; 0: it is connected.
int finish_connecting(int socket, std::chrono::milliseconds limit) {
  pollfd waiting{socket, POLLOUT, 0};
  const int ready = ::poll(&waiting, 1, static_cast<int>(limit.count()));
  if (ready <= 0)
    return ready == 0 ? ETIMEDOUT : errno;
  int error = 0;
  socklen_t size = sizeof error;
  return ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

/// A connected socket; or -1, with the reason in `error`.
int connect_to(const addrinfo& where, std::chrono::milliseconds limit, int& error) {
  const int socket = ::socket(where.ai_family, where.ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, where.ai_protocol);
  if (socket < 0) {
    error = errno;
    return -1;
  }
  error = ::connect(socket, where.ai_addr, where.ai_addrlen) == 0 ? 0 : errno;
  if (error == EINPROGRESS)
    error = finish_connecting(socket, limit);
  if (error == 0)
    return socket;
  ::close(socket);
  return -1;
}

caf::error unreachable(const std::string& why) {
  return caf::make_error(caf::sec::cannot_connect_to_node, why);
}

caf::expected<int> connect_to(const std::string& host, std::uint16_t port, std::chrono::milliseconds limit) {
  addrinfo hint{};
  hint.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int code = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hint, &found); code != 0)
    return unreachable(::gai_strerror(code));
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> freeing{found, ::freeaddrinfo};
  int error = EADDRNOTAVAIL;
  for (const auto* each = found; each != nullptr; each = each->ai_next)
    if (const int socket = connect_to(*each, limit, error); socket >= 0)
      return socket;
  return unreachable(std::system_category().message(error));
}

class link_middleman final : public caf::io::middleman_actor_impl {
public:
  link_middleman(caf::actor_config& config, caf::actor broker, caf::actor owner, bool tls,
                 std::chrono::milliseconds limit)
    : caf::io::middleman_actor_impl(config, std::move(broker)), owner_(std::move(owner)), has_tls_(tls), limit_(limit) {
  }

  const char* name() const override { return "chat.link_middleman"; }

  behavior_type make_behavior() override {
    auto result = caf::io::middleman_actor_impl::make_behavior();
    monitor(std::exchange(owner_, nullptr));
    set_down_handler([this](const caf::down_msg&) { quit(caf::exit_reason::kill); });
    return result;
  }

protected:
  caf::expected<caf::io::scribe_ptr> connect(const std::string& host, std::uint16_t port) override {
    const auto socket = connect_to(host, port, limit_);
    if (!socket)
      return socket.error();
    auto scribe = has_tls_ ? make_tls_scribe(multiplexer(), *socket, false) : multiplexer().new_scribe(*socket);
    if (!scribe) // its files were looked at before, so it is what the other side has answered already
      return caf::make_error(caf::sec::disconnect_during_handshake);
    return scribe;
  }

  caf::expected<caf::io::doorman_ptr> open(std::uint16_t port, const char* host, bool reuse) override {
    const auto socket = caf::io::network::new_tcp_acceptor_impl(port, host, reuse);
    if (!socket)
      return socket.error();
    return has_tls_ ? make_tls_doorman(multiplexer(), *socket) : multiplexer().new_doorman(*socket);
  }

private:
  caf::io::network::default_multiplexer& multiplexer() {
    // configure() lets CAF have no other.
    return static_cast<caf::io::network::default_multiplexer&>(system().middleman().backend());
  }

  caf::actor owner_; // until it is monitored
  bool has_tls_;
  std::chrono::milliseconds limit_;
};

} // namespace

caf::io::middleman_actor spawn_link_middleman(caf::actor_system& system, const caf::actor& owner, bool tls,
                                              std::chrono::milliseconds limit) {
  auto broker = system.middleman().named_broker<caf::io::basp_broker>(caf::atom("BASP"));
  // Not hidden: the system waits for its end before it stops the broker, which would otherwise keep for ever what is
  // sent to it then, and with that the sender and its thread.
  return system.spawn<link_middleman, caf::detached>(std::move(broker), owner, tls, limit);
}

} // namespace chat::cluster
