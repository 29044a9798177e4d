#include <algorithm>
#include <fstream>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <openssl/ssl.h>

#include "troupe/tests/documented/asking_server.hpp"
#include "troupe/tests/documented/tls_server.hpp"
#include "troupe/tests/support/temporary_file.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

/// The end of the stream, and no close_notify before it.
void cut(const client& which) {
  BOOST_REQUIRE(::shutdown(which.descriptor(), SHUT_WR) == 0);
}

/// A responder that takes questions and never answers.
class silent_responder final {
public:
  silent_responder() : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    BOOST_REQUIRE(::bind(descriptor_, any, size) == 0);
    BOOST_REQUIRE(::listen(descriptor_, 16) == 0);
    BOOST_REQUIRE(::getsockname(descriptor_, any, &size) == 0);
    port_ = ntohs(address.sin_port);
  }
  silent_responder(const silent_responder&) = delete;
  silent_responder& operator=(const silent_responder&) = delete;
  ~silent_responder() { close(); }

  /// Whoever waits for an answer learns that there will be none.
  void close() {
    if (descriptor_ >= 0)
      ::close(std::exchange(descriptor_, -1));
  }
  /// For a certificate that names it.
  std::string extension() const {
    return "authorityInfoAccess=OCSP;URI:http://127.0.0.1:" + std::to_string(port_) + "/";
  }

private:
  int descriptor_;
  int port_ = 0;
};

} // namespace

BOOST_AUTO_TEST_SUITE(ssl_endings)

BOOST_FIXTURE_TEST_CASE(deliver_what_came_before_a_stream_was_cut, tls_server) {
  server.DefaultEOL("\n");
  start();
  auto one = join();
  server.PauseData(one.id);
  one.socket.send_all("first\nsecond\nunfinished");
  cut(one.socket);
  pump(server);
  BOOST_TEST(!events.has("DataIn"));
  server.ProcessData(one.id);
  until("Disconnected", one.id);
  BOOST_TEST(events.count("DataIn", one.id) == 3U);
  BOOST_TEST(events.data(one.id) == "firstsecondunfinished");
  BOOST_TEST(events.last("Disconnected", one.id).code == 284);
}

BOOST_FIXTURE_TEST_CASE(let_answers_through_to_a_client_that_only_cut_its_own_side, started_tls_server) {
  auto one = join();
  events.then_data_in = [&](DataInEvent& e) { server.Send(e.ConnectionId, std::string(300'000, 'x')); };
  server.Config("SendQueueLimit=1000000");
  auto other = join();
  other.socket.send_all("question");
  cut(other.socket);
  std::string answer;
  until([&] {
    answer += other.socket.receive_available();
    return events.has("Disconnected", other.id);
  });
  answer += other.socket.receive_until_closed();
  BOOST_TEST(answer.size() == 300'000U);
  BOOST_TEST(events.last("Disconnected", other.id).code == 284);
}

BOOST_FIXTURE_TEST_CASE(are_not_delayed_by_what_comes_after_close_notify, started_tls_server) {
  auto one = join();
  server.PauseData(one.id);
  one.socket.send_all("last words");
  BOOST_REQUIRE(SSL_shutdown(one.socket.tls()->native()) >= 0);
  const std::string junk(100'000, 'x');
  std::size_t sent = 0;
  for (int round = 0; round < 50; ++round) {
    const auto count = ::send(one.socket.descriptor(), junk.data(), junk.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    sent += count > 0 ? static_cast<std::size_t>(count) : 0;
    pump(server, 1);
  }
  BOOST_TEST(sent > 0U);
  BOOST_TEST(!events.has("Disconnected"));
  server.ProcessData(one.id);
  until("Disconnected", one.id);
  BOOST_TEST(events.data(one.id) == "last words");
  BOOST_TEST(events.last("Disconnected", one.id).code == 0);
}

BOOST_FIXTURE_TEST_CASE(come_soon_although_a_huge_file_waits_for_a_client_that_is_gone, started_tls_server) {
  temporary_folder folder;
  const auto name = folder.path_of("huge");
  {
    std::ofstream huge{name, std::ios::binary};
    huge.seekp(std::streamoff{1} << 40); // a hole, of a terabyte
    huge.put('x');
  }
  auto one = join();
  events.then_data_in = [&](DataInEvent& e) { server.SendFile(e.ConnectionId, name); };
  one.socket.send_all("huge file, please");
  one.socket.reset();
  until("Disconnected", one.id);
  BOOST_TEST(events.last("Disconnected", one.id).code != 0);
}

BOOST_AUTO_TEST_CASE(of_a_server_come_while_a_handshake_waits_for_an_answer) {
  silent_responder responder;
  const minted_certificate alice{"alice", key_kind::ecdsa, &client_authority(), certificate_flaw::none,
                                 responder.extension()};
  std::optional<tls_server> one{std::in_place};
  one->server.Config("WorkerThreads=2");
  one->server.SSLAuthenticateClients(true);
  one->server.Config("SSLClientCACerts=" + client_authority().certificate_pem());
  one->server.Config("SSLCheckOCSP=2");
  one->start();
  auto asked = one->connect(as(alice));
  one->until([&] {
    const auto lines = one->progress();
    return std::any_of(lines.begin(), lines.end(), [](const auto& line) { return line.rfind("Checking", 0) == 0; });
  });
  // The handshake ends with the server; the question, which goes on, when its end was seen.
  std::thread closing{[&] {
    asked.receive_until_closed();
    responder.close();
  }};
  one.reset();
  closing.join();
  BOOST_TEST(asked.closed());
}

BOOST_AUTO_TEST_SUITE_END()
