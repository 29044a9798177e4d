#include <algorithm>
#include <array>
#include <cstdio>
#include <functional>
#include <stdexcept>
#include <vector>

#include <sys/epoll.h>

#include "troupe/bench/client_link.hpp"
#include "troupe/bench/handshake_storm.hpp"
#include "troupe/bench/measurement.hpp"
#include "troupe/bench/payload.hpp"
#include "troupe/bench/workload.hpp"

namespace troupe::bench {

namespace {

/// One connection. Positions count the bytes of its stream, from 0.
struct client {
  client_link link;
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
  /// `beside`, if there is one, is called between rounds: something else that the generator does.
  explicit windowed_load(const workload& work, std::function<void()> beside = nullptr);

  /// What was measured.
  measurement run();

private:
  void connect();
  void start_round();
  void poll_once();
  void allow(client& peer, std::uint64_t messages, std::uint64_t now);
  void send(client& peer);
  void receive(client& peer);
  bool receive_block(client& peer);
  void count_replies(client& peer, std::uint64_t before, std::uint64_t arrived);
  void half_close_if_answered(client& peer);
  void watch(int operation, client& peer, std::uint32_t events);

  const workload& work_;
  const std::function<void()> beside_;
  payload payload_;
  std::vector<client> clients_;
  std::size_t open_clients_ = 0;
  std::size_t answered_ = 0; // of a round
  bool sending_ = true;
  descriptor epoll_{checked(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1")};
  std::vector<char> block_ = std::vector<char>(262144);
  measurement measurement_;
};

windowed_load::windowed_load(const workload& work, std::function<void()> beside)
  : work_(work), beside_(std::move(beside)), payload_(work.lines ? payload::kind::lines : payload::kind::bytes,
                                                      work.message_size, work.window * work.message_size),
    clients_(work.connections), measurement_(work.warm_up, work.measured, {work.server}) {}

void windowed_load::connect() {
  for (std::size_t i = 0; i < clients_.size(); ++i) {
    clients_[i].link = connected_link(i, work_);
    clients_[i].begin = payload_.begin_of(i);
    clients_[i].allowed_at.resize(work_.window);
    watch(EPOLL_CTL_ADD, clients_[i], EPOLLIN);
    ++open_clients_;
  }
}

measurement windowed_load::run() {
  connect();
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
  return measurement_;
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
  if (sending_ && answered_ == clients_.size())
    start_round();
}

void windowed_load::start_round() {
  answered_ = 0;
  if (beside_)
    beside_();
  // All of them speak now, though one thread cannot send it all at once: the first waits no less than the last.
  const auto now = now_ns();
  for (auto& peer : clients_)
    allow(peer, 1, now);
  for (auto& peer : clients_)
    send(peer);
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
  if (size > 0)
    peer.sent += peer.link.send(payload_.at(peer.begin + peer.sent), size);
  const bool waits = peer.sent < peer.allowed;
  if (waits != peer.waits_for_room)
    watch(EPOLL_CTL_MOD, peer, waits ? EPOLLIN | EPOLLOUT : EPOLLIN);
  peer.waits_for_room = waits;
}

void windowed_load::receive(client& peer) {
  while (receive_block(peer) && peer.link.has_more()) {}
}

bool windowed_load::receive_block(client& peer) {
  const auto arrived = work_.in_rounds ? peer.link.arrival() : 0;
  const auto size = peer.link.receive(block_.data(), block_.size());
  if (!size)
    return false;
  if (*size == 0) {
    if (!peer.half_closed)
      throw std::runtime_error("the server closed a connection");
    peer.link.reset();
    --open_clients_;
    return false;
  }
  const auto before = peer.received;
  peer.received += *size;
  if (peer.received > peer.sent)
    throw std::runtime_error("more bytes came back than were sent");
  payload_.verify(peer.begin + before, block_.data(), *size);
  count_replies(peer, before, arrived);
  return true;
}

void windowed_load::count_replies(client& peer, std::uint64_t before, std::uint64_t arrived) {
  const auto first = before / work_.message_size;
  const auto end = peer.received / work_.message_size;
  const auto now = now_ns();
  for (auto message = first; message < end; ++message) {
    const auto sent_at = peer.allowed_at[message % work_.window];
    // The kernel's clock is another one: it may be some nanoseconds behind.
    measurement_.record(arrived != 0 ? std::max(arrived, sent_at) : now, sent_at);
  }
  if (!sending_)
    return half_close_if_answered(peer);
  if (work_.in_rounds) {
    answered_ += end - first;
  } else if (end > first) {
    allow(peer, end - first, now);
    send(peer);
  }
}

void windowed_load::half_close_if_answered(client& peer) {
  if (peer.half_closed || peer.received != peer.allowed)
    return;
  peer.link.half_close();
  peer.half_closed = true;
}

void windowed_load::watch(int operation, client& peer, std::uint32_t events) {
  epoll_event interest{};
  interest.events = events;
  interest.data.ptr = &peer;
  checked(::epoll_ctl(epoll_.get(), operation, peer.link.socket(), &interest), "epoll_ctl");
}

} // namespace

void run_windowed(const workload& work) {
  std::printf("{\"workload\":\"%s\",\"connections\":%zu,\"window\":%zu,\"size\":%zu,%s}\n", work.name.c_str(),
              work.connections, work.window, work.message_size, windowed_load(work).run().json().c_str());
}

void run_storm(const workload& work) {
  auto rounds = work;
  rounds.in_rounds = true;
  rounds.window = 1;
  const auto quiet = windowed_load(rounds).run();
  handshake_storm storm(work);
  const auto stormy = windowed_load(rounds, [&] { storm.turn(); }).run();
  const auto before = static_cast<double>(quiet.latency(0.99));
  const auto during = static_cast<double>(stormy.latency(0.99));
  std::printf("{\"workload\":\"%s\",\"connections\":%zu,\"size\":%zu,\"quiet_p99_us\":%.3f,\"p99_ratio\":%.3f,"
              "\"quiet_messages_per_second\":%.1f,%s,%s}\n",
              work.name.c_str(), work.connections, work.message_size, before / 1e3, during / before,
              quiet.messages_per_second(), storm.json().c_str(), stormy.json().c_str());
}

} // namespace troupe::bench
