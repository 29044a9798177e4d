#include <filesystem>
#include <iterator>
#include <new>
#include <stdexcept>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/actors/echo_server.hpp"
#include "troupe/tests/support/memory_faults.hpp"

using namespace troupe;
using namespace troupe::actors_test;

namespace {

std::ptrdiff_t open_descriptors() {
  return std::distance(std::filesystem::directory_iterator{"/proc/self/fd"}, std::filesystem::directory_iterator{});
}

} // namespace

BOOST_AUTO_TEST_SUITE(actors_failure)

// -- brokers -------------------------------------------------------------------------------------------------------

BOOST_FIXTURE_TEST_CASE(a_killed_broker_ends_its_connections_and_is_started_again, echo_server) {
  start();
  auto one = connect();
  auto two = connect();
  const auto first = run.broker();
  kill(first);
  settle();
  BOOST_TEST((run.broker() != first));
  for (const connection_id id : {1, 2}) {
    BOOST_TEST(run.count(kind::ended, id) == 1U);
    BOOST_TEST((run.events.of(kind::ended, id).front().reason == std::errc::connection_aborted));
  }
  BOOST_TEST(one.saw_end());
  BOOST_TEST(two.saw_end());
  BOOST_TEST(run.server().connections().empty());
  BOOST_TEST(run.server().context().permits.in_use() == 0);
  BOOST_TEST(serves());
}

BOOST_FIXTURE_TEST_CASE(clients_that_come_while_a_broker_is_dead_are_served_by_the_next_one, echo_server) {
  start();
  kill(run.broker());
  // In the backlog before the server has turned to it.
  std::vector<net::simulated_peer> clients;
  for (int i = 0; i < 10; ++i)
    clients.push_back(*network.connect(run.port()));
  settle();
  for (auto& client : clients)
    client.send("hello");
  settle();
  for (auto& client : clients) {
    BOOST_TEST(!client.was_reset());
    BOOST_TEST(client.take() == "hello");
  }
}

BOOST_FIXTURE_TEST_CASE(a_broker_that_throws_while_it_accepts_is_started_again, echo_server) {
  bool thrown = false;
  run.then.request = [&](const net::endpoint&, bool accept) {
    if (run.count(kind::request) == 2 && !std::exchange(thrown, true))
      throw std::runtime_error{"a sink that fails"};
    return accept;
  };
  start();
  const auto first = run.broker();
  auto before = connect();
  auto unlucky = connect();
  BOOST_TEST(thrown);
  BOOST_TEST((run.broker() != first));
  BOOST_TEST(run.count(kind::ended, 1) == 1U);
  BOOST_TEST((run.events.of(kind::ended, 1).front().reason == std::errc::connection_aborted));
  BOOST_TEST(unlucky.saw_end());
  BOOST_TEST(run.server().context().permits.in_use() == 0);
  BOOST_TEST(serves());
}

BOOST_AUTO_TEST_CASE(a_client_that_finds_no_memory_is_closed_alone) {
  struct variant {
    std::int64_t most;
    actors::overload_policy then;
    const char* refusal;
  };
  constexpr auto refuse = actors::overload_policy::refuse;
  for (const auto& with :
       {variant{10, refuse, ""}, variant{1, refuse, "full"}, variant{1, actors::overload_policy::wait, ""}}) {
    std::size_t reached = 1;
    for (std::size_t n = 1; reached > 0; ++n) {
      BOOST_TEST_CONTEXT("most " << with.most << ", refusal '" << with.refusal << "', allocation " << n) {
        kernel_server server;
        server.run.then.data = echo;
        server.run.how.max_connections = with.most;
        server.run.options.overload = with.then;
        server.run.options.refusal = with.refusal;
        server.start();
        const auto broker = server.run.broker();
        const auto descriptors_before = open_descriptors();
        {
          auto before = server.join().first;
          auto unlucky = server.connect();
          unlucky.send_all("ping");
          test::memory_faults::throw_in(n);
          for (int rounds = 0; rounds < 3; ++rounds)
            server.run.home().run_once({});
          reached = test::memory_faults::clear();
          BOOST_TEST((server.run.broker() == broker));
          before.send_all("hello");
          std::string answer;
          server.until([&] { return (answer += before.receive_available()).size() == 5; });
          BOOST_TEST(server.run.count(kind::ended, 1) == 0U);
          before.close();
          server.until([&] { return unlucky.receive_available() == "ping" || unlucky.closed(); });
        }
        server.until([&] { return server.run.server().connections().empty(); });
        server.until([&] { return open_descriptors() == descriptors_before; });
        BOOST_TEST(server.run.server().context().permits.in_use() == 0);
        BOOST_TEST(server.run.home().load() == 0U);
      }
    }
  }
}

