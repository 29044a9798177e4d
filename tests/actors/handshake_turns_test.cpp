#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/actors/fail_at_n.hpp"
#include "troupe/tests/actors/tls_guests.hpp"

using namespace troupe;
using namespace troupe::actors_test;

// Where others talk, a long step of a handshake goes on in another turn. Here every second look at the clock finds that
// a step has taken long enough: most records of a handshake are put off.

namespace {

struct slow_steps : guest_server {
  static constexpr int most_connected = 1;

  slow_steps() {
    run.options.framing.eol = net::delimiter{"\n"};
    run.options.start = actors::tls_start::at_once;
    run.options.tls = tls_rules();
    run.options.idle_timeout = 60;
    run.options.restarts = {50, 10s};
    run.then.data = [](connection& from, const net::frame& line) {
      from.write("you: " + std::string{line.text} + "\n");
    };
    throwing.on_look = [this] { network.advance(60us); };
  }

  /// Somebody who has talked right now.
  tls_guest& talker() {
    auto& one = visit();
    talk(one, 2);
    return one;
  }
  void talk(tls_guest& who, int times) {
    for (int i = 0; i < times; ++i) {
      who.say("hello\n");
      rest();
    }
  }
  /// Begins a handshake: the server has its ClientHello.
  tls_guest& arrive() {
    auto& one = *guests.emplace_back(std::make_unique<tls_guest>());
    if (auto joined = network.connect(run.port())) {
      one.socket = std::move(*joined);
      one.socket->send(one.tls.take());
    }
    return one;
  }
  /// Turns of the loop until the server has answered it.
  int turns_until_answered(tls_guest& one) {
    for (int turns = 1; turns < 100; ++turns) {
      run.home().run_once({});
      const auto answer = one.socket->take();
      one.tls.give(answer);
      if (!answer.empty())
        return turns;
    }
    throw std::runtime_error{"slow_steps: no answer"};
  }

  /// Who talks is answered, and only then who is shaking hands.
  void check_is_answered_before(tls_guest& one, tls_guest& late) {
    one.heard.clear();
    one.say("between\n");
    one.go_on();
    for (int i = 0; i < 2; ++i)
      run.home().run_once({});
    one.go_on();
    BOOST_TEST(one.heard == "you: between\n");
    BOOST_TEST(late.socket->take().empty());
    rest();
    BOOST_TEST(run.count(kind::connected) == 2U);
  }

  // -- fail_one_after_the_other --
  bool answers() {
    auto& next = visit();
    next.say("again\n");
    rest();
    next.socket.reset();
    return next.heard == "you: again\n";
  }
  bool scenario() {
    auto& one = talker();
    auto& two = visit();
    two.say("here\n");
    rest();
    // They have nothing more to say, and are timed out.
    let_pass(61s);
    return one.heard == "you: hello\nyou: hello\n" && two.heard == "you: here\n";
  }
};

/// The same with somebody who chooses the certificate for each client.
struct slow_choices : slow_steps {
  slow_choices() { run.then.choose_certificates = true; }
};

} // namespace

BOOST_AUTO_TEST_SUITE(handshake_turns)

BOOST_FIXTURE_TEST_CASE(a_step_is_made_at_once_while_nobody_talks, slow_steps) {
  start();
  auto& first = arrive();
  const auto alone = turns_until_answered(first);
  BOOST_TEST(alone <= 2);
  // Nor does it count as talk what a client says right after its handshake, once.
  auto& quiet = visit();
  talk(quiet, 1);
  BOOST_TEST(turns_until_answered(arrive()) == alone);
  auto& one = talker();
  BOOST_TEST(turns_until_answered(arrive()) > alone + 2);
  // A while after the last word.
  pass(1s);
  BOOST_TEST(turns_until_answered(arrive()) == alone);
  BOOST_TEST(one.heard == "you: hello\nyou: hello\n");
}

