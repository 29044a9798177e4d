#include "troupe/bench/soak/clients.hpp"

#include <array>
#include <optional>
#include <stdexcept>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "troupe/bench/soak/message_check.hpp"
#include "troupe/bench/workload.hpp"

namespace troupe::bench {

namespace {

constexpr int quiet_ms = 1000;       // for a stalled client: nothing more is there for it
constexpr int stall_ms = 20'000;     // for a reader: something is lost
constexpr int few_bytes = 16 * 1024; // SO_RCVBUF of a stalled client: the server is to feel it soon

struct client {
  descriptor socket;
  message_check check;
  bool ended = false;
};

class soak_clients final {
public:
  soak_clients(const soak_settings& settings, line_pipe& server)
    : settings_(settings), server_(server), filling_(numbered_message(0, settings.size)) {}

  void connect(std::uint16_t port);
  std::string addresses() const;
  /// Reads until the server's process says how many messages it has sent, and those have come.
  void read_all();
  /// What the stalled ones have got.
  std::string read_stalled();

private:
  bool poll_once(int patience);
  void receive(client& peer);
  void watch(std::size_t index);
  bool is_stalled(const client& peer) const { return static_cast<std::size_t>(&peer - clients_.data()) < stalled(); }
  std::size_t stalled() const { return settings_.stalled; }
  std::size_t behind() const;

  const soak_settings& settings_;
  line_pipe& server_;
  const std::string filling_;
  std::vector<client> clients_;
  std::optional<std::uint64_t> total_; ///< messages sent
  descriptor epoll_{checked(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1")};
  std::vector<char> block_ = std::vector<char>(262144);
};

void soak_clients::connect(std::uint16_t port) {
  clients_.reserve(settings_.clients);
  for (std::size_t i = 0; i < settings_.clients; ++i) {
    const bool reads = i >= stalled();
    clients_.push_back({client_socket(i), {settings_.size, reads ? gaps::forbidden : gaps::allowed}});
    const int socket = clients_.back().socket.get();
    if (!reads) // before it connects: the window that it offers depends on it
      checked(::setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &few_bytes, sizeof few_bytes), "SO_RCVBUF");
    if (!connect_client(socket, port)) {
      await(socket, EPOLLOUT);
      throw_socket_error(socket);
    }
    if (reads)
      watch(i);
  }
  epoll_event interest{};
  interest.events = EPOLLIN;
  interest.data.ptr = nullptr;
  checked(::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, server_.number(), &interest), "epoll_ctl");
}

void soak_clients::watch(std::size_t index) {
  epoll_event interest{};
  interest.events = EPOLLIN;
  interest.data.ptr = &clients_[index];
  checked(::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, clients_[index].socket.get(), &interest), "epoll_ctl");
}

std::string soak_clients::addresses() const {
  std::string line;
  for (std::size_t i = 0; i < stalled(); ++i) {
    sockaddr_in local{};
    socklen_t size = sizeof local;
    checked(::getsockname(clients_[i].socket.get(), reinterpret_cast<sockaddr*>(&local), &size), "getsockname");
    std::array<char, INET_ADDRSTRLEN> text{};
    ::inet_ntop(AF_INET, &local.sin_addr, text.data(), text.size());
    line += std::string(text.data()) + ':' + std::to_string(ntohs(local.sin_port)) + ' ';
  }
  return line;
}

bool soak_clients::poll_once(int patience) {
  std::array<epoll_event, 256> ready;
  const int count = ::epoll_wait(epoll_.get(), ready.data(), static_cast<int>(ready.size()), patience);
  if (count < 0 && errno != EINTR)
    throw_errno("epoll_wait");
  for (int i = 0; i < count; ++i) {
    if (auto* const peer = static_cast<client*>(ready[static_cast<std::size_t>(i)].data.ptr); peer != nullptr)
      receive(*peer);
    else
      total_ = std::stoull(server_.hear(1));
  }
  return count > 0;
}

void soak_clients::receive(client& peer) {
  const auto size = ::recv(peer.socket.get(), block_.data(), block_.size(), 0);
  if (size > 0)
    return peer.check.feed({block_.data(), static_cast<std::size_t>(size)}, filling_);
  if (size < 0 && errno == EAGAIN)
    return;
  if (!is_stalled(peer))
    throw std::runtime_error("the server closed the connection of a client that reads");
  peer.ended = true;
  peer.socket.reset();
}

std::size_t soak_clients::behind() const {
  std::size_t count = 0;
  for (std::size_t i = stalled(); i < clients_.size(); ++i)
    count += clients_[i].check.next() < *total_ || clients_[i].check.begun() > 0 ? 1U : 0U;
  return count;
}

void soak_clients::read_all() {
  while (!total_ || behind() > 0)
    if (!poll_once(stall_ms) && total_)
      throw std::runtime_error(std::to_string(behind()) + " clients that read have not got all messages");
}

std::string soak_clients::read_stalled() {
  for (std::size_t i = 0; i < stalled(); ++i)
    watch(i);
  while (poll_once(quiet_ms)) {}
  std::string line;
  for (std::size_t i = 0; i < stalled(); ++i) {
    const auto& [socket, check, ended] = clients_[i];
    if (check.begun() > 0 && !ended)
      throw std::runtime_error("a stalled client has got half a message");
    line += (i == 0 ? "" : "; ") + std::to_string(check.count()) + " whole messages of " + std::to_string(*total_) +
            " read later, the last one number " + std::to_string(static_cast<long long>(check.next()) - 1) +
            (ended ? ", then the end" : "");
  }
  return line;
}

} // namespace

void run_soak_clients(const soak_settings& settings, line_pipe& server) {
  stay_on_core(settings.client_core);
  allow_all_descriptors();
  soak_clients clients{settings, server};
  try {
    clients.connect(static_cast<std::uint16_t>(std::stoul(server.hear(60))));
    server.say(clients.addresses());
    clients.read_all();
    server.say("ok " + clients.read_stalled());
  } catch (const std::exception& error) {
    if (!server.is_gone())
      server.say(std::string("failed ") + error.what());
  }
}

} // namespace troupe::bench
