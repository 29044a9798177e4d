#include "troupe/tests/chat/node/cabled_hosts.hpp"

#include <exception>
#include <stdexcept>

#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include "troupe/tests/support/child_process.hpp"

namespace chat::test {

namespace {

using words = std::vector<std::string>;

/// Runs ip(8) in a namespace.
void ip(const std::string& where, words arguments) {
  arguments.insert(arguments.begin(), {"ip", "-n", where});
  static_cast<void>(troupe::test::output_of(arguments));
}

void enter(int network) {
  if (::setns(network, CLONE_NEWNET) != 0)
    throw std::runtime_error{"cabled_hosts: setns"};
}

int open_network(const std::string& file) {
  const int result = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (result < 0)
    throw std::runtime_error{"cabled_hosts: open " + file};
  return result;
}

} // namespace

std::string cabled_hosts::missing() {
  if (::geteuid() != 0)
    return "network namespaces need root";
  if (!troupe::test::is_installed("ip"))
    return "ip(8) is not installed";
  try {
    const cabled_hosts any;
    return {};
  } catch (const std::exception&) {
    return "this machine lets nobody make network namespaces with bridges";
  }
}

cabled_hosts::cabled_hosts() {
  const auto own = "troupe-" + std::to_string(::getpid()) + "-";
  names_ = {own + "0", own + "1", own + "cable"};
  try {
    for (const auto& each : names_)
      static_cast<void>(troupe::test::output_of({"ip", "netns", "add", each}));
    const auto& cable = names_[2];
    ip(cable, {"link", "add", "bridge0", "type", "bridge"});
    for (std::size_t host = 0; host < 2; ++host) {
      const auto port = "port" + std::to_string(host);
      ip(cable, {"link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", names_[host]});
      ip(cable, {"link", "set", port, "master", "bridge0", "up"});
      ip(names_[host], {"address", "add", address(host) + "/24", "dev", "eth0"});
      ip(names_[host], {"link", "set", "lo", "up"});
      ip(names_[host], {"link", "set", "eth0", "up"});
    }
    plug_in_cable();
  } catch (...) {
    remove();
    throw;
  }
}

cabled_hosts::~cabled_hosts() {
  remove();
}

void cabled_hosts::remove() const noexcept {
  for (const auto& each : names_)
    try {
      static_cast<void>(troupe::test::output_of({"ip", "netns", "delete", each}));
    } catch (const std::exception&) { // it was not made
    }
}

void cabled_hosts::pull_cable() const {
  ip(names_[2], {"link", "set", "bridge0", "down"});
}

void cabled_hosts::plug_in_cable() const {
  ip(names_[2], {"link", "set", "bridge0", "up"});
}

cabled_hosts::visit::visit(const cabled_hosts& hosts, std::size_t host)
  : home_(open_network("/proc/thread-self/ns/net")) {
  const int there = open_network("/run/netns/" + hosts.names_.at(host));
  enter(there);
  ::close(there);
}

cabled_hosts::visit::~visit() {
  ::setns(home_, CLONE_NEWNET);
  ::close(home_);
}

} // namespace chat::test
