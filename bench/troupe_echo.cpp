// Troupe through its documented API, with nothing a user would not write.

#include <csignal>
#include <cstdio>
#include <exception>
#include <stdexcept>

#include "troupe/bench/options.hpp"
#include <troupe/api/certificate.hpp>
#include <troupe/api/tcp_server.hpp>

namespace {

troupe::TCPServer* running_server = nullptr; // a signal handler can be given nothing else

void stop_server(int) {
  running_server->Stop();
}

void speak_tls(troupe::TCPServer& server, const troupe::bench::echo_options& options) {
  if (options.key != options.certificate)
    throw std::invalid_argument("--cert and --key: the same file, with the key and its certificate");
  server.SSLCert(troupe::Certificate{troupe::cstPEMKeyFile, options.certificate, "", "*"});
  server.SSLEnabled(true);
}

void serve(const troupe::bench::echo_options& options) {
  troupe::TCPServer server;
  server.LocalHost("127.0.0.1");
  server.LocalPort(static_cast<int>(options.port));
  server.Config("MaxConnections=20000");
  server.Config("TcpNoDelay=True");
  if (!options.certificate.empty())
    speak_tls(server, options);
  if (options.lines) {
    server.DefaultEOL("\r\n");
    server.OnDataIn([&](troupe::DataInEvent& e) { server.SendLine(e.ConnectionId, e.Text); });
  } else {
    server.OnDataIn([&](troupe::DataInEvent& e) { server.Send(e.ConnectionId, e.TextB); });
  }
  server.StartListening();
  running_server = &server;
  std::signal(SIGTERM, stop_server);
  std::signal(SIGINT, stop_server);
  troupe::bench::announce_port(server.LocalPort());
  server.Run();
  std::signal(SIGTERM, SIG_IGN); // the server ends before the process does
  std::signal(SIGINT, SIG_IGN);
}

} // namespace

int main(int argc, char** argv) {
  try {
    serve(troupe::bench::read_echo_options(argc, argv, troupe::bench::tls_use::if_certificate_given));
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "troupe_echo: %s\n", error.what());
    return 1;
  }
}
