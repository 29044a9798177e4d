#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <thread>

namespace troupe::test {

/// A server on a free port of the loopback interface that answers one request a connection, on a thread of its own.
class http_server final {
public:
  /// Gets the body of a request, and its first line; gives the body of the answer. "": no answer, the connection stays
  /// open until the server ends.
  using handler = std::function<std::string(const std::string& line, const std::string& body)>;

  explicit http_server(handler answer);
  http_server(const http_server&) = delete;
  http_server& operator=(const http_server&) = delete;
  ~http_server();

  /// "http://127.0.0.1:PORT/NAME"
  std::string address(const std::string& name = {}) const;
  int requests() const { return requests_; }

private:
  void run();
  void serve(int client);

  handler answer_;
  int listener_;
  int port_ = 0;
  int stop_[2];
  std::atomic<int> requests_{0};
  std::thread thread_;
};

} // namespace troupe::test
