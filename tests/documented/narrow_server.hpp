#pragma once

#include <cstddef>
#include <exception>
#include <string>
#include <thread>

#include "troupe/tests/support/fixture.hpp"

namespace troupe::test {

constexpr std::size_t more_than_fits = 4'000'000;

/// Takes little at a time: most of what is sent has to wait.
struct narrow_server : idle_server {
  narrow_server() {
    server.Config("OutBufferSize=8192");
    server.Config("SendQueueLimit=16384");
    start();
  }
  joined_client join_narrow(int timeout) {
    client::options how;
    how.receive_buffer = 8192;
    auto peer = join(how);
    connection(peer.id).Timeout(timeout);
    return peer;
  }
};

// Reads everything, on a thread of its own, as a slow or fast client on another machine would.
class reader {
public:
  explicit reader(client& from, std::size_t count) : thread_([this, &from, count] { run(from, count); }) {}
  reader(const reader&) = delete;
  reader& operator=(const reader&) = delete;
  ~reader() { join(); }
  const std::string& received() {
    join();
    return received_;
  }

private:
  void run(client& from, std::size_t count) {
    try {
      received_ = from.receive(count);
    } catch (const std::exception& failure) {
      received_ = failure.what();
    }
  }
  void join() {
    if (thread_.joinable())
      thread_.join();
  }
  std::string received_;
  std::thread thread_;
};

inline bool timed_out(const Error& error) {
  return error.Code() == 10060;
}

} // namespace troupe::test
