#include <chrono>
#include <cstdio>
#include <stdexcept>
#include <thread>
#include <vector>

#include <poll.h>
#include <sys/socket.h>

#include "troupe/bench/client_link.hpp"
#include "troupe/bench/payload.hpp"
#include "troupe/bench/process_meter.hpp"
#include "troupe/bench/workload.hpp"

namespace troupe::bench {

namespace {

/// One message there and back.
void echo_once(client_link& link, const payload& stream, std::uint64_t position, std::size_t size) {
  if (link.send(stream.at(position), size) != size)
    throw std::runtime_error("a new connection did not take one message at once");
  std::vector<char> block(size + 1);
  for (std::size_t received = 0; received < size;) {
    await(link.socket(), POLLIN);
    const auto count = link.receive(block.data(), block.size());
    if (!count)
      continue;
    if (*count == 0)
      throw std::runtime_error("the server closed a connection");
    if (received + *count > size)
      throw std::runtime_error("more bytes came back than were sent");
    stream.verify(position + received, block.data(), *count);
    received += *count;
  }
}

/// Lets the server finish what it does behind an answer: time stamps, closing, its own accounting.
void let_settle() {
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
}

void check_still_open(const std::vector<client_link>& clients) {
  char byte = 0;
  for (const auto& link : clients)
    if (link.has_more() || ::recv(link.socket(), &byte, 1, MSG_PEEK) >= 0 || errno != EAGAIN)
      throw std::runtime_error("an idle connection was closed, or got bytes nobody asked for");
}

} // namespace

void run_idle(const workload& work) {
  const payload stream(payload::kind::bytes, work.message_size, work.message_size);
  const process_meter server(work.server);
  // A first client brings in what the server needs once and not for each connection.
  auto first = connected_link(0, work);
  echo_once(first, stream, 0, work.message_size);
  first.half_close();
  first.reset();
  let_settle();
  const auto before = server.anonymous_bytes();
  const auto cpu_before = server.cpu_ns();

  std::vector<client_link> clients;
  for (std::size_t i = 0; i < work.connections; ++i) {
    clients.push_back(connected_link(i, work));
    echo_once(clients.back(), stream, stream.begin_of(i), work.message_size);
  }
  const auto cpu_after = server.cpu_ns();
  let_settle();
  const auto after = server.anonymous_bytes();
  check_still_open(clients);

  const auto count = static_cast<double>(work.connections);
  std::printf("{\"workload\":\"%s\",\"connections\":%zu,\"bytes_per_connection\":%.1f,\"total_bytes\":%llu,"
              "\"cpu_ns_per_connection\":%.1f}\n",
              work.name.c_str(), work.connections, (static_cast<double>(after) - static_cast<double>(before)) / count,
              static_cast<unsigned long long>(after), static_cast<double>(cpu_after - cpu_before) / count);
  std::fflush(stdout);
  while (std::getchar() != EOF) {}
  check_still_open(clients);
}

} // namespace troupe::bench