BOOST_FIXTURE_TEST_CASE(a_crowd_in_the_silence_takes_no_poll_for_itself, slow_steps) {
  start();
  pass(1s);
  constexpr std::size_t size = 100;
  for (std::size_t i = 0; i < size; ++i)
    arrive();
  std::size_t most = 0;
  std::size_t all = 0;
  for (int turns = 0; all < size; ++turns) {
    BOOST_TEST_REQUIRE(turns < 1000);
    run.home().run_once({});
    std::size_t answered = 0;
    for (const auto& each : guests)
      answered += each->socket->take().empty() ? 0 : 1;
    most = std::max(most, answered);
    all += answered;
  }
  // 2 ms at 60 us a look, and at least one look for each.
  BOOST_TEST(most > 1U);
  BOOST_TEST(most < 40U);
}

BOOST_FIXTURE_TEST_CASE(who_talks_is_answered_between_two_records, slow_steps) {
  start();
  auto& one = talker();
  auto& late = arrive();
  // Until a step is under way.
  for (int i = 0; i < 3; ++i)
    run.home().run_once({});
  BOOST_TEST_REQUIRE(late.socket->take().empty());
  check_is_answered_before(one, late);
}

BOOST_FIXTURE_TEST_CASE(who_talks_is_answered_while_a_certificate_is_chosen, slow_choices) {
  start();
  auto& one = talker();
  auto& late = arrive();
  run.home().run_once({});
  check_is_answered_before(one, late);
}

BOOST_FIXTURE_TEST_CASE(who_came_first_is_answered_first, slow_steps) {
  start();
  talker();
  auto& first = arrive();
  run.home().run_once({});
  auto& second = arrive();
  while (first.socket->take().empty()) {
    BOOST_TEST_REQUIRE(second.socket->take().empty());
    run.home().run_once({});
  }
  BOOST_TEST(turns_until_answered(second) > 1);
}

BOOST_FIXTURE_TEST_CASE(a_client_may_leave_in_the_middle_of_one, slow_steps) {
  start();
  talker();
  auto& gone = arrive();
  for (int i = 0; i < 3; ++i)
    run.home().run_once({});
  BOOST_TEST_REQUIRE(gone.socket->take().empty());
  gone.socket->reset();
  rest();
  BOOST_TEST(run.count(kind::failed) == 1U);
  BOOST_TEST(answers());
  let_pass(61s);
  check_events(run.events);
}

BOOST_FIXTURE_TEST_CASE(everybody_gets_in_though_somebody_talks_all_the_time, slow_steps) {
  start();
  auto& one = talker();
  std::vector<tls_guest*> crowd;
  for (int i = 0; i < 20; ++i)
    crowd.push_back(&arrive());
  for (int rounds = 0; rounds < 1000; ++rounds) {
    one.say("hello\n");
    for (const auto& each : guests)
      each->go_on();
    run.home().run_once({});
  }
  for (auto* each : crowd)
    BOOST_TEST(each->tls.complete());
  BOOST_TEST(run.count(kind::connected) == 21U);
}

BOOST_AUTO_TEST_CASE(every_operation_may_fail_in_the_middle_of_one) {
  slow_steps sound;
  sound.start();
  BOOST_TEST_REQUIRE(sound.scenario());
  const auto order = on_the_network([](auto& faults, std::size_t n) { faults.throw_in(n); });
  BOOST_TEST(fail_one_after_the_other<slow_steps>(order) > 10U);
  BOOST_TEST(fail_one_after_the_other<slow_choices>(order) > 10U);
  fail_one_after_the_other<slow_steps>(
    on_the_network([](auto& faults, std::size_t n) { faults.fail_operation(n, std::errc::connection_reset); }));
  BOOST_TEST(fail_one_after_the_other<slow_steps>(in_calls_of_the_loop(1)) > 10U);
}

BOOST_AUTO_TEST_SUITE_END()
