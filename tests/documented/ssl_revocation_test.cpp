#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/asking_server.hpp"
#include "troupe/tests/support/openssl_responder.hpp"

using namespace troupe::test;

namespace {

/// Takes connections on 127.0.0.1 and never says anything, until it is closed: then they are reset.
class silent_listener final {
public:
  silent_listener() : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const at = reinterpret_cast<sockaddr*>(&address);
    if (::bind(descriptor_, at, size) != 0 || ::listen(descriptor_, 5) != 0 ||
        ::getsockname(descriptor_, at, &size) != 0)
      throw std::runtime_error{"silent_listener"};
    port_ = ntohs(address.sin_port);
  }
  silent_listener(const silent_listener&) = delete;
  silent_listener& operator=(const silent_listener&) = delete;
  ~silent_listener() { close(); }

  int port() const noexcept { return port_; }
  void close() noexcept {
    if (descriptor_ >= 0)
      ::close(std::exchange(descriptor_, -1));
  }

private:
  int descriptor_;
  int port_ = 0;
};

boost::test_tools::assertion_result responder_is_there(boost::unit_test::test_unit_id) {
  return openssl_responder::is_there();
}

struct checking_server : asking_server {
  bool looks_into_it() const {
    const auto told = progress();
    return std::find(told.begin(), told.end(), "Checking the revocation of the client's certificate") != told.end();
  }
};

} // namespace

// SSLCheckCRL and SSLCheckOCSP: of the certificates of clients.
BOOST_AUTO_TEST_SUITE(ssl_revocation)

BOOST_FIXTURE_TEST_CASE(is_not_looked_into_by_default, checking_server) {
  join(as(known_client()));
  BOOST_TEST(!looks_into_it());
}

BOOST_FIXTURE_TEST_CASE(that_can_not_be_looked_into_lets_a_client_pass_with_1, checking_server) {
  server.Config("SSLCheckCRL=1");
  server.Config("SSLCheckOCSP=1");
  join(as(known_client()));
  BOOST_TEST(last.Accept);
  BOOST_TEST(last.Status == "OK");
  BOOST_TEST(looks_into_it());
}

BOOST_FIXTURE_TEST_CASE(that_can_not_be_looked_into_is_a_reason_to_refuse_with_2, checking_server) {
  server.Config("SSLCheckCRL=2");
  refused(as(known_client()));
  BOOST_TEST(!last.Accept);
  BOOST_TEST(last.Status.find("there is no list of revoked certificates (CRL) of its issuer") != std::string::npos,
             last.Status);
  BOOST_TEST(events.last("Connected").code == 280);
  server.Config("SSLCheckCRL=0");
  server.Config("SSLCheckOCSP=2");
  refused(as(known_client()));
  BOOST_TEST(!last.Accept);
  BOOST_TEST(last.Status.find("the certificate names no OCSP responder") != std::string::npos, last.Status);
}

BOOST_FIXTURE_TEST_CASE(that_a_responder_knows_of_ends_the_handshake, checking_server,
                        *boost::unit_test::precondition(responder_is_there)) {
  const auto& authority = client_authority();
  openssl_responder responder{authority.certificate_pem(), authority.key_pem(), ""};
  const minted_certificate bob{"bob", key_kind::ecdsa, &authority, certificate_flaw::none,
                               "authorityInfoAccess=OCSP;URI:" + responder.address()};
  const auto serial = troupe::Certificate{bob.certificate_pem()}.SerialNumber();
  const auto end = "\t" + serial + "\tunknown\t/CN=bob\n";
  server.Config("SSLCheckOCSP=2");
  responder.answer_for("V\t400101000000Z\t" + end);
  refused(as(bob));
  BOOST_TEST(last.Status.find("the responder does not know the certificate") != std::string::npos, last.Status);
  responder.answer_for("R\t400101000000Z\t260101000000Z,keyCompromise" + end);
  join(as(bob));
  BOOST_TEST(last.Status == "OK");
  refused(as(bob));
  BOOST_TEST(!last.Accept);
  BOOST_TEST(last.Status.find("the certificate was revoked (keyCompromise) on Jan  1 00:00:00 2026 GMT") !=
               std::string::npos,
             last.Status);
  BOOST_TEST(events.last("Connected").code == 280);
  BOOST_TEST(events.last("Connected").text.find("revoked") != std::string::npos, events.last("Connected").text);
}

BOOST_FIXTURE_TEST_CASE(lets_the_handler_decide_all_the_same, checking_server) {
  server.Config("SSLCheckCRL=2");
  verdict = true;
  auto one = join(as(known_client()));
  BOOST_TEST(!last.Accept);
  one.socket.send_all("hello");
  until([&] { return events.data(one.id) == "hello"; });
}

BOOST_FIXTURE_TEST_CASE(that_takes_its_time_holds_up_nobody_else, checking_server) {
  silent_listener slow;
  const auto place = "crlDistributionPoints=URI:http://127.0.0.1:" + std::to_string(slow.port()) + "/crl";
  const minted_certificate bob{"bob", key_kind::ecdsa, &client_authority(), certificate_flaw::none, place};
  server.Config("SSLCheckCRL=1");
  auto waiting = connect(as(bob));
  until([this] { return looks_into_it(); });
  auto other = join(as(known_client()));
  BOOST_TEST(events.count("SSLClientAuthentication") == 1U);
  slow.close();
  until([&] { return events.count("Connected") == 2; });
  BOOST_TEST(last.CertSubject == bob.subject());
  BOOST_TEST(last.Status == "OK");
}

BOOST_FIXTURE_TEST_CASE(that_takes_its_time_ends_with_its_client, checking_server) {
  silent_listener slow;
  const auto place = "crlDistributionPoints=URI:http://127.0.0.1:" + std::to_string(slow.port()) + "/crl";
  const minted_certificate bob{"bob", key_kind::ecdsa, &client_authority(), certificate_flaw::none, place};
  server.Config("SSLCheckCRL=1");
  auto waiting = connect(as(bob));
  until([this] { return looks_into_it(); });
  server.Shutdown();
  until_ended();
  BOOST_TEST(events.last("Connected").code == 10053);
  slow.close();
  pump(server);
  BOOST_TEST(events.count("SSLClientAuthentication") == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
