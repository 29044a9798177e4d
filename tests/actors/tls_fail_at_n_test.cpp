#include <functional>
#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/actors/fail_at_n.hpp"
#include "troupe/tests/actors/tls_guests.hpp"

using namespace troupe;
using namespace troupe::actors_test;

namespace {

/// A chat over TLS, in which one handshake after the other is made.
struct secure_chat : guest_server {
  static constexpr int most_connected = 1;

  secure_chat() {
    run.options.framing.eol = net::delimiter{"\n"};
    run.options.idle_timeout = 60;
    run.options.restarts = {50, 10s};
    run.options.start = actors::tls_start::at_once;
    run.options.tls = tls_rules();
    run.options.max_handshakes = 1;
    run.then.data = [this](connection& from, const net::frame& line) { answer(from, std::string{line.text}); };
  }
  void answer(connection& from, const std::string& line) {
    if (line == "starttls") {
      from.write("go\n");
      from.start_tls(tls_rules());
      return;
    }
    from.write("you: " + line + "\n");
    for (const auto& other : run.server().connections()) {
      if (other->id() != from.id())
        other->write("other: " + line + "\n");
    }
    if (line == "bye")
      from.disconnect(actors::close_how::lingering);
  }

  bool answers() {
    auto& next = visit();
    next.say("again\n");
    rest();
    next.socket.reset();
    return next.heard == "you: again\n";
  }

  /// True if everybody got what was to be expected.
  bool scenario() {
    auto& one = visit();
    // Says half a ClientHello, and nothing more: two and three wait for its end.
    auto junk = network.connect(run.port());
    if (junk)
      junk->send(test::client_hello_of({}).substr(0, 100));
    auto& two = visit();
    auto& three = visit();
    const bool waited = !two.tls.complete() && !three.tls.complete();
    let_pass(8s);
    if (junk)
      junk->reset();
    rest();
    one.say("hello\nwor");
    rest();
    if (two.socket)
      two.socket->stall(true);
    one.say("ld\n" + std::string(2000, '*') + "\n");
    rest();
    if (two.socket)
      two.socket->stall(false);
    rest();
    two.say("bye\n");
    three.closes = true;
    rest();
    // It has nothing more to say, and is timed out.
    let_pass(61s);
    const auto stars = std::string(2000, '*') + "\n";
    const auto end = std::string{"other: hello\nother: world\nother: "} + stars;
    return waited && one.heard == "you: hello\nyou: world\nyou: " + stars + "other: bye\n" &&
           two.heard == end + "you: bye\n" && (three.heard == end || three.heard == end + "other: bye\n");
  }
};

/// The same with somebody who chooses the certificate for each client.
struct choosing_chat : secure_chat {
  choosing_chat() { run.then.choose_certificates = true; }
};

/// The same that begins in plain text.
struct starttls_chat : secure_chat {
  static constexpr int most_connected = 2;

  starttls_chat() { run.options.start = actors::tls_start::on_request; }

  tls_guest& join() {
    auto& one = visit(false);
    one.say("starttls\n");
    rest();
    // What is said from now on is said in TLS.
    one.speaks_tls = true;
    return one;
  }
  bool answers() {
    auto& next = join();
    next.say("again\n");
    rest();
    next.socket.reset();
    return next.heard == "go\nyou: again\n";
  }
  bool scenario() {
    auto& one = join();
    one.say("hello\n");
    rest();
    auto& two = join();
    two.say("bye\n");
    rest();
    one.closes = true;
    // Accepting that has failed is tried again by then, and who has not understood the other is cut.
    let_pass(11s);
    return one.heard == "go\nyou: hello\nother: bye\n" && two.heard == "go\nyou: bye\n";
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(actors_tls_fail_at_n)

BOOST_AUTO_TEST_CASE(the_scenarios_pass_without_faults) {
  secure_chat server;
  server.start();
  BOOST_TEST(server.scenario());
  check_events(server.run.events);
  BOOST_TEST(server.run.count(kind::connected) == 3U);
  choosing_chat choosing;
  choosing.start();
  BOOST_TEST(choosing.scenario());
  BOOST_TEST(choosing.run.count(kind::connected) == 3U);
  starttls_chat other;
  other.start();
  BOOST_TEST(other.scenario());
  BOOST_TEST(other.run.count(kind::connected) == 4U);
}

// A client that has said close_notify says no more: nobody waits for the end of its stream.
BOOST_FIXTURE_TEST_CASE(a_connection_is_closed_with_close_notify, secure_chat) {
  start();
  auto& one = visit();
  one.say("hello\n");
  rest();
  BOOST_TEST(network.open_sockets() == 2U);
  one.closes = true;
  rest();
  BOOST_TEST(run.count(kind::ended) == 1U);
  BOOST_TEST(network.open_sockets() == 1U);
}

BOOST_AUTO_TEST_CASE(every_operation_may_lack_memory) {
  const auto order = on_the_network([](auto& faults, std::size_t n) { faults.throw_in(n); });
  BOOST_TEST(fail_one_after_the_other<secure_chat>(order) > 20U);
  BOOST_TEST(fail_one_after_the_other<choosing_chat>(order) > 20U);
  BOOST_TEST(fail_one_after_the_other<starttls_chat>(order) > 20U);
}

BOOST_AUTO_TEST_CASE(every_operation_may_fail) {
  for (const auto error : {std::errc::connection_reset, std::errc::not_enough_memory}) {
    BOOST_TEST_CONTEXT(std::make_error_code(error).message()) {
      const auto order = on_the_network([error](auto& faults, std::size_t n) { faults.fail_operation(n, error); });
      fail_one_after_the_other<secure_chat>(order);
      fail_one_after_the_other<choosing_chat>(order);
      fail_one_after_the_other<starttls_chat>(order);
    }
  }
}

BOOST_AUTO_TEST_CASE(calls_of_the_loop_may_throw) {
  BOOST_TEST(fail_one_after_the_other<secure_chat>(in_calls_of_the_loop(1)) > 20U);
  BOOST_TEST(fail_one_after_the_other<choosing_chat>(in_calls_of_the_loop(1)) > 20U);
  BOOST_TEST(fail_one_after_the_other<starttls_chat>(in_calls_of_the_loop(1)) > 20U);
  fail_one_after_the_other<secure_chat>(in_calls_of_the_loop(3));
}

BOOST_AUTO_TEST_SUITE_END()
