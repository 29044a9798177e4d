#include <new>
#include <optional>
#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/actors/fail_at_n.hpp"

using namespace troupe;
using namespace troupe::actors_test;

namespace {

/// What a chat does: accepts, answers lines, tells them to everyone else, times out, disconnects.
struct chat_server : simulated_server {
  static constexpr int most_connected = 1;

  chat_server() {
    run.options.framing.eol = net::delimiter{"\n"};
    run.options.idle_timeout = 60;
    run.options.refusal = "full\n";
    run.options.restarts = {50, 10s};
    run.how.max_connections = 3;
    run.then.data = [this](connection& from, const net::frame& line) {
      from.write("you: " + std::string(line.text) + "\n");
      for (const auto& other : run.server().connections()) {
        if (other->id() != from.id())
          other->write("other: " + std::string(line.text) + "\n");
      }
      if (line.text == "bye")
        from.disconnect(actors::close_how::lingering);
    };
  }

  /// Connects if it can: a listener that could not begin to accept has a backlog all the same.
  std::optional<net::simulated_peer> visit() {
    auto joined = network.connect(run.port());
    settle();
    if (!joined)
      return std::nullopt;
    return std::move(*joined);
  }
  static void say(std::optional<net::simulated_peer>& who, const std::string& what) {
    if (who)
      who->send(what);
  }

  /// Tells everybody, from outside of every event.
  void announce(const std::string& what) {
    for (const auto& served : run.server().connections()) {
      try {
        served->write(what);
      } catch (const std::bad_alloc&) {
        ++unannounced; // The application's to handle: this connection may live on without it.
      }
    }
    run.home().flush_if_idle();
  }
  int unannounced = 0;

  bool answers() {
    auto next = connect();
    next.send("again\n");
    settle();
    return next.take() == "you: again\n";
  }

  /// True if everybody got what was to be expected.
  bool scenario() {
    auto one = visit();
    auto two = visit();
    auto three = visit();
    auto refused = visit();
    say(one, "hello\nwor");
    settle();
    if (two)
      two->stall(true);
    say(one, "ld\n");
    settle();
    announce(std::string(100'000, '*') + "\n");
    settle();
    if (two)
      two->stall(false);
    say(two, "bye\n");
    pass(3s);
    if (three)
      three->finish_sending();
    settle();
    const auto first = one ? one->take() : "";
    // It has nothing more to say, and is timed out.
    pass(61s);
    const auto stars = std::string(100'000, '*') + "\n";
    return one && two && three && refused && refused->take() == "full\n" &&
           first == "you: hello\nyou: world\n" + stars + "other: bye\n" &&
           two->take() == "other: hello\nother: world\n" + stars + "you: bye\n";
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(actors_fail_at_n)

BOOST_AUTO_TEST_CASE(the_scenario_passes_without_faults) {
  chat_server server;
  server.start();
  BOOST_TEST(server.scenario());
  check_events(server.run.events);
  BOOST_TEST(server.run.count(kind::connected) == 3U);
  BOOST_TEST((server.run.events.of(kind::ended, 1).at(0).reason == std::errc::timed_out));
}

BOOST_AUTO_TEST_CASE(every_operation_may_lack_memory) {
  const auto failed =
    fail_one_after_the_other<chat_server>(on_the_network([](auto& faults, std::size_t n) { faults.throw_in(n); }));
  BOOST_TEST(failed > 20U);
}

// Two in a row: what mends the damage of the first may fail itself.
BOOST_AUTO_TEST_CASE(two_operations_in_a_row_may_lack_memory) {
  fail_one_after_the_other<chat_server>(on_the_network([](auto& faults, std::size_t n) {
    faults.throw_in(n);
    faults.throw_in(n + 1);
  }));
}

BOOST_AUTO_TEST_CASE(every_operation_may_fail_with_any_error_of_its_kind) {
  for (const auto error :
       {std::errc::connection_reset, std::errc::too_many_files_open, std::errc::resource_unavailable_try_again,
        std::errc::connection_aborted, std::errc::not_enough_memory, std::errc::broken_pipe}) {
    BOOST_TEST_CONTEXT(std::make_error_code(error).message())
    fail_one_after_the_other<chat_server>(
      on_the_network([error](auto& faults, std::size_t n) { faults.fail_operation(n, error); }));
  }
}

BOOST_AUTO_TEST_CASE(every_call_of_the_loop_may_throw) {
  BOOST_TEST(fail_one_after_the_other<chat_server>(in_calls_of_the_loop(1)) > 20U);
}

BOOST_AUTO_TEST_CASE(several_calls_of_the_loop_in_a_row_may_throw) {
  fail_one_after_the_other<chat_server>(in_calls_of_the_loop(2));
  fail_one_after_the_other<chat_server>(in_calls_of_the_loop(5));
}

BOOST_AUTO_TEST_SUITE_END()
