#pragma once

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/test/tree/decorator.hpp>
#include <boost/test/unit_test.hpp>

namespace troupe::test {

/// Whether a socket can be bound to ::1, which some containers lack.
inline bool has_ipv6() {
  const int descriptor = ::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0)
    return false;
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  address.sin6_addr = in6addr_loopback;
  const bool bound = ::bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  ::close(descriptor);
  return bound;
}

/// Decorates a case that needs it: elsewhere it is reported as skipped.
inline boost::unit_test::precondition needs_ipv6() {
  return boost::unit_test::precondition{[](boost::unit_test::test_unit_id) {
    boost::test_tools::assertion_result result{has_ipv6()};
    result.message() << "this machine has no IPv6";
    return result;
  }};
}

} // namespace troupe::test
