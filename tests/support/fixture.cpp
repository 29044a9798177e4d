#include "troupe/tests/support/fixture.hpp"

#include <utility>

#include "troupe/api/certificate.hpp"
#include "troupe/tests/support/minted.hpp"
#include "troupe/tests/support/tls_session.hpp"

namespace troupe::test {

void secure_if_wanted(TCPServer& server) {
  if (!tls_session::wanted())
    return;
  static const minted_certificate localhost{"localhost"};
  server.SSLCert(Certificate{cstPEMKeyFile, localhost.pem_file(), "", "*"});
  server.SSLEnabled(true);
}

idle_server::idle_server() {
  events.attach(server);
  secure_if_wanted(server);
  server.Config("DoEventsWait=5");
  server.LocalHost("127.0.0.1");
}

joined_client idle_server::join(client::options how) {
  const auto before = events.count("ReadyToSend");
  auto socket = connect(how);
  const auto port = socket.local_port();
  std::int64_t id = 0;
  until([&] {
    for (const auto& candidate : server.Connections()) {
      if (candidate.RemotePort() == port)
        id = candidate.ConnectionId();
    }
    return id != 0 && events.count("ReadyToSend") > before && events.has("ReadyToSend", id);
  });
  return {std::move(socket), id};
}

} // namespace troupe::test
