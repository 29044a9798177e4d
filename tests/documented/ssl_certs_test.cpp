#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/error_of.hpp"
#include "troupe/tests/documented/starttls_server.hpp"

using namespace troupe::test;

namespace {

const minted_certificate& of_www() {
  static const minted_certificate only{"www.example.com"};
  return only;
}
const minted_certificate& of_any() {
  static const minted_certificate only{"any.example.com"};
  return only;
}

/// A server of several names, not yet listening.
struct named_server : tls_server {
  named_server() {
    server.SSLCerts({{"www.example.com", opened(of_www())}, {"*.example.com", opened(of_any())}});
    events.then_data_in = [this](troupe::DataInEvent& e) { server.Send(e.ConnectionId, e.TextB); };
  }
  static tls_options to(const std::string& name, int version = 0) {
    tls_options how;
    how.server_name = name;
    if (version != 0)
      how.least = how.most = version;
    return how;
  }
  /// Which certificate a client is shown that asks for the name.
  std::string shown_to(const std::string& name) { return join(to(name)).socket.tls()->server_name(); }
  /// One that has talked, so that it has its ticket.
  joined_client talk(const tls_options& how) {
    auto one = join(how);
    one.socket.send_all("hello");
    BOOST_TEST(pump_receive(server, one.socket, 5) == "hello");
    return one;
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(ssl_certs)

BOOST_FIXTURE_TEST_CASE(are_chosen_by_the_name_that_the_client_asks_for, named_server) {
  start();
  BOOST_TEST(shown_to("www.example.com") == "www.example.com");
  BOOST_TEST(shown_to("WWW.Example.COM") == "www.example.com");
  BOOST_TEST(shown_to("mail.example.com") == "any.example.com");
}

BOOST_FIXTURE_TEST_CASE(leave_ssl_cert_to_all_others, named_server) {
  start();
  BOOST_TEST(shown_to("") == "localhost");
  BOOST_TEST(shown_to("example.com") == "localhost");
  BOOST_TEST(shown_to("a.b.example.com") == "localhost");
  BOOST_TEST(shown_to("www.example.org") == "localhost");
}

BOOST_FIXTURE_TEST_CASE(are_enough_without_ssl_cert, named_server) {
  server.SSLCert(troupe::Certificate{});
  start();
  BOOST_TEST(shown_to("www.example.com") == "www.example.com");
  auto stranger = connect(to("www.example.org"));
  until([&] { return failed_first() == 1; });
  BOOST_TEST(events.last("Connected").code == 282);
  pump_receive_until_closed(server, stranger);
  BOOST_TEST(stranger.tls()->alert() == "handshake failure");
}

BOOST_FIXTURE_TEST_CASE(hold_with_ssl_provider_platform_too, named_server) {
  server.SSLProvider(troupe::sslpPlatform);
  start();
  BOOST_TEST(shown_to("www.example.com") == "www.example.com");
  BOOST_TEST(shown_to("") == "localhost");
}

BOOST_FIXTURE_TEST_CASE(hold_for_start_ssl, starttls_server) {
  server.SSLCert(troupe::Certificate{});
  server.SSLCerts({{"www.example.com", opened(of_www())}});
  start();
  const auto one = join_and_secure(named_server::to("www.example.com"));
  BOOST_TEST(one.socket.tls()->server_name() == "www.example.com");
}

BOOST_FIXTURE_TEST_CASE(give_way_to_one_that_ssl_connection_request_chooses, named_server) {
  events.then_ssl_connection_request = [](troupe::SSLConnectionRequestEvent& e) {
    if (e.ServerName != "www.example.com")
      return;
    e.CertStoreType = troupe::cstPEMKeyFile;
    e.CertStore = own_rsa_certificate().pem_file();
    e.CertSubject = "*";
  };
  start();
  BOOST_TEST(shown_to("www.example.com") == "rsa.localhost");
  BOOST_TEST(shown_to("mail.example.com") == "any.example.com");
}

// RFC 6066, 3.
BOOST_FIXTURE_TEST_CASE(keep_sessions_to_the_name_that_they_were_made_for, named_server) {
  start();
  for (const int version : {0x0303, 0x0304}) {
    const auto first = talk(to("www.example.com", version));
    auto how = to("www.example.com", version);
    how.ticket = first.socket.tls()->ticket();
    BOOST_TEST_REQUIRE((how.ticket != nullptr));
    BOOST_TEST(talk(how).socket.tls()->resumed());
    for (const std::string other : {"mail.example.com", "www.example.org"}) {
      how.server_name = other;
      const auto next = talk(how);
      BOOST_TEST(!next.socket.tls()->resumed());
      BOOST_TEST(next.socket.tls()->server_name() == (other == "mail.example.com" ? "any.example.com" : "localhost"));
    }
  }
}

BOOST_FIXTURE_TEST_CASE(may_be_changed_while_listening, named_server) {
  start();
  const auto before = join(to("www.example.com"));
  auto changed = server.SSLCerts();
  BOOST_TEST(changed.Remove("www.EXAMPLE.com"));
  BOOST_TEST(!changed.Remove("www.example.com"));
  changed.Add("Mail.example.com.", opened(own_rsa_certificate()));
  server.SSLCerts(changed);
  BOOST_TEST(shown_to("www.example.com") == "any.example.com");
  BOOST_TEST(shown_to("mail.example.com") == "rsa.localhost");
  BOOST_TEST(events.count("Disconnected", before.id) == 0U);
  changed.Clear();
  server.SSLCerts(changed);
  BOOST_TEST(shown_to("www.example.com") == "localhost");
}

BOOST_FIXTURE_TEST_CASE(can_be_read, named_server) {
  const auto certificates = server.SSLCerts();
  BOOST_TEST(certificates.size() == 2U);
  BOOST_TEST(certificates["www.example.com"].Subject() == of_www().subject());
  BOOST_TEST(certificates["nobody.example.com"].Subject() == "");
  BOOST_TEST(certificates.begin()->first == "*.example.com");
  server.Reset();
  BOOST_TEST(server.SSLCerts().empty());
}

BOOST_FIXTURE_TEST_CASE(that_can_not_be_used_are_refused_with_their_name, named_server) {
  const auto before = server.SSLCerts();
  for (const auto& bad : {troupe::Certificate{of_www().certificate_pem()}, troupe::Certificate{},
                          troupe::Certificate{troupe::cstPEMKeyFile, of_www().key_file()}}) {
    auto changed = before;
    changed.Add("bad.example.com", bad);
    const auto error = error_of([&] { server.SSLCerts(changed); });
    BOOST_TEST(error.find("273 Cannot acquire security credentials: bad.example.com: ") == 0U, error);
    BOOST_TEST(server.SSLCerts().size() == 2U);
  }
}

BOOST_AUTO_TEST_CASE(have_names_that_a_host_can_have) {
  troupe::CertificateMap certificates;
  for (const std::string bad : {"", "*", "*.", "www.*.com", "a b", "a..b", ".a", "www.example.com/"}) {
    const auto error = error_of([&] { certificates.Add(bad, troupe::Certificate{}); });
    BOOST_TEST(error.find("1002 Invalid value: SSLCerts: \"" + bad + "\" can't be a host's name") == 0U, error);
  }
  BOOST_TEST(certificates.empty());
}

BOOST_AUTO_TEST_SUITE_END()
