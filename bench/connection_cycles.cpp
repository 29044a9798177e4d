#include "troupe/bench/connection_cycles.hpp"

#include <array>
#include <stdexcept>

#include "troupe/bench/process_meter.hpp"

namespace troupe::bench {

connection_cycles::connection_cycles(const workload& work, std::function<void(std::uint64_t)> on_done)
  : work_(work), on_done_(std::move(on_done)), payload_(payload::kind::bytes, work.message_size, work.message_size),
    block_(work.message_size + 1) {}

void connection_cycles::start() {
  auto& one = free_slot();
  one.begin = payload_.begin_of(started_);
  one.started = now_ns();
  one.received = 0;
  one.now = step::connecting;
  auto socket = client_socket(started_++);
  const bool connected = connect_client(socket.get(), work_.port);
  one.link = client_link(std::move(socket), work_.tls);
  watch(EPOLL_CTL_ADD, one, connected ? EPOLLIN : EPOLLOUT);
  if (connected)
    begin_handshake(one);
}

void connection_cycles::poll(int milliseconds) {
  std::array<epoll_event, 256> ready;
  const int count = ::epoll_wait(epoll_.get(), ready.data(), static_cast<int>(ready.size()), milliseconds);
  if (count < 0 && errno != EINTR)
    throw_errno("epoll_wait");
  for (int i = 0; i < count; ++i)
    advance(*static_cast<cycle*>(ready[static_cast<std::size_t>(i)].data.ptr));
}

connection_cycles::cycle& connection_cycles::free_slot() {
  if (unused_.empty())
    return *cycles_.emplace_back(std::make_unique<cycle>());
  auto* const result = unused_.back();
  unused_.pop_back();
  return *result;
}

void connection_cycles::advance(cycle& one) {
  switch (one.now) {
  case step::connecting:
    throw_socket_error(one.link.socket());
    watch(EPOLL_CTL_MOD, one, EPOLLIN);
    return begin_handshake(one);
  case step::handshake:
    return shake_hands(one);
  case step::echo:
  case step::closing:
    while (receive(one) && one.link.has_more()) {}
  }
}

void connection_cycles::begin_handshake(cycle& one) {
  one.now = step::handshake;
  shake_hands(one);
}

void connection_cycles::shake_hands(cycle& one) {
  if (!one.link.handshake())
    return;
  one.now = step::echo;
  if (one.link.send(payload_.at(one.begin), work_.message_size) != work_.message_size)
    throw std::runtime_error("a new connection did not take one message at once");
}

/// False when there is nothing more to receive, now or ever.
bool connection_cycles::receive(cycle& one) {
  const auto size = one.link.receive(block_.data(), block_.size());
  if (!size)
    return false;
  if (*size > 0) {
    take_answer(one, *size);
    return one.link.socket() >= 0;
  }
  if (one.now != step::closing)
    throw std::runtime_error("the server closed a connection before its whole echo");
  finish(one);
  return false;
}

void connection_cycles::take_answer(cycle& one, std::size_t size) {
  if (one.received + size > work_.message_size)
    throw std::runtime_error("more bytes came back than were sent");
  payload_.verify(one.begin + one.received, block_.data(), size);
  one.received += size;
  if (one.received < work_.message_size)
    return;
  // The client closes first: its side keeps the port for a minute, not the server's.
  if (work_.tls == nullptr)
    return finish(one);
  one.link.half_close();
  one.now = step::closing; // TLS ends on both sides: the server's close_notify belongs to the cycle
}

void connection_cycles::finish(cycle& one) {
  one.link.reset();
  unused_.push_back(&one);
  on_done_(one.started);
}

void connection_cycles::watch(int operation, cycle& one, std::uint32_t events) {
  epoll_event interest{};
  interest.events = events;
  interest.data.ptr = &one;
  checked(::epoll_ctl(epoll_.get(), operation, one.link.socket(), &interest), "epoll_ctl");
}

} // namespace troupe::bench
