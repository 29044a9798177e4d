#include <cstdlib>
#include <stdexcept>
#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/asking_server.hpp"

using namespace troupe::test;

namespace {

constexpr int both_versions[] = {0x0303, 0x0304};

} // namespace

BOOST_AUTO_TEST_SUITE(ssl_client_authentication)

BOOST_FIXTURE_TEST_CASE(shows_the_certificate_of_a_known_client, asking_server) {
  for (const int version : both_versions) {
    const auto one = join(as(known_client(), version));
    BOOST_TEST(last.ConnectionId == one.id);
    BOOST_TEST(last.Status == "OK");
    BOOST_TEST(last.Accept);
    BOOST_TEST(last.CertSubject == known_client().subject());
    BOOST_TEST(last.CertIssuer == client_authority().subject());
    BOOST_TEST(last.CertEncoded == known_client().certificate_pem());
    BOOST_TEST(bytes == last.CertEncoded);
  }
}

BOOST_FIXTURE_TEST_CASE(fires_between_ssl_connection_request_and_connected, asking_server) {
  const auto one = join(as(known_client()));
  std::vector<std::string> names;
  for (const auto& each : events.all()) {
    if (each.name != "SSLStatus" && each.connection_id != 0)
      names.push_back(each.name);
  }
  const std::vector<std::string> expected{"SSLConnectionRequest", "SSLClientAuthentication", "Connected",
                                          "ReadyToSend"};
  BOOST_TEST(names == expected, boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(does_not_fire_unless_clients_are_authenticated, asking_server) {
  server.SSLAuthenticateClients(false);
  join(as(known_client()));
  BOOST_TEST(events.count("SSLClientAuthentication") == 0U);
}

BOOST_FIXTURE_TEST_CASE(trusts_the_authorities_of_each_setting, asking_server) {
  server.Config("SSLClientCACerts=");
  refused(as(known_client()));
  BOOST_TEST(!last.Accept);
  for (const std::string name : {"SSLClientCACerts", "SSLCACerts"}) {
    server.Config(name + '=' + client_authority().certificate_pem());
    join(as(known_client()));
    BOOST_TEST(last.Accept, name);
    server.Config(name + '=');
  }
  server.Config("OpenSSLCAFile=" + client_authority().certificate_file());
  join(as(known_client()));
  BOOST_TEST(last.Accept);
  server.Config("OpenSSLCAFile=");
  refused(as(known_client()));
  BOOST_TEST(!last.Accept);
}

BOOST_FIXTURE_TEST_CASE(trusts_the_authorities_in_open_ssl_ca_dir, asking_server) {
  const temporary_folder folder;
  folder.file("authority.pem", client_authority().certificate_pem());
  server.Config("SSLClientCACerts=");
  server.Config("OpenSSLCADir=" + folder.path());
  // Looked for by names that it does not have yet.
  refused(as(known_client()));
  BOOST_TEST(!last.Accept);
  BOOST_REQUIRE(std::system(("openssl rehash " + folder.path()).c_str()) == 0);
  for (const int version : both_versions) {
    const auto one = join(as(known_client(), version));
    BOOST_TEST(last.Accept);
    BOOST_TEST(last.Status == "OK");
  }
  refused(as(stranger()));
  BOOST_TEST(!last.Accept);
}

BOOST_FIXTURE_TEST_CASE(recommends_to_refuse_an_unknown_authority, asking_server) {
  for (const int version : both_versions) {
    auto one = refused(as(stranger(), version));
    BOOST_TEST(!last.Accept);
    BOOST_TEST(last.Status == "self-signed certificate");
    BOOST_TEST(last.CertSubject == stranger().subject());
    BOOST_TEST(events.last("Connected").code == 280);
    BOOST_TEST(events.last("Connected").text == "Error verifying certificate: self-signed certificate");
    BOOST_TEST(one.tls()->alert() == "unknown CA");
  }
}

BOOST_FIXTURE_TEST_CASE(lets_the_handler_accept_against_the_recommendation, asking_server) {
  verdict = true;
  for (const int version : both_versions) {
    auto one = join(as(stranger(), version));
    BOOST_TEST(!last.Accept);
    one.socket.send_all("hello");
    until([&] { return events.data(one.id) == "hello"; });
  }
}

BOOST_FIXTURE_TEST_CASE(lets_the_handler_refuse_against_the_recommendation, asking_server) {
  verdict = false;
  for (const int version : both_versions) {
    auto one = refused(as(known_client(), version));
    BOOST_TEST(last.Accept);
    BOOST_TEST(events.last("Connected").code == 280);
    BOOST_TEST(events.last("Connected").text == "Error verifying certificate: the application refused the certificate");
    BOOST_TEST(one.tls()->alert() == "certificate unknown");
  }
}

BOOST_FIXTURE_TEST_CASE(delivers_nothing_of_a_client_that_is_refused, asking_server) {
  auto one = connect(as(stranger(), 0x0304));
  one.send_all("too early");
  until_ended();
  BOOST_TEST(events.count("DataIn") == 0U);
  BOOST_TEST(events.count("Disconnected") == 0U);
}

BOOST_FIXTURE_TEST_CASE(tells_of_a_client_without_a_certificate, asking_server) {
  for (const int version : both_versions) {
    tls_options how;
    how.least = how.most = version;
    auto one = refused(how);
    BOOST_TEST(!last.Accept);
    BOOST_TEST(last.Status == "the client has sent no certificate");
    BOOST_TEST(last.CertEncoded == "");
    BOOST_TEST(last.CertSubject == "");
    BOOST_TEST(events.last("Connected").code == 281);
    BOOST_TEST(events.last("Connected").text ==
               "Could not find client certificate: the client has sent no certificate");
    BOOST_TEST(one.tls()->alert() == (version == 0x0304 ? "certificate required" : "handshake failure"));
  }
}

BOOST_FIXTURE_TEST_CASE(lets_the_handler_accept_a_client_without_a_certificate, asking_server) {
  verdict = true;
  for (const int version : both_versions) {
    tls_options how;
    how.least = how.most = version;
    auto one = join(how);
    one.socket.send_all("hello");
    until([&] { return events.data(one.id) == "hello"; });
  }
}

BOOST_FIXTURE_TEST_CASE(says_that_a_certificate_has_expired, asking_server) {
  auto one = refused(as(expired_client()));
  BOOST_TEST(!last.Accept);
  BOOST_TEST(last.Status == "certificate has expired");
  BOOST_TEST(one.tls()->alert() == "certificate expired");
}

BOOST_FIXTURE_TEST_CASE(says_that_a_certificate_is_for_something_else, asking_server) {
  refused(as(server_as_client()));
  BOOST_TEST(!last.Accept);
  // OpenSSL 3.0 and 3.2 differ in spelling.
  BOOST_TEST((last.Status == "unsupported certificate purpose" || last.Status == "unsuitable certificate purpose"));
}

BOOST_FIXTURE_TEST_CASE(ssl_security_flags_let_single_faults_pass, asking_server) {
  struct allowed {
    const char* flags;
    const minted_certificate& who;
  };
  for (const auto& each : {allowed{"1", expired_client()}, allowed{"16", stranger()}, allowed{"32", server_as_client()},
                           allowed{"49", stranger()}}) {
    server.Config(std::string{"SSLSecurityFlags="} + each.flags);
    join(as(each.who));
    BOOST_TEST(last.Accept, each.flags);
    BOOST_TEST(last.Status == "OK", each.flags);
  }
}

BOOST_FIXTURE_TEST_CASE(ssl_security_flags_let_no_other_fault_pass, asking_server) {
  server.Config("SSLSecurityFlags=16");
  refused(as(expired_client()));
  BOOST_TEST(last.Status == "certificate has expired");
  server.Config("SSLSecurityFlags=1");
  refused(as(stranger()));
  BOOST_TEST(last.Status == "self-signed certificate");
}

BOOST_FIXTURE_TEST_CASE(ssl_include_cert_chain_shows_the_whole_chain, asking_server) {
  server.Config("SSLIncludeCertChain=True");
  join(as(known_client()));
  BOOST_TEST(last.CertEncoded == known_client().certificate_pem() + client_authority().certificate_pem());
  BOOST_TEST(last.CertSubject == known_client().subject());
}

BOOST_FIXTURE_TEST_CASE(every_authority_of_ssl_ca_certs_is_trusted_too, tls_server) {
  server.SSLAuthenticateClients(true);
  server.Config("SSLCACerts=" + client_authority().certificate_pem());
  start();
  join(as(known_client()));
  BOOST_TEST(events.last("SSLClientAuthentication").text == "OK");
}

BOOST_FIXTURE_TEST_CASE(authorities_may_come_from_a_file, tls_server) {
  server.SSLAuthenticateClients(true);
  server.Config("OpenSSLCAFile=" + client_authority().certificate_file());
  start();
  join(as(known_client()));
  BOOST_TEST(events.last("SSLClientAuthentication").text == "OK");
}

BOOST_FIXTURE_TEST_CASE(fires_for_every_connection_although_the_client_offers_a_session, asking_server) {
  for (const int version : both_versions) {
    auto how = as(known_client(), version);
    auto first = join(how);
    server.Send(first.id, "hello");
    pump_receive(server, first.socket, 5);
    how.ticket = first.socket.tls()->ticket();
    const auto before = events.count("SSLClientAuthentication");
    auto second = join(how);
    BOOST_TEST(events.count("SSLClientAuthentication") == before + 1);
    BOOST_TEST(!second.socket.tls()->resumed());
  }
}

BOOST_FIXTURE_TEST_CASE(without_a_handler_the_recommendation_counts, asking_server) {
  server.OnSSLClientAuthentication(nullptr);
  join(as(known_client()));
  auto one = refused(as(stranger()));
  BOOST_TEST(events.last("Connected").code == 280);
}

BOOST_FIXTURE_TEST_CASE(a_handler_that_throws_lets_nobody_in, asking_server) {
  events.then_ssl_client_authentication = [](troupe::SSLClientAuthenticationEvent& e) {
    e.Accept = true;
    throw std::runtime_error{"the list of members is gone"};
  };
  refused(as(known_client()));
  BOOST_TEST(events.last("Error").code == 1008);
  BOOST_TEST(events.last("Connected").code == 10053);
}

BOOST_FIXTURE_TEST_CASE(a_handler_may_run_the_loop, asking_server) {
  events.then_ssl_client_authentication = [this](troupe::SSLClientAuthenticationEvent& e) {
    if (e.CertSubject != stranger().subject())
      return;
    const auto before = events.count("Connected");
    auto other = connect(as(known_client()));
    pump_until(server, [&] { return events.count("Connected") > before; });
    e.Accept = true;
  };
  const auto one = join(as(stranger()));
  BOOST_TEST(events.count("Connected") == 2U);
  BOOST_TEST(events.count("Connected", one.id) == 1U);
}

BOOST_FIXTURE_TEST_CASE(a_handler_may_disconnect_the_client, asking_server) {
  events.then_ssl_client_authentication = [this](troupe::SSLClientAuthenticationEvent& e) {
    server.Disconnect(e.ConnectionId);
    e.Accept = true;
  };
  for (const int version : both_versions) {
    refused(as(known_client(), version));
    BOOST_TEST(events.last("Connected").code == 10053);
  }
  BOOST_TEST(events.count("Disconnected") == 0U);
}

BOOST_FIXTURE_TEST_CASE(start_ssl_asks_too, asking_server) {
  server.SSLStartMode(troupe::sslExplicit);
  auto one = idle_server::join();
  server.StartSSL(one.id);
  one.socket.start_tls(as(known_client()));
  until("Connected", one.id, 2);
  BOOST_TEST(last.ConnectionId == one.id);
  BOOST_TEST(last.CertSubject == known_client().subject());
}

BOOST_AUTO_TEST_SUITE_END()