BOOST_FIXTURE_TEST_CASE(a_connection_that_cannot_be_opened_for_lack_of_memory_is_reported_alone, echo_server) {
  start();
  auto before = connect();
  throw_in_next("open");
  auto unlucky = connect();
  BOOST_REQUIRE(run.count(kind::failed) == 1U);
  BOOST_TEST((run.events.of(kind::failed).front().reason == std::errc::not_enough_memory));
  BOOST_TEST(run.server().connections().size() == 1U);
  BOOST_TEST(run.server().context().permits.in_use() == 1);
  BOOST_TEST(run.count(kind::ended) == 0U);
  BOOST_TEST(serves());
}

BOOST_FIXTURE_TEST_CASE(a_connection_that_is_open_but_cannot_begin_to_read_is_connected_and_disconnected, echo_server) {
  start();
  throw_in_next("start_receive");
  auto unlucky = connect();
  BOOST_TEST(run.count(kind::connected, 1) == 1U);
  BOOST_TEST(run.count(kind::ended, 1) == 1U);
  BOOST_TEST(run.server().connections().empty());
  BOOST_TEST(unlucky.saw_end());
  BOOST_TEST(serves());
}

BOOST_FIXTURE_TEST_CASE(a_broker_that_throws_while_it_begins_to_accept_is_started_again, echo_server) {
  throw_in_next("accept");
  start();
  BOOST_TEST(serves());
}

BOOST_FIXTURE_TEST_CASE(a_broker_that_throws_out_of_its_timer_is_started_again, echo_server) {
  start();
  network.faults().fail(net::simulated_operation::accept, 1, std::errc::too_many_files_open);
  auto waiting = connect();
  BOOST_TEST(run.count(kind::trouble) == 1U);
  throw_in_next("accept");
  pass(1s);
  BOOST_TEST(run.count(kind::connected) == 1U);
  BOOST_TEST(serves());
}

BOOST_FIXTURE_TEST_CASE(a_broker_that_cannot_start_its_back_off_timer_is_started_again, echo_server) {
  start();
  network.faults().fail(net::simulated_operation::accept, 1, std::errc::too_many_files_open);
  throw_in_next("start_timer");
  auto waiting = connect();
  pass(1s);
  BOOST_TEST(run.count(kind::connected) == 1U);
  BOOST_TEST(serves());
}

// A descriptor that comes free while the broker backs off starts a timer anew.
BOOST_FIXTURE_TEST_CASE(a_close_that_finds_no_memory_for_a_timer_does_no_harm, echo_server) {
  start();
  auto leaving = connect();
  network.faults().fail(net::simulated_operation::accept, 1, std::errc::too_many_files_open);
  auto waiting = connect();
  throw_in_next("start_timer");
  leaving.reset();
  pass(1s);
  BOOST_TEST(run.count(kind::ended, 1) == 1U);
  BOOST_TEST(run.count(kind::connected) == 2U);
  BOOST_TEST(serves());
}

