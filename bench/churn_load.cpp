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

/// One cycle of connect, echo, close; the slot is used again for the next.
struct attempt {
  descriptor socket;
  std::uint64_t begin = 0; ///< in the payload
  std::uint64_t started = 0;
  std::size_t received = 0;
  bool connecting = false;
};

/// The loop over all attempts.
class churn_load final {
public:
  explicit churn_load(const workload& work);
  void run();

private:
  void poll_once();
  void start(attempt& cycle);
  void finish_connect(attempt& cycle);
  void send_message(attempt& cycle);
  void receive(attempt& cycle);
  void watch(int operation, attempt& cycle, std::uint32_t events);

  const workload& work_;
  payload payload_;
  std::vector<attempt> attempts_;
  std::size_t started_ = 0;
  std::size_t open_ = 0;
  bool sending_ = true;
  descriptor epoll_{checked(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1")};
  std::vector<char> block_;
  measurement measurement_;
};

churn_load::churn_load(const workload& work)
  : work_(work), payload_(payload::kind::bytes, work.message_size, work.message_size), attempts_(work.connections),
    block_(work.message_size + 1), measurement_(work.warm_up, work.measured, work.server) {}

void churn_load::run() {
  for (auto& cycle : attempts_)
    start(cycle);
  while (measurement_.in_progress(now_ns()))
    poll_once();
  sending_ = false;
  while (open_ > 0) {
    measurement_.check_progress(now_ns());
    poll_once();
  }
  std::printf("{\"workload\":\"%s\",\"connections\":%zu,\"size\":%zu,%s}\n", work_.name.c_str(), work_.connections,
              work_.message_size, measurement_.json().c_str());
}

void churn_load::poll_once() {
  std::array<epoll_event, 256> ready;
  const int count = ::epoll_wait(epoll_.get(), ready.data(), static_cast<int>(ready.size()), 100);
  if (count < 0 && errno != EINTR)
    throw_errno("epoll_wait");
  for (int i = 0; i < count; ++i) {
    auto& cycle = *static_cast<attempt*>(ready[static_cast<std::size_t>(i)].data.ptr);
    if (cycle.connecting)
      finish_connect(cycle);
    else
      receive(cycle);
  }
}

void churn_load::start(attempt& cycle) {
  ++open_;
  cycle.begin = payload_.begin_of(started_);
  cycle.started = now_ns();
  cycle.received = 0;
  cycle.socket = client_socket(started_++);
  cycle.connecting = !connect_client(cycle.socket.get(), work_.port);
  watch(EPOLL_CTL_ADD, cycle, cycle.connecting ? EPOLLOUT : EPOLLIN);
  if (!cycle.connecting)
    send_message(cycle);
}

void churn_load::finish_connect(attempt& cycle) {
  throw_socket_error(cycle.socket.get());
  cycle.connecting = false;
  watch(EPOLL_CTL_MOD, cycle, EPOLLIN);
  send_message(cycle);
}

void churn_load::send_message(attempt& cycle) {
  const auto taken = ::send(cycle.socket.get(), payload_.at(cycle.begin), work_.message_size, MSG_NOSIGNAL);
  if (checked(taken, "send") != static_cast<ssize_t>(work_.message_size))
    throw std::runtime_error("a new connection did not take one message at once");
}

void churn_load::receive(attempt& cycle) {
  const auto size = ::recv(cycle.socket.get(), block_.data(), block_.size(), 0);
  if (size < 0 && (errno == EAGAIN || errno == EINTR))
    return;
  if (checked(size, "recv") == 0)
    throw std::runtime_error("the server closed a connection before its whole echo");
  const auto count = static_cast<std::size_t>(size);
  if (cycle.received + count > work_.message_size)
    throw std::runtime_error("more bytes came back than were sent");
  payload_.verify(cycle.begin + cycle.received, block_.data(), count);
  cycle.received += count;
  if (cycle.received < work_.message_size)
    return;
  cycle.socket.reset(); // the client closes first: its side keeps the port for a minute, not the server's
  --open_;
  measurement_.record(now_ns(), cycle.started);
  if (sending_)
    start(cycle);
}

void churn_load::watch(int operation, attempt& cycle, std::uint32_t events) {
  epoll_event interest{};
  interest.events = events;
  interest.data.ptr = &cycle;
  checked(::epoll_ctl(epoll_.get(), operation, cycle.socket.get(), &interest), "epoll_ctl");
}

} // namespace

void run_churn(const workload& work) {
  churn_load(work).run();
}

} // namespace troupe::bench
