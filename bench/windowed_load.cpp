#include <array>
#include <cstdio>
#include <stdexcept>
#include <vector>

#include <sys/epoll.h>
#include <sys/socket.h>

#include "troupe/bench/measurement.hpp"
#include "troupe/bench/payload.hpp"
#include "troupe/bench/workload.hpp"

namespace troupe::bench {

namespace {

/// One connection. Positions count the bytes of its stream, from 0.
struct client {
  descriptor socket;
  std::uint64_t begin = 0;   ///< in the payload
  std::uint64_t allowed = 0; ///< may be sent up to here
  std::uint64_t sent = 0;
  std::uint64_t received = 0;
  bool waits_for_room = false;
  bool half_closed = false;
  std::vector<std::uint64_t> allowed_at; ///< time, of each message in flight; a ring
};

/// The loop over all clients.
class windowed_load final {
public:
  explicit windowed_load(const workload& work);
  void run();

private:
  void poll_once();
  void allow(client& peer, std::uint64_t messages, std::uint64_t now);
  void send(client& peer);
  void receive(client& peer);
  void count_replies(client& peer, std::uint64_t before);
  void half_close_if_answered(client& peer);
  void watch(int operation, client& peer, std::uint32_t events);

  const workload& work_;
  payload payload_;
  std::vector<client> clients_;
  std::size_t open_clients_ = 0;
  bool sending_ = true;
  descriptor epoll_{checked(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1")};
  std::vector<char> block_ = std::vector<char>(262144);
  measurement measurement_;
};

windowed_load::windowed_load(const workload& work)
  : work_(work), payload_(work.lines ? payload::kind::lines : payload::kind::bytes, work.message_size,
                          work.window * work.message_size),
    clients_(work.connections), measurement_(work.warm_up, work.measured, work.server) {}

void windowed_load::run() {
  for (std::size_t i = 0; i < clients_.size(); ++i) {
    clients_[i].socket = connected_client(i, work_.port);
    clients_[i].begin = payload_.begin_of(i);
    clients_[i].allowed_at.resize(work_.window);
    watch(EPOLL_CTL_ADD, clients_[i], EPOLLIN);
    ++open_clients_;
  }
  for (auto& peer : clients_) {
    allow(peer, work_.window, now_ns());
    send(peer);
  }
  while (measurement_.in_progress(now_ns()))
    poll_once();
  sending_ = false;
  for (auto& peer : clients_)
    half_close_if_answered(peer);
  while (open_clients_ > 0) {
    measurement_.check_progress(now_ns());
    poll_once();
  }
  std::printf("{\"workload\":\"%s\",\"connections\":%zu,\"window\":%zu,\"size\":%zu,%s}\n", work_.name.c_str(),
              work_.connections, work_.window, work_.message_size, measurement_.json().c_str());
}

void windowed_load::poll_once() {
  std::array<epoll_event, 256> ready;
  const int count = ::epoll_wait(epoll_.get(), ready.data(), static_cast<int>(ready.size()), 100);
  if (count < 0 && errno != EINTR)
    throw_errno("epoll_wait");
  for (int i = 0; i < count; ++i) {
    const auto& event = ready[static_cast<std::size_t>(i)];
    auto& peer = *static_cast<client*>(event.data.ptr);
    if ((event.events & EPOLLOUT) != 0)
      send(peer);
    if ((event.events & ~static_cast<std::uint32_t>(EPOLLOUT)) != 0)
      receive(peer);
  }
}

void windowed_load::allow(client& peer, std::uint64_t messages, std::uint64_t now) {
  // The clock of a message starts here and not when the kernel takes it: waiting for room is part of its latency.
  for (; messages > 0; --messages) {
    peer.allowed_at[peer.allowed / work_.message_size % work_.window] = now;
    peer.allowed += work_.message_size;
  }
}

void windowed_load::send(client& peer) {
  const auto size = static_cast<std::size_t>(peer.allowed - peer.sent);
  if (size > 0) {
    const auto taken = ::send(peer.socket.get(), payload_.at(peer.begin + peer.sent), size, MSG_NOSIGNAL);
    if (taken < 0 && errno != EAGAIN && errno != EINTR)
      throw_errno("send");
    peer.sent += taken < 0 ? 0 : static_cast<std::uint64_t>(taken);
  }
  const bool waits = peer.sent < peer.allowed;
  if (waits != peer.waits_for_room)
    watch(EPOLL_CTL_MOD, peer, waits ? EPOLLIN | EPOLLOUT : EPOLLIN);
  peer.waits_for_room = waits;
}

void windowed_load::receive(client& peer) {
  const auto size = ::recv(peer.socket.get(), block_.data(), block_.size(), 0);
  if (size < 0) {
    if (errno == EAGAIN || errno == EINTR)
      return;
    throw_errno("recv");
  }
  if (size == 0) {
    if (!peer.half_closed)
      throw std::runtime_error("the server closed a connection");
    peer.socket.reset();
    --open_clients_;
    return;
  }
  const auto before = peer.received;
  peer.received += static_cast<std::uint64_t>(size);
  if (peer.received > peer.sent)
    throw std::runtime_error("more bytes came back than were sent");
  payload_.verify(peer.begin + before, block_.data(), static_cast<std::size_t>(size));
  count_replies(peer, before);
}

void windowed_load::count_replies(client& peer, std::uint64_t before) {
  const auto first = before / work_.message_size;
  const auto end = peer.received / work_.message_size;
  const auto now = now_ns();
  for (auto message = first; message < end; ++message)
    measurement_.record(now, peer.allowed_at[message % work_.window]);
  if (!sending_)
    return half_close_if_answered(peer);
  if (end > first) {
    allow(peer, end - first, now);
    send(peer);
  }
}

void windowed_load::half_close_if_answered(client& peer) {
  if (peer.half_closed || peer.received != peer.allowed)
    return;
  checked(::shutdown(peer.socket.get(), SHUT_WR), "shutdown");
  peer.half_closed = true;
}

void windowed_load::watch(int operation, client& peer, std::uint32_t events) {
  epoll_event interest{};
  interest.events = events;
  interest.data.ptr = &peer;
  checked(::epoll_ctl(epoll_.get(), operation, peer.socket.get(), &interest), "epoll_ctl");
}

} // namespace

void run_windowed(const workload& work) {
  windowed_load(work).run();
}

} // namespace troupe::bench
