#pragma once

#include <string>
#include <vector>

#include "troupe/tests/chat/node/child_process.hpp"

namespace chat::test {

/// The chat server as it is started by people, on ports of the system's choice. Its ports come out of its log.
class server_program final {
public:
  /// `more`: arguments besides those for the ports.
  server_program(const std::string& file, const std::string& name, const std::vector<std::string>& more = {})
    : process_(command(file, name, more), child_process::listen::output_and_errors) {}

  /// What the server says when it listens, up to the port. Each is to be asked once.
  int port() { return port_after("clients on 127.0.0.1:"); }
  int tls_port() { return port_after("clients with TLS on 127.0.0.1:"); }
  int link_port() { return port_after("links on 127.0.0.1:"); }

  child_process& process() { return process_; }

private:
  static std::vector<std::string> command(const std::string& file, const std::string& name,
                                          const std::vector<std::string>& more) {
    std::vector<std::string> result{file, "--port=any", "--tls-port=any", "--link-port=any", "--server-name=" + name};
    result.insert(result.end(), more.begin(), more.end());
    return result;
  }

  int port_after(const std::string& words) {
    const auto line = process_.lines().take_with(words);
    return std::stoi(line.substr(line.find(words) + words.size()));
  }

  child_process process_;
};

} // namespace chat::test
