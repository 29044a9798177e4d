#include <memory>
#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/actors/tls_guests.hpp"

using namespace troupe;
using namespace troupe::actors_test;

// A handshake that waits for an answer stands still, whatever the client sends meanwhile.

namespace {

tls::context_ptr asking_rules() {
  tls::options rules;
  rules.ask_client = true;
  const auto identity = tls::make_self_signed("localhost", std::time(nullptr));
  auto made = tls::context::make(rules, *identity);
  BOOST_TEST_REQUIRE(!!made);
  return *std::move(made);
}

struct slow_answers : guest_server {
  actors::connection* asking = nullptr;
  int asked = 0;

  slow_answers() {
    run.options.framing.eol = net::delimiter{"\n"};
    run.options.start = actors::tls_start::at_once;
    run.options.tls = tls_rules();
    run.then.data = [](actors::connection& from, const net::frame& line) {
      from.write("you: " + std::string{line.text} + "\n");
    };
    run.then.chosen = [this](actors::connection& source) { wait(source); };
    run.then.judged = [this](actors::connection& source, bool) { wait(source); };
  }
  void wait(actors::connection& source) {
    asking = &source;
    ++asked;
  }
  /// So that steps are made at once.
  void start_in_silence() {
    start();
    pass(1s);
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(handshake_answers)

BOOST_FIXTURE_TEST_CASE(a_certificate_is_asked_for_once_whatever_the_client_sends, slow_answers) {
  run.then.choose_certificates = true;
  start_in_silence();
  auto& one = visit();
  BOOST_TEST_REQUIRE(asked == 1);
  for (int i = 0; i < 5; ++i) {
    one.socket->send(std::string(20'000, 'x'));
    rest();
  }
  BOOST_TEST(asked == 1);
  // It is not read either: TCP pushes back.
  BOOST_TEST(one.socket->unsent() > 0U);
  asking->use_certificate(tls::credentials_ptr{});
  rest();
  // What it has sent is no part of a handshake.
  BOOST_TEST(run.count(kind::failed) == 1U);
}

BOOST_FIXTURE_TEST_CASE(an_identity_is_asked_for_once_whatever_the_client_sends, slow_answers) {
  run.options.tls = asking_rules();
  start_in_silence();
  auto& one = visit();
  BOOST_TEST_REQUIRE(asked == 1);
  // In TLS 1.3 it believes to be connected.
  BOOST_TEST(one.tls.complete());
  for (int i = 0; i < 5; ++i) {
    one.say("hello\n");
    rest();
  }
  BOOST_TEST(asked == 1);
  BOOST_TEST(run.count(kind::connected) == 0U);
  asking->decide_identity(true);
  rest();
  BOOST_TEST(run.count(kind::connected) == 1U);
  BOOST_TEST(one.heard.size() == 5 * std::string{"you: hello\n"}.size());
}

BOOST_AUTO_TEST_SUITE_END()
