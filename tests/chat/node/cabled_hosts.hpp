#pragma once

#include <array>
#include <string>
#include <vector>

namespace chat::test {

/// Two hosts, network namespaces of this machine, with a cable between them that can be pulled: nobody is told then,
/// what is sent is just lost. Needs root and ip(8).
class cabled_hosts final {
public:
  /// Throws std::runtime_error.
  cabled_hosts();
  cabled_hosts(const cabled_hosts&) = delete;
  cabled_hosts& operator=(const cabled_hosts&) = delete;
  ~cabled_hosts();

  /// Why there can be none here; empty: there can.
  static std::string missing();

  /// The address of host 0 or 1.
  static std::string address(std::size_t host) { return "10.77.31." + std::to_string(host + 1); }
  /// The words in front of a command that is to run on a host.
  std::vector<std::string> on(std::size_t host) const { return {"ip", "netns", "exec", names_.at(host)}; }
  void pull_cable() const;
  void plug_in_cable() const;

  /// As long as it lives, sockets that this thread makes are of that host.
  class visit final {
  public:
    visit(const cabled_hosts& hosts, std::size_t host);
    visit(const visit&) = delete;
    visit& operator=(const visit&) = delete;
    ~visit();

  private:
    int home_;
  };

private:
  void remove() const noexcept;

  std::array<std::string, 3> names_; ///< of the namespaces; the last one is what the cable goes through
};

} // namespace chat::test
