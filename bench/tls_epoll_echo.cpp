// The yardstick for TLS: an echo on a bare epoll loop and OpenSSL, tuned as far as its documentation goes.
// Level-triggered. Read-ahead: one receive for each readiness, however many records are in it. Buffers are released
// while a connection has nothing to say. One context, and in it one algorithm of each kind, which saves OpenSSL the
// choice; one session ticket, stateless.

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

#include <openssl/ssl.h>

#include "troupe/bench/descriptor.hpp"
#include "troupe/bench/line_answers.hpp"
#include "troupe/bench/options.hpp"
#include "troupe/bench/tls_failure.hpp"

namespace {

using troupe::bench::checked;
using troupe::bench::descriptor;
using troupe::bench::throw_tls_failure;

constexpr std::size_t block_size = 65536;
constexpr std::size_t read_ahead = 65536;
constexpr int accept_batch = 64; // so that a burst of clients does not make live connections wait

struct ssl_freed {
  void operator()(SSL* gone) const noexcept { SSL_free(gone); }
  void operator()(SSL_CTX* gone) const noexcept { SSL_CTX_free(gone); }
};
using context_ptr = std::unique_ptr<SSL_CTX, ssl_freed>;

context_ptr make_context(const troupe::bench::echo_options& options) {
  context_ptr result(SSL_CTX_new(TLS_server_method()));
  auto* const context = result.get();
  if (context == nullptr || SSL_CTX_use_certificate_chain_file(context, options.certificate.c_str()) != 1 ||
      SSL_CTX_use_PrivateKey_file(context, options.key.c_str(), SSL_FILETYPE_PEM) != 1)
    throw_tls_failure("--cert, --key");
  if (SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) != 1 ||
      SSL_CTX_set_ciphersuites(context, "TLS_AES_128_GCM_SHA256") != 1 ||
      SSL_CTX_set1_groups_list(context, "X25519") != 1 || SSL_CTX_set1_sigalgs_list(context, "ECDSA+SHA256") != 1)
    throw_tls_failure("the server's context");
  SSL_CTX_set_mode(context,
                   SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_read_ahead(context, 1);
  SSL_CTX_set_default_read_buffer_len(context, read_ahead);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(context, 1);
  return result;
}

/// One connection. An idle one costs this and what OpenSSL keeps of it.
struct client {
  std::unique_ptr<SSL, ssl_freed> ssl;
  std::string unsent;  ///< Answer that the socket had no room for; reading pauses until it is gone.
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
  bool fill_block(SSL* ssl, std::size_t& filled);
  bool answer(int socket, std::string_view block);
  bool send_answer(int socket, std::string_view answer);
  void send_leftover(int socket);
  void close_client(int socket);
  client& client_of(int socket) { return *clients_[static_cast<std::size_t>(socket)]; }

  const bool lines_;
  context_ptr context_;
  descriptor epoll_{checked(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1")};
  descriptor listener_{checked(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "socket")};
  descriptor signals_;
  std::vector<std::unique_ptr<client>> clients_; // by descriptor
  std::string reply_;
  std::array<char, block_size> block_;
};

echo_server::echo_server(const troupe::bench::echo_options& options)
  : lines_(options.lines), context_(make_context(options)) {
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTERM);
  sigaddset(&stop, SIGINT);
  checked(::sigprocmask(SIG_BLOCK, &stop, nullptr), "sigprocmask");
  signals_ = descriptor(checked(::signalfd(-1, &stop, SFD_CLOEXEC | SFD_NONBLOCK), "signalfd"));
  std::signal(SIGPIPE, SIG_IGN); // OpenSSL writes with write(2)

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
      else if (!client_of(socket).unsent.empty())
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
    if (clients_.size() <= index)
      clients_.resize(index + 1);
    auto& peer = *(clients_[index] = std::make_unique<client>());
    peer.ssl.reset(SSL_new(context_.get()));
    if (!peer.ssl || SSL_set_fd(peer.ssl.get(), socket) != 1)
      throw_tls_failure("SSL_new");
    SSL_set_accept_state(peer.ssl.get());
    watch(EPOLL_CTL_ADD, socket, EPOLLIN);
  }
}

/// Answers all records that have come, those that OpenSSL has read ahead included.
void echo_server::receive(int socket) {
  for (;;) {
    std::size_t filled = 0;
    const bool open = fill_block(client_of(socket).ssl.get(), filled);
    if (filled > 0 && !answer(socket, {block_.data(), filled}))
      return;
    if (!open)
      return close_client(socket);
    if (filled < block_.size())
      return;
  }
}

/// Decrypts as many records as there are and as there is room for; a handshake is part of the first call.
/// False when the client has closed or the connection is broken.
bool echo_server::fill_block(SSL* ssl, std::size_t& filled) {
  do {
    std::size_t size = 0;
    const int result = SSL_read_ex(ssl, block_.data() + filled, block_.size() - filled, &size);
    if (result != 1)
      return SSL_get_error(ssl, result) == SSL_ERROR_WANT_READ;
    filled += size;
  } while (filled < block_.size() && SSL_has_pending(ssl) == 1);
  return true;
}

/// False when no more is to be read now, or ever.
bool echo_server::answer(int socket, std::string_view block) {
  if (!lines_)
    return send_answer(socket, block);
  reply_.clear();
  troupe::bench::append_line_answers(block, client_of(socket).partial, reply_);
  return reply_.empty() || send_answer(socket, reply_);
}

bool echo_server::send_answer(int socket, std::string_view answer) {
  auto& peer = client_of(socket);
  while (!answer.empty()) {
    std::size_t sent = 0;
    const int result = SSL_write_ex(peer.ssl.get(), answer.data(), answer.size(), &sent);
    if (result == 1) {
      answer.remove_prefix(sent);
      continue;
    }
    if (SSL_get_error(peer.ssl.get(), result) == SSL_ERROR_WANT_WRITE) {
      peer.unsent = answer;
      watch(EPOLL_CTL_MOD, socket, EPOLLOUT);
    } else {
      close_client(socket);
    }
    return false;
  }
  return true;
}

void echo_server::send_leftover(int socket) {
  const auto unsent = std::move(client_of(socket).unsent);
  client_of(socket).unsent.clear();
  if (!send_answer(socket, unsent))
    return;
  watch(EPOLL_CTL_MOD, socket, EPOLLIN);
  receive(socket); // what was read ahead makes no socket readable
}

void echo_server::close_client(int socket) {
  auto* const ssl = client_of(socket).ssl.get();
  if ((SSL_get_shutdown(ssl) & SSL_RECEIVED_SHUTDOWN) != 0)
    SSL_shutdown(ssl); // answers the client's close_notify
  ERR_clear_error();   // SSL_get_error would take what is left here for the next connection's
  clients_[static_cast<std::size_t>(socket)].reset();
  ::close(socket);
}

} // namespace

int main(int argc, char** argv) {
  try {
    echo_server server(troupe::bench::read_echo_options(argc, argv, troupe::bench::tls_use::always));
    troupe::bench::announce_port(server.port());
    server.run();
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "tls_epoll_echo: %s\n", error.what());
    return 1;
  }
}