BOOST_FIXTURE_TEST_CASE(a_broker_that_dies_in_the_request_event_gives_its_client_to_the_next_one_or_closes_it,
                        echo_server) {
  bool killed = false; // not again for the client of serves()
  run.then.request = [&](const net::endpoint&, bool accept) {
    if (!std::exchange(killed, true)) {
      kill(run.broker());
      run.home().run_once({});
    }
    return accept;
  };
  start();
  auto client = connect();
  client.send("hello");
  settle();
  BOOST_TEST((client.take() == "hello" || client.saw_end() || client.was_reset()));
  BOOST_TEST(run.count(kind::connected) - run.count(kind::ended) == run.server().connections().size());
  BOOST_TEST(serves());
}

// -- connections ---------------------------------------------------------------------------------------------------

BOOST_FIXTURE_TEST_CASE(a_connection_whose_turn_throws_ends_alone, echo_server) {
  start();
  auto one = connect();
  auto two = connect();
  run.find(1)->tell(actors::queued_close{});
  settle();
  auto three = connect();
  const auto victim = run.find(3);
  throw_in_next("queue");
  victim->enqueue(nullptr, caf::make_message_id(), caf::make_message(actors::queued_bytes{net::slice::copy_of("x")}),
                  nullptr);
  settle();
  BOOST_TEST(run.events.of(kind::ended, 3).size() == 1U);
  BOOST_TEST((run.events.of(kind::ended, 3).front().reason == std::errc::connection_aborted));
  two.send("still here");
  settle();
  BOOST_TEST(two.take() == "still here");
  BOOST_TEST(run.count(kind::ended, 2) == 0U);
  BOOST_TEST(run.server().context().permits.in_use() == 1);
}

BOOST_FIXTURE_TEST_CASE(a_connection_whose_handler_throws_ends_alone, echo_server) {
  run.then.data = [](connection& to, const net::frame& what) {
    if (what.text == "bad")
      throw std::runtime_error{"a handler that fails"};
    to.write(what.text);
  };
  start();
  auto one = connect();
  auto two = connect();
  one.send("bad");
  settle();
  BOOST_TEST(run.events.of(kind::ended, 1).size() == 1U);
  two.send("good");
  settle();
  BOOST_TEST(two.take() == "good");
}

BOOST_FIXTURE_TEST_CASE(a_connection_whose_answer_cannot_be_written_ends_alone, echo_server) {
  start();
  auto one = connect();
  auto two = connect();
  throw_in_next("flush");
  one.send("an answer that fails");
  settle();
  BOOST_TEST(run.count(kind::ended, 1) == 1U);
  two.send("still here");
  settle();
  BOOST_TEST(two.take() == "still here");
  BOOST_TEST(run.count(kind::ended, 2) == 0U);
}

BOOST_FIXTURE_TEST_CASE(a_connection_that_cannot_go_on_reading_ends_alone, echo_server) {
  start();
  auto one = connect();
  auto two = connect();
  run.find(1)->pause(true);
  one.send("held back");
  settle();
  throw_in_next("start_receive");
  run.find(1)->pause(false);
  settle();
  BOOST_TEST(run.count(kind::ended, 1) == 1U);
  two.send("still here");
  settle();
  BOOST_TEST(two.take() == "still here");
}

BOOST_FIXTURE_TEST_CASE(a_connection_that_cannot_linger_is_closed_and_reported, echo_server) {
  start();
  for (const char* call : {"finish_sending", "start_receive", "start_timer"}) {
    auto client = connect();
    const auto id = static_cast<connection_id>(run.count(kind::connected));
    throw_in_next(call);
    run.find(id)->disconnect(actors::close_how::lingering);
    settle();
    BOOST_TEST_CONTEXT(call) {
      BOOST_TEST(run.count(kind::ended, id) == 1U);
      pass(5s);
      BOOST_TEST((client.saw_end() || client.was_reset()));
    }
  }
  BOOST_TEST(serves());
}

BOOST_AUTO_TEST_SUITE_END()
