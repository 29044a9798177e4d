#include "troupe/examples/chat/node/client_text.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <iterator>
#include <string_view>

#include <arpa/inet.h>
#include <netinet/in.h>

namespace chat::node {

namespace {

/// "192.0.2.1:50000" or "[2001:db8::1]:50000", in two.
struct address_and_port {
  std::string address;
  unsigned port = 0;
};

address_and_port split(std::string_view endpoint) {
  address_and_port result;
  const auto colon = endpoint.rfind(':');
  if (colon == std::string_view::npos)
    return {std::string{endpoint}, 0};
  std::from_chars(endpoint.data() + colon + 1, endpoint.data() + endpoint.size(), result.port);
  auto address = endpoint.substr(0, colon);
  if (!address.empty() && address.front() == '[')
    address = address.substr(1, address.size() - 2);
  result.address = address;
  return result;
}

} // namespace

std::string network_of(const std::string& address) {
  in6_addr bytes{};
  if (::inet_pton(AF_INET6, address.c_str(), &bytes) != 1 || IN6_IS_ADDR_V4MAPPED(&bytes))
    return address;
  // One subscriber has all of them (RFC 6177).
  std::fill(std::begin(bytes.s6_addr) + 8, std::end(bytes.s6_addr), std::uint8_t{0});
  char text[INET6_ADDRSTRLEN];
  return ::inet_ntop(AF_INET6, &bytes, text, sizeof text) + std::string{"/64"};
}

state::client_address address_of(const troupe::actors::connection_info& told) {
  auto remote = split(told.remote);
  return {remote.address, remote.address, network_of(remote.address), !told.tls_version.empty(),
          split(told.local).port};
}

std::string quit_text(const troupe::actors::problem& reason) {
  if (!reason)
    return "Remote host closed the connection";
  const bool is_errno = reason.category == "generic" || reason.category == "system";
  if (!is_errno)
    return "TLS error";
  switch (reason.code) {
  case ENOBUFS: // overflow_policy::disconnect
    return "SendQ exceeded";
  case ECONNRESET:
  case EPIPE:
    return "Connection reset by peer";
  case ETIMEDOUT:
    return "Connection timed out";
  default:
    return "Connection lost: " + reason.text;
  }
}

} // namespace chat::node
