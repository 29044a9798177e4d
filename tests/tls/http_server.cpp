#include "troupe/tests/tls/http_server.hpp"

#include <stdexcept>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace troupe::test {

namespace {

/// The value of a header, or the end of a text: where the body begins and how long it is.
std::size_t missing_bytes(const std::string& request) {
  const auto end = request.find("\r\n\r\n");
  if (end == std::string::npos)
    return 1;
  const auto header = request.find("Content-Length: ");
  const auto size = header < end ? std::stoul(request.substr(header + 16)) : 0;
  const auto whole = end + 4 + size;
  return whole > request.size() ? whole - request.size() : 0;
}

} // namespace

http_server::http_server(handler answer) : answer_(std::move(answer)), listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in place{};
  place.sin_family = AF_INET;
  place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof place;
  auto* const address = reinterpret_cast<sockaddr*>(&place);
  if (::bind(listener_, address, size) != 0 || ::listen(listener_, 16) != 0 ||
      ::getsockname(listener_, address, &size) != 0 || ::pipe(stop_) != 0)
    throw std::runtime_error{"http_server"};
  port_ = ntohs(place.sin_port);
  thread_ = std::thread{[this] { run(); }};
}

http_server::~http_server() {
  ::close(stop_[1]);
  thread_.join();
  ::close(stop_[0]);
  ::close(listener_);
}

std::string http_server::address(const std::string& name) const {
  return "http://127.0.0.1:" + std::to_string(port_) + '/' + name;
}

void http_server::run() {
  for (;;) {
    pollfd ready[] = {{listener_, POLLIN, 0}, {stop_[0], POLLIN, 0}};
    ::poll(ready, 2, -1);
    if (ready[1].revents != 0)
      return;
    const int client = ::accept(listener_, nullptr, nullptr);
    serve(client);
    ::close(client);
  }
}

void http_server::serve(int client) {
  std::string request;
  while (missing_bytes(request) > 0) {
    char piece[4096];
    const auto count = ::recv(client, piece, sizeof piece, 0);
    if (count <= 0)
      return;
    request.append(piece, static_cast<std::size_t>(count));
  }
  ++requests_;
  const auto body = answer_(request.substr(0, request.find("\r\n")), request.substr(request.find("\r\n\r\n") + 4));
  if (body.empty()) {
    pollfd stopped{stop_[0], POLLIN, 0};
    ::poll(&stopped, 1, -1);
    return;
  }
  const auto kind = request[0] == 'P' ? "application/ocsp-response" : "application/pkix-crl";
  const auto answer = std::string{"HTTP/1.0 200 OK\r\nContent-Type: "} + kind +
                      "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  [[maybe_unused]] const auto sent = ::send(client, answer.data(), answer.size(), MSG_NOSIGNAL);
}

} // namespace troupe::test
