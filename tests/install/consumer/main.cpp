#include <troupe/api/tcp_server.hpp>

int main() {
  troupe::TCPServer server;
  server.LocalHost("127.0.0.1");
  server.DefaultTimeout(30);
  server.OnDataIn([&](troupe::DataInEvent& e) { server.Send(e.ConnectionId, e.TextB); });
  server.StartListening();
  return server.LocalPort() > 0 ? 0 : 1;
}
