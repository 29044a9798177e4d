#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/tls_server.hpp"

namespace troupe::test {

/// A server whose certificate is in a file, which may change. What it is shown to be goes by its name (CN).
struct renewing_server : tls_server {
  minted_certificate first{"first.example.com"};
  minted_certificate second{"second.example.com"};
  temporary_folder folder;
  std::string file = folder.file("server.pem", first.pem());

  renewing_server() {
    server.SSLCert({cstPEMKeyFile, file});
    events.then_data_in = [this](DataInEvent& e) { server.Send(e.ConnectionId, e.TextB); };
  }
  void watch() {
    server.Config("SSLCertAutoReload=True");
    start();
  }
  void check_echo(client& one) {
    one.send_all("hello");
    BOOST_TEST(pump_receive(server, one, 5) == "hello");
  }
  /// The certificate that a new client sees.
  std::string shown() { return join().socket.tls()->server_name(); }
  void replace(const std::string& content) const { std::filesystem::rename(folder.file("next", content), file); }
  /// What SSLStatus has told of the server itself, that begins like that.
  std::size_t told(const std::string& beginning) const {
    std::size_t count = 0;
    for (const auto& each : events.of("SSLStatus"))
      count += each.connection_id == 0 && each.text.rfind(beginning, 0) == 0 ? 1 : 0;
    return count;
  }
  void until_told(const std::string& beginning, std::size_t count = 1) {
    until([&] { return told(beginning) >= count; });
  }
};

// How SSLStatus begins to tell of it.
constexpr const char* renewed = "SSLCert renewed from ";
constexpr const char* not_renewed = "SSLCert not renewed, the one in force stays: ";

} // namespace troupe::test
