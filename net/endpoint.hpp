#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <netinet/in.h>
#include <sys/socket.h>

#include "troupe/net/result.hpp"

namespace troupe::net {

/// Which addresses a name may resolve to and a listener accepts: the documented UseIPv6 (0, 1, 2).
enum class ip_family { v4_only, v6_only, both };

/// An IP address and a port: one end of a TCP connection. A value.
class endpoint {
public:
  /// 0.0.0.0, port 0.
  endpoint() noexcept;
  /// Of a kernel address of family AF_INET or AF_INET6 (ip(7), ipv6(7)). An IPv4-mapped IPv6 address
  /// (::ffff:a.b.c.d, RFC 4291 2.5.5.2) is kept as it is.
  explicit endpoint(const sockaddr_storage& address) noexcept;

  /// Parses a numeric address, with or without brackets for IPv6 (which may have a zone: "fe80::1%eth0", RFC 4007 11);
  /// no name look-up, none of inet_aton(3)'s short forms. Error: `invalid_argument`.
  static result<endpoint> parse(std::string_view address, std::uint16_t port);
  /// The wildcard address of a family: 0.0.0.0 or ::.
  static endpoint any(ip_family family, std::uint16_t port) noexcept;

  /// True for an IPv4-mapped address, too.
  bool is_v6() const noexcept;
  /// An IPv4 client that reached a dual-stack listener.
  bool is_v4_mapped() const noexcept;
  std::uint16_t port() const noexcept;
  void port(std::uint16_t value) noexcept;

  /// The numeric address without the port, an IPv4-mapped one in its IPv4 form: "192.0.2.1", "2001:db8::1",
  /// and an IPv6 one with its zone, if it has one, as a number: "fe80::1%2".
  std::string address() const;
  /// "192.0.2.1:80" or "[2001:db8::1]:80".
  std::string to_string() const;

  /// For bind(2) and connect(2): a `sockaddr_in` or, if `is_v6()`, a `sockaddr_in6`.
  const sockaddr* data() const noexcept;
  socklen_t size() const noexcept;

private:
  union {
    sockaddr_in v4_;
    sockaddr_in6 v6_;
  };
};

/// The same family, address, zone and port; an IPv4-mapped address differs from its IPv4 form.
bool operator==(const endpoint& a, const endpoint& b) noexcept;
inline bool operator!=(const endpoint& a, const endpoint& b) noexcept {
  return !(a == b);
}

/// The numeric endpoints of `host` (a name or an address) by getaddrinfo(3), each once; empty host: the wildcard
/// address. Blocks while names are looked up, so it is never called on a loop's hot path. Any thread. Errors:
/// `resolve_category()`, and the system's for EAI_SYSTEM.
[[nodiscard]] result<std::vector<endpoint>> resolve(const std::string& host, std::uint16_t port, ip_family family);

/// Errors of getaddrinfo(3), EAI_*, with the texts of gai_strerror(3).
const std::error_category& resolve_category() noexcept;

} // namespace troupe::net
