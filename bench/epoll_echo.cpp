// The yardstick: an echo on a bare epoll loop, with nothing between the kernel and the answer.
// Level-triggered, one receive and one send for each readiness, no second receive to hear EAGAIN.

#include <array>
#include <csignal>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>

#include "troupe/bench/descriptor.hpp"
#include "troupe/bench/line_answers.hpp"
#include "troupe/bench/options.hpp"

namespace {

using troupe::bench::checked;
using troupe::bench::descriptor;

constexpr std::size_t receive_size = 65536;
constexpr int accept_batch = 64; // so that a burst of clients does not make live connections wait

/// What one connection could not finish. Most never need it: an idle connection costs the 8 bytes of a null pointer.
struct leftover {
  std::string unsent;  ///< Answer after a short write; reading pauses until it is gone.
  std::string partial; ///< Begin of a line whose CRLF has not arrived.
};

/// The server: one thread, one loop.
class echo_server final {
public:
  explicit echo_server(const troupe::bench::echo_options& options);

  /// The port listened on.
  [[nodiscard]] long port() const;

  /// Serves until SIGTERM or SIGINT.
  void run();

private:
  void watch(int operation, int socket, std::uint32_t events);
  void accept_clients();
  void receive(int socket);
  void answer_lines(int socket, std::string_view block);
  void send_answer(int socket, std::string_view answer);
  void send_leftover(int socket);
  void close_client(int socket);
  leftover& leftover_of(int socket);

  const bool lines_;
  descriptor epoll_{checked(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1")};
  descriptor listener_{checked(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "socket")};
  descriptor signals_;
  std::vector<std::unique_ptr<leftover>> leftovers_; // by descriptor
  std::string partial_;                              // scratch, for connections without a leftover
  std::string reply_;
  std::array<char, receive_size> block_;
};

echo_server::echo_server(const troupe::bench::echo_options& options) : lines_(options.lines) {
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTERM);
  sigaddset(&stop, SIGINT);
  checked(::sigprocmask(SIG_BLOCK, &stop, nullptr), "sigprocmask");
  signals_ = descriptor(checked(::signalfd(-1, &stop, SFD_CLOEXEC | SFD_NONBLOCK), "signalfd"));

  const int on = 1;
  checked(::setsockopt(listener_.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on), "SO_REUSEADDR");
  // Linux hands TCP_NODELAY on to the accepted sockets: one call instead of one for each client.
  checked(::setsockopt(listener_.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on), "TCP_NODELAY");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(options.port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  checked(::bind(listener_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), "bind");
  checked(::listen(listener_.get(), SOMAXCONN), "listen");
  watch(EPOLL_CTL_ADD, listener_.get(), EPOLLIN);
  watch(EPOLL_CTL_ADD, signals_.get(), EPOLLIN);
}

long echo_server::port() const {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  checked(::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address), &size), "getsockname");
  return ntohs(address.sin_port);
}

void echo_server::run() {
  std::array<epoll_event, 256> ready;
  for (;;) {
    const int count = ::epoll_wait(epoll_.get(), ready.data(), static_cast<int>(ready.size()), -1);
    if (count < 0 && errno != EINTR)
      troupe::bench::throw_errno("epoll_wait");
    for (int i = 0; i < count; ++i) {
      const int socket = ready[static_cast<std::size_t>(i)].data.fd;
      if (socket == signals_.get())
        return;
      if (socket == listener_.get())
        accept_clients();
      else if (const auto& rest = leftovers_[static_cast<std::size_t>(socket)]; rest && !rest->unsent.empty())
        send_leftover(socket);
      else
        receive(socket);
    }
  }
}

void echo_server::watch(int operation, int socket, std::uint32_t events) {
  epoll_event interest{};
  interest.events = events;
  interest.data.fd = socket;
  checked(::epoll_ctl(epoll_.get(), operation, socket, &interest), "epoll_ctl");
}

void echo_server::accept_clients() {
  for (int i = 0; i < accept_batch; ++i) {
    const int socket = ::accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (socket < 0) {
      if (errno == EAGAIN)
        return;
      if (errno == ECONNABORTED || errno == EINTR)
        continue;
      troupe::bench::throw_errno("accept4");
    }
    const auto index = static_cast<std::size_t>(socket);
    if (leftovers_.size() <= index)
      leftovers_.resize(index + 1);
    watch(EPOLL_CTL_ADD, socket, EPOLLIN);
  }
}

void echo_server::receive(int socket) {
  const auto size = ::recv(socket, block_.data(), block_.size(), 0);
  if (size > 0) {
    const std::string_view block(block_.data(), static_cast<std::size_t>(size));
    if (lines_)
      answer_lines(socket, block);
    else
      send_answer(socket, block);
  } else if (size == 0 || (errno != EAGAIN && errno != EINTR)) {
    close_client(socket);
  }
}

void echo_server::answer_lines(int socket, std::string_view block) {
  const auto& rest = leftovers_[static_cast<std::size_t>(socket)];
  auto& partial = rest ? rest->partial : partial_;
  reply_.clear();
  troupe::bench::append_line_answers(block, partial, reply_);
  if (!partial_.empty())
    partial_.swap(leftover_of(socket).partial);
  if (!reply_.empty())
    send_answer(socket, reply_);
}

void echo_server::send_answer(int socket, std::string_view answer) {
  const auto sent = ::send(socket, answer.data(), answer.size(), MSG_NOSIGNAL);
  if (sent == static_cast<ssize_t>(answer.size()))
    return;
  if (sent < 0 && errno != EAGAIN && errno != EINTR)
    return close_client(socket);
  leftover_of(socket).unsent = answer.substr(sent < 0 ? 0 : static_cast<std::size_t>(sent));
  watch(EPOLL_CTL_MOD, socket, EPOLLOUT);
}

void echo_server::send_leftover(int socket) {
  auto& unsent = leftover_of(socket).unsent;
  const auto sent = ::send(socket, unsent.data(), unsent.size(), MSG_NOSIGNAL);
  if (sent < 0 && errno != EAGAIN && errno != EINTR)
    return close_client(socket);
  unsent.erase(0, sent < 0 ? 0 : static_cast<std::size_t>(sent));
  if (unsent.empty())
    watch(EPOLL_CTL_MOD, socket, EPOLLIN);
}

void echo_server::close_client(int socket) {
  leftovers_[static_cast<std::size_t>(socket)].reset();
  ::close(socket);
}

leftover& echo_server::leftover_of(int socket) {
  auto& rest = leftovers_[static_cast<std::size_t>(socket)];
  if (!rest)
    rest = std::make_unique<leftover>();
  return *rest;
}

} // namespace

int main(int argc, char** argv) {
  try {
    echo_server server(troupe::bench::read_echo_options(argc, argv));
    troupe::bench::announce_port(server.port());
    server.run();
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "epoll_echo: %s\n", error.what());
    return 1;
  }
}
