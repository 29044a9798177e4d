#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/plain_only.hpp"
#include "troupe/tests/support/fixture.hpp"

using troupe::test::idle_server;
using troupe::test::plain_only;
using troupe::test::started_server;

BOOST_AUTO_TEST_SUITE(reset)

BOOST_AUTO_TEST_CASE(brings_back_the_defaults_of_all_properties) {
  troupe::TCPServer server;
  server.ConnectionBacklog(5);
  server.DefaultEOL("\n");
  server.DefaultIdleTimeout(1);
  server.DefaultMaxLineLength(300);
  server.DefaultSingleLineMode(true);
  server.DefaultTimeout(1);
  server.KeepAlive(true);
  server.Linger(false);
  server.LocalHost("127.0.0.1");
  server.LocalPort(1);
  server.Reset();
  BOOST_TEST(server.ConnectionBacklog() == 0);
  BOOST_TEST(server.DefaultEOL() == "");
  BOOST_TEST(server.DefaultIdleTimeout() == 0);
  BOOST_TEST(server.DefaultMaxLineLength() == 2048);
  BOOST_TEST(!server.DefaultSingleLineMode());
  BOOST_TEST(server.DefaultTimeout() == 0);
  BOOST_TEST(!server.KeepAlive());
  BOOST_TEST(server.Linger());
  BOOST_TEST(server.LocalHost() == "");
  BOOST_TEST(server.LocalPort() == 0);
}

BOOST_AUTO_TEST_CASE(brings_back_the_defaults_of_the_settings) {
  troupe::TCPServer server;
  const auto fresh = [](const char* name) { return troupe::TCPServer{}.Config(name); };
  for (const std::string change : {"AllowedClients=10.0.0.1",
                                   "BindExclusively=False",
                                   "BlockedClients=10.0.0.2",
                                   "CodePage=1252",
                                   "CloseStreamAfterTransfer=False",
                                   "DefaultConnectionTimeout=1",
                                   "InBufferSize=5000",
                                   "KeepAliveInterval=5000",
                                   "KeepAliveTime=5000",
                                   "MaxConnections=5",
                                   "OutBufferSize=5000",
                                   "TcpNoDelay=True",
                                   "UseIPv6=2",
                                   "MaskSensitiveData=False",
                                   "UseInternalSecurityAPI=True",
                                   "WorkerThreads=1",
                                   "SendQueueLimit=5000",
                                   "DrainTimeout=5",
                                   "DoEventsWait=5",
                                   "MaxConnectionsPolicy=Wait",
                                   "MaxConnectionsMessage=Full",
                                   "RestartLimit=1"}) {
    const auto name = change.substr(0, change.find('='));
    server.Config(change);
    BOOST_TEST(server.Config(name) != fresh(name.c_str()), name);
    server.Reset();
    BOOST_TEST(server.Config(name) == fresh(name.c_str()), name);
  }
}

BOOST_FIXTURE_TEST_CASE(shuts_down_first, started_server) {
  auto one = join();
  server.Reset();
  BOOST_TEST(!server.Listening());
  until("Disconnected", one.id);
  BOOST_TEST(events.last("Disconnected", one.id).code == 0);
  pump_receive_until_closed(server, one.socket);
  BOOST_TEST(server.Connections().empty());
}

BOOST_FIXTURE_TEST_CASE(keeps_the_handlers, started_server, *plain_only()) {
  server.Reset();
  server.LocalHost("127.0.0.1");
  server.StartListening();
  auto one = join();
  one.socket.send_all("heard");
  until([&] { return events.data(one.id) == "heard"; });
}

BOOST_FIXTURE_TEST_CASE(may_be_called_within_a_handler, started_server) {
  events.then_data_in = [&](troupe::DataInEvent&) { server.Reset(); };
  auto one = join();
  one.socket.send_all("reset yourself");
  until("Disconnected", one.id);
  BOOST_TEST(!server.Listening());
  BOOST_TEST(!events.has("Error"));
}

BOOST_FIXTURE_TEST_CASE(applies_the_defaults_to_clients_of_the_next_start, idle_server, *plain_only()) {
  server.DefaultEOL("\n");
  server.Config("CodePage=1252");
  server.Reset();
  server.LocalHost("127.0.0.1");
  server.StartListening();
  auto one = join();
  BOOST_TEST(connection(one.id).EOL() == "");
  server.SendText(one.id, "\xC3\xA9");
  BOOST_TEST(pump_receive(server, one.socket, 2) == "\xC3\xA9");
}

BOOST_AUTO_TEST_SUITE_END()
