#include <stdexcept>
#include <string>

#include <fcntl.h>
#include <sys/stat.h>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/tls_server.hpp"

using namespace troupe::test;

// What else goes on while SSLConnectionRequest is fired and answered.
BOOST_AUTO_TEST_SUITE(ssl_connection_request_life)

BOOST_FIXTURE_TEST_CASE(others_are_served_while_a_store_is_opened, tls_server) {
  // A pipe: reading it waits until somebody writes.
  const temporary_folder folder;
  const auto slow = folder.path_of("slow.pem");
  BOOST_REQUIRE(::mkfifo(slow.c_str(), 0600) == 0);
  events.then_ssl_connection_request = [&](troupe::SSLConnectionRequestEvent& e) {
    if (e.ServerName != "slow")
      return;
    e.CertStoreType = troupe::cstPEMKeyFile;
    e.CertStore = slow;
  };
  events.then_data_in = [this](troupe::DataInEvent& e) { server.Send(e.ConnectionId, e.TextB); };
  start();
  tls_options how;
  how.server_name = "slow";
  auto waiting = connect(how);
  until("SSLConnectionRequest", 0);
  auto other = join();
  other.socket.send_all("hello");
  BOOST_TEST(pump_receive(server, other.socket, 5) == "hello");
  BOOST_TEST(!waiting.tls()->complete());
  folder.file("slow.pem", own_rsa_certificate().pem());
  until([&] { return events.count("Connected") == 2; });
  until([&] { return waiting.tls()->complete(); });
  BOOST_TEST(waiting.tls()->server_key() == "RSA");
}

BOOST_FIXTURE_TEST_CASE(a_client_may_go_while_its_store_is_opened, tls_server) {
  const temporary_folder folder;
  const auto slow = folder.path_of("slow.pem");
  BOOST_REQUIRE(::mkfifo(slow.c_str(), 0600) == 0);
  events.then_ssl_connection_request = [&](troupe::SSLConnectionRequestEvent& e) {
    e.CertStoreType = troupe::cstPEMKeyFile;
    e.CertStore = slow;
  };
  start();
  auto waiting = connect();
  until("SSLConnectionRequest", 0);
  waiting.reset();
  server.Shutdown();
  until_ended();
  folder.file("slow.pem", own_rsa_certificate().pem());
  pump(server);
  BOOST_TEST(events.count("Connected") == 1U);
}

BOOST_FIXTURE_TEST_CASE(with_ssl_provider_platform_it_does_not_fire, tls_server) {
  server.SSLProvider(troupe::sslpPlatform);
  start();
  auto one = join();
  BOOST_TEST(events.count("SSLConnectionRequest") == 0U);
  BOOST_TEST(one.socket.tls()->server_name() == "localhost");
}

BOOST_FIXTURE_TEST_CASE(with_the_other_providers_it_fires, tls_server) {
  start();
  for (const auto provider : {troupe::sslpAutomatic, troupe::sslpInternal}) {
    events.clear();
    server.SSLProvider(provider);
    join();
    BOOST_TEST(events.count("SSLConnectionRequest") == 1U);
  }
}

BOOST_FIXTURE_TEST_CASE(its_handler_may_disconnect_the_client, tls_server) {
  events.then_ssl_connection_request = [this](troupe::SSLConnectionRequestEvent& e) {
    server.Disconnect(e.ConnectionId);
  };
  start();
  auto one = connect();
  until("Connected", 0);
  BOOST_TEST(events.last("Connected").code == 10053);
  BOOST_TEST(events.count("Disconnected") == 0U);
  pump_receive_until_closed(server, one);
  BOOST_TEST(!one.tls()->complete());
}

BOOST_FIXTURE_TEST_CASE(its_handler_that_throws_ends_the_connection_alone, tls_server) {
  bool throws = true;
  events.then_ssl_connection_request = [&](troupe::SSLConnectionRequestEvent&) {
    if (throws)
      throw std::runtime_error{"no certificate today"};
  };
  start();
  auto one = connect();
  until("Connected", 0);
  BOOST_TEST(events.last("Error").code == 1008);
  BOOST_TEST(events.last("Error").text.find("no certificate today") != std::string::npos);
  BOOST_TEST(events.last("Connected").code == 10053);
  pump_receive_until_closed(server, one);
  throws = false;
  join();
}

BOOST_FIXTURE_TEST_CASE(its_client_may_go_while_its_handler_runs_the_loop, tls_server) {
  std::vector<client> clients;
  events.then_ssl_connection_request = [&](troupe::SSLConnectionRequestEvent&) {
    clients.back().reset();
    pump(server);
  };
  start();
  clients.push_back(connect());
  until("Connected", 0);
  BOOST_TEST(events.last("Connected").code == 10054);
  pump(server);
  BOOST_TEST(events.count("Connected") == 1U);
  BOOST_TEST(events.count("Disconnected") == 0U);
}

BOOST_FIXTURE_TEST_CASE(its_handler_may_stop_the_server, tls_server) {
  events.then_ssl_connection_request = [this](troupe::SSLConnectionRequestEvent&) { server.Shutdown(); };
  start();
  auto one = connect();
  until("Connected", 0);
  BOOST_TEST(events.last("Connected").code == 10053);
  pump_receive_until_closed(server, one);
  BOOST_TEST(!server.Listening());
}

BOOST_FIXTURE_TEST_CASE(its_handler_may_run_the_loop, tls_server) {
  std::int64_t waiting = 0;
  events.then_ssl_connection_request = [&](troupe::SSLConnectionRequestEvent& e) {
    if (e.ServerName != "slow")
      return;
    waiting = e.ConnectionId;
    const auto before = events.count("Connected");
    tls_options how;
    auto other = connect(how);
    pump_until(server, [&] { return events.count("Connected") > before; });
    e.CertStoreType = troupe::cstPEMKeyFile;
    e.CertStore = own_rsa_certificate().pem_file();
  };
  start();
  tls_options how;
  how.server_name = "slow";
  auto one = join(how);
  BOOST_TEST(one.id == waiting);
  BOOST_TEST(one.socket.tls()->server_key() == "RSA");
  BOOST_TEST(events.count("Connected") == 2U);
}

BOOST_AUTO_TEST_CASE(it_fires_on_the_thread_of_the_connection) {
  tls_server one;
  one.server.Config("WorkerThreads=2");
  one.start();
  const auto joined = one.join();
  const auto here = std::this_thread::get_id();
  const auto there = one.events.last("SSLConnectionRequest", joined.id).thread;
  BOOST_TEST((there != here));
  BOOST_TEST((one.events.last("Connected", joined.id).thread == there));
}

BOOST_AUTO_TEST_SUITE_END()
