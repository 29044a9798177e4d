#include <functional>
#include <map>
#include <new>
#include <optional>
#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/actors/server_fixture.hpp"

using namespace troupe;
using namespace troupe::actors_test;

namespace {

/// What a chat does: accepts, answers lines, tells them to everyone else, times out, disconnects.
struct chat_server : simulated_server {
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

/// Each connection that was reported has ended, once and last.
void check_events(const event_record& events) {
  std::map<connection_id, int> alive;
  for (const auto& one : events.all()) {
    switch (one.what) {
    case kind::connected:
      BOOST_TEST(alive.count(one.id) == 0U);
      alive[one.id] = 1;
      break;
    case kind::failed:
      BOOST_TEST(alive.count(one.id) == 0U);
      alive[one.id] = 0;
      break;
    case kind::data:
    case kind::ready_to_send:
      BOOST_TEST(alive[one.id] == 1);
      break;
    case kind::ended:
      BOOST_TEST(alive[one.id] == 1);
      alive[one.id] = 0;
      break;
    case kind::request:
    case kind::trouble:
      break;
    }
  }
  for (const auto& [id, open] : alive)
    BOOST_TEST(open == 0, "connection " << id << " was never reported to be over");
}

/// Runs the scenario with the n-th operation failing, for n = 1 until it is not reached any more; how many failed.
///
/// `order` has it fail, and returns what tells whether it was reached.
template <class Order>
std::size_t fail_one_after_the_other(Order order) {
  for (std::size_t n = 1; n < 2000; ++n) {
    BOOST_TEST_CONTEXT("operation " << n) {
      chat_server server;
      server.start();
      const std::function<bool()> was_reached = order(server, n);
      const bool as_expected = server.scenario();
      const bool reached = was_reached();
      server.network.faults().clear();
      server.throwing.before = [](std::string_view) {};
      // Whatever has failed, it is over with those clients, and new ones are served.
      auto next = server.connect();
      next.send("again\n");
      server.settle();
      BOOST_TEST(next.take() == "you: again\n");
      next.close();
      server.pass(61s);
      check_events(server.run.events);
      BOOST_TEST(server.run.server().connections().empty());
      BOOST_TEST(server.run.server().context().permits.in_use() == 0);
      BOOST_TEST(server.network.open_sockets() == 1U);
      server.run.stop();
      BOOST_TEST(server.network.open_sockets() == 0U);
      if (!reached) {
        BOOST_TEST(as_expected);
        return n - 1;
      }
    }
  }
  BOOST_ERROR("the scenario has no end");
  return 0;
}

/// For `fail_one_after_the_other`: what `order` has the simulated network do.
template <class Order>
auto on_the_network(Order order) {
  return [order](chat_server& server, std::size_t n) -> std::function<bool()> {
    auto& faults = server.network.faults();
    order(faults, n);
    return [&faults, last = faults.operations() + n] { return faults.operations() >= last; };
  };
}

/// The same: `count` calls of the loop throw, from the n-th one on.
auto in_calls_of_the_loop(std::size_t count) {
  return [count](chat_server& server, std::size_t n) -> std::function<bool()> {
    const auto calls = std::make_shared<std::size_t>(0);
    server.throwing.before = [=](std::string_view) {
      ++*calls;
      if (*calls >= n && *calls < n + count)
        throw std::bad_alloc{};
    };
    return [=] { return *calls >= n; };
  };
}

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
  const auto failed = fail_one_after_the_other(on_the_network([](auto& faults, std::size_t n) { faults.throw_in(n); }));
  BOOST_TEST(failed > 20U);
}

// Two in a row: what mends the damage of the first may fail itself.
BOOST_AUTO_TEST_CASE(two_operations_in_a_row_may_lack_memory) {
  fail_one_after_the_other(on_the_network([](auto& faults, std::size_t n) {
    faults.throw_in(n);
    faults.throw_in(n + 1);
  }));
}

BOOST_AUTO_TEST_CASE(every_operation_may_fail_with_any_error_of_its_kind) {
  for (const auto error :
       {std::errc::connection_reset, std::errc::too_many_files_open, std::errc::resource_unavailable_try_again,
        std::errc::connection_aborted, std::errc::not_enough_memory, std::errc::broken_pipe}) {
    BOOST_TEST_CONTEXT(std::make_error_code(error).message())
    fail_one_after_the_other(on_the_network([error](auto& faults, std::size_t n) { faults.fail_operation(n, error); }));
  }
}

BOOST_AUTO_TEST_CASE(every_call_of_the_loop_may_throw) {
  BOOST_TEST(fail_one_after_the_other(in_calls_of_the_loop(1)) > 20U);
}

BOOST_AUTO_TEST_CASE(several_calls_of_the_loop_in_a_row_may_throw) {
  fail_one_after_the_other(in_calls_of_the_loop(2));
  fail_one_after_the_other(in_calls_of_the_loop(5));
}

BOOST_AUTO_TEST_SUITE_END()
