#include <algorithm>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/actors/line_server.hpp"

using namespace troupe;
using namespace troupe::actors_test;

BOOST_AUTO_TEST_SUITE(actors_connection_receive)

BOOST_FIXTURE_TEST_CASE(reports_in_order_connected_ready_data_and_end, line_server) {
  start();
  auto client = *network.connect(run.port());
  client.send("one\ntwo\nrest");
  client.close();
  settle();
  std::vector<kind> kinds;
  for (const auto& one : run.events.all())
    kinds.push_back(one.what);
  const std::vector<kind> expected{kind::request, kind::connected, kind::ready_to_send, kind::data,
                                   kind::data,    kind::data,      kind::ended};
  BOOST_TEST((kinds == expected));
  BOOST_TEST(run.events.of(kind::data, 1)[1].text == "two");
  BOOST_TEST(!run.events.of(kind::data, 1)[2].eol);
  BOOST_TEST(!end_reason(1));
}

BOOST_FIXTURE_TEST_CASE(a_client_that_has_finished_sending_gets_all_the_answers_and_then_the_end, line_server) {
  run.then.data = [](connection& to, const net::frame& what) { to.write(std::string(what.text) + "!"); };
  start();
  auto client = connect();
  client.send("a\nb\nc");
  client.finish_sending();
  settle();
  BOOST_TEST(client.take() == "a!b!c!");
  BOOST_TEST(client.saw_end());
  BOOST_TEST(!client.was_reset());
  BOOST_TEST(!end_reason(1));
}

BOOST_FIXTURE_TEST_CASE(a_reset_is_the_reason_of_the_end, line_server) {
  start();
  auto client = connect();
  client.reset();
  settle();
  BOOST_TEST((end_reason(1) == std::errc::connection_reset));
}

BOOST_FIXTURE_TEST_CASE(a_pause_in_an_event_holds_for_the_very_next_line, line_server) {
  run.then.data = [](connection& from, const net::frame&) { from.pause(true); };
  start();
  auto client = connect();
  client.send("1\n2\n3\n");
  for (std::size_t lines = 1; lines <= 3; ++lines) {
    settle();
    BOOST_TEST(run.count(kind::data) == lines);
    run.find(1)->pause(false);
  }
}

BOOST_FIXTURE_TEST_CASE(a_paused_connection_keeps_what_was_buffered_and_the_end_of_the_stream, line_server) {
  start();
  auto client = connect();
  run.find(1)->pause(true);
  client.send("kept\nrest");
  settle();
  client.close();
  pass(10s);
  BOOST_TEST(run.count(kind::data) == 0U);
  BOOST_TEST(run.count(kind::ended) == 0U);
  run.find(1)->pause(false);
  settle();
  BOOST_TEST(run.events.data(1) == "keptrest");
  BOOST_TEST(run.count(kind::ended) == 1U);
}

BOOST_FIXTURE_TEST_CASE(a_paused_connection_whose_client_finished_sending_is_answered_before_it_ends, line_server) {
  start();
  auto client = connect();
  run.find(1)->pause(true);
  client.finish_sending();
  settle();
  BOOST_TEST(run.count(kind::ended) == 0U);
  BOOST_TEST(run.find(1)->write("the answer") == 10U);
  run.find(1)->pause(false);
  settle();
  BOOST_TEST(run.count(kind::ended) == 1U);
  BOOST_TEST(client.take() == "the answer");
}

BOOST_FIXTURE_TEST_CASE(a_paused_connection_with_nothing_buffered_ends_when_it_is_reset, line_server) {
  start();
  auto client = connect();
  run.find(1)->pause(true);
  client.send("x\n");
  settle();
  run.find(1)->pause(false);
  settle();
  run.find(1)->pause(true);
  client.reset();
  run.server().first_worker().run_once({});
  // Paused and silent, the server hears of it when it sends.
  if (const auto waiting = run.find(1))
    waiting->write("anybody there?");
  settle();
  BOOST_TEST(run.count(kind::ended) == 1U);
}

BOOST_FIXTURE_TEST_CASE(a_paused_connection_lets_tcp_push_back, line_server) {
  start();
  auto client = connect();
  run.find(1)->pause(true);
  client.send(pattern(1'024'000));
  settle();
  BOOST_TEST(client.unsent() > 800'000U);
  run.find(1)->pause(false);
  settle();
  BOOST_TEST(client.unsent() == 0U);
  BOOST_TEST((run.events.data(1) == pattern(1'024'000)));
}

BOOST_FIXTURE_TEST_CASE(no_event_of_a_connection_begins_within_another_one, line_server) {
  int depth = 0;
  int deepest = 0;
  run.then.data = [&](connection&, const net::frame& what) {
    deepest = std::max(deepest, ++depth);
    if (what.text == "wait") {
      for (int i = 0; i < 20; ++i)
        run.home().run_once({});
    }
    --depth;
  };
  start();
  auto one = connect();
  auto two = connect();
  one.send("wait\n");
  network.schedule({}, [&] {
    one.send("more\n");
    one.close();
    two.send("other\n");
  });
  settle();
  pass(1s);
  // The other one's event fired inside; its own did not.
  BOOST_TEST(deepest == 2);
  BOOST_TEST(run.events.data(1) == "waitmore");
  BOOST_TEST(run.events.data(2) == "other");
  BOOST_TEST(run.count(kind::ended, 1) == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
