#include <boost/test/unit_test.hpp>

#include <string>

#include "troupe/net/file.hpp"
#include "troupe/tests/actors/server_fixture.hpp"
#include "troupe/tests/support/temporary_file.hpp"

using namespace troupe;
using namespace troupe::actors_test;
using actors::close_how;

namespace {

/// Bytes of which every part is in its place or not.
std::string pattern(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i)
    bytes[i] = static_cast<char>('a' + (i * 7 + i / 251) % 26);
  return bytes;
}

struct line_server : simulated_server {
  line_server() {
    run.options.framing.eol = net::delimiter{"\n"};
    run.options.send_limit = 100'000;
  }
  std::error_code end_reason(connection_id id) { return run.events.of(kind::ended, id).at(0).reason; }
};

} // namespace

BOOST_AUTO_TEST_SUITE(actors_connection)

// -- receiving -----------------------------------------------------------------------------------------------------

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

BOOST_FIXTURE_TEST_CASE(a_paused_connection_with_nothing_buffered_ends_with_its_client, line_server) {
  start();
  auto client = connect();
  run.find(1)->pause(true);
  client.close();
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

// -- sending -------------------------------------------------------------------------------------------------------

BOOST_FIXTURE_TEST_CASE(a_write_takes_what_the_budget_allows_and_room_is_reported_after_a_refusal, line_server) {
  start();
  auto client = connect();
  client.stall(true);
  const auto target = run.find(1);
  const auto bytes = pattern(400'000);
  const auto taken = target->write(bytes);
  // The window's 64 KiB and the budget.
  BOOST_TEST(taken == 65'536U + 100'000U);
  BOOST_TEST(!target->ready_to_send());
  BOOST_TEST(target->write("x") == 0U);
  client.stall(false);
  settle();
  BOOST_TEST(client.take() == bytes.substr(0, taken));
  BOOST_TEST(target->ready_to_send());
  BOOST_TEST(run.count(kind::ready_to_send) == 2U);
  BOOST_TEST(target->pending() == 0U);
}

BOOST_FIXTURE_TEST_CASE(room_is_not_reported_after_a_part_was_taken, line_server) {
  start();
  auto client = connect();
  client.stall(true);
  BOOST_TEST(run.find(1)->write(pattern(400'000)) < 400'000U);
  client.stall(false);
  settle();
  BOOST_TEST(run.find(1)->ready_to_send());
  BOOST_TEST(run.count(kind::ready_to_send) == 1U);
}

BOOST_FIXTURE_TEST_CASE(nothing_can_be_written_after_a_disconnect, line_server) {
  start();
  auto client = connect();
  const auto target = run.find(1);
  target->disconnect(close_how::lingering);
  BOOST_TEST(target->write("late") == 0U);
  BOOST_TEST(!target->write(net::send_queue::file_part{}));
  settle();
  BOOST_TEST(target->write("later") == 0U);
  BOOST_TEST(target->gone());
  BOOST_TEST(!run.find(1));
  BOOST_TEST(client.take() == "");
}

BOOST_FIXTURE_TEST_CASE(a_write_without_memory_gives_its_room_back, line_server) {
  start();
  auto client = connect();
  const auto target = run.find(1);
  throwing.before = [](std::string_view call) {
    if (call == "queue")
      throw std::bad_alloc{};
  };
  BOOST_CHECK_THROW(target->write("lost"), std::bad_alloc);
  throwing.before = [](std::string_view) {};
  BOOST_TEST(target->pending() == 0U);
  BOOST_TEST(target->write("kept") == 4U);
  run.home().flush_if_idle();
  settle();
  BOOST_TEST(client.take() == "kept");
}

BOOST_FIXTURE_TEST_CASE(all_answers_to_one_block_are_written_at_once, line_server) {
  run.then.data = [](connection& to, const net::frame& what) { to.write(what.text); };
  start();
  auto client = connect();
  std::string lines;
  for (int i = 0; i < 100; ++i)
    lines += "x\n";
  const auto before = network.faults().operations(net::simulated_operation::send);
  client.send(lines);
  settle();
  BOOST_TEST(network.faults().operations(net::simulated_operation::send) - before == 1U);
  BOOST_TEST(client.take() == std::string(100, 'x'));
}

BOOST_FIXTURE_TEST_CASE(a_file_is_sent_between_what_was_written_before_and_after, line_server) {
  const test::temporary_folder folder;
  const auto content = pattern(300'000);
  const auto file = *net::file::open(folder.file("f", content));
  start();
  auto client = connect();
  const auto target = run.find(1);
  BOOST_TEST(target->write("<") == 1U);
  BOOST_TEST(target->write(net::send_queue::file_part{file, 0, file->size()}));
  // Files go beyond the budget, but leave no room for anything else.
  BOOST_TEST(target->write(">") == 0U);
  settle();
  BOOST_TEST(target->write(">") == 1U);
  run.home().flush_if_idle();
  settle();
  BOOST_TEST((client.take() == "<" + content + ">"));
  BOOST_TEST(target->pending() == 0U);
}

BOOST_FIXTURE_TEST_CASE(interrupt_drops_files_that_wait_and_nothing_else, line_server) {
  const test::temporary_folder folder;
  const auto file = *net::file::open(folder.file("f", pattern(50'000)));
  start();
  auto client = connect();
  client.stall(true);
  const auto target = run.find(1);
  const auto before = pattern(90'000);
  BOOST_TEST(target->write(before) == before.size());
  BOOST_TEST(target->write(net::send_queue::file_part{file, 0, file->size()}));
  BOOST_TEST(target->write("behind") == 6U);
  target->interrupt();
  BOOST_TEST(target->interrupted());
  client.stall(false);
  settle();
  BOOST_TEST((client.take() == before + "behind"));
  BOOST_TEST(target->pending() == 0U);
  BOOST_TEST(run.count(kind::ended) == 0U);
}

// -- closing -------------------------------------------------------------------------------------------------------

BOOST_FIXTURE_TEST_CASE(a_lingering_close_delivers_what_is_queued_first, line_server) {
  start();
  auto client = connect();
  client.stall(true);
  const auto bytes = pattern(150'000);
  BOOST_TEST(run.find(1)->write(bytes) == bytes.size());
  run.find(1)->disconnect(close_how::lingering);
  pass(20s);
  BOOST_TEST(run.count(kind::ended) == 0U);
  client.stall(false);
  settle();
  BOOST_TEST((client.take() == bytes));
  BOOST_TEST(client.saw_end());
  BOOST_TEST(run.count(kind::ended) == 1U);
  BOOST_TEST(!end_reason(1));
}

BOOST_FIXTURE_TEST_CASE(draining_gives_up_after_the_limit_without_progress, line_server) {
  run.options.drain_limit = 30s;
  start();
  auto client = connect();
  client.stall(true);
  run.find(1)->write(pattern(150'000));
  run.find(1)->disconnect(close_how::lingering);
  pass(20s);
  // A little progress: the time begins anew.
  client.stall(false);
  BOOST_TEST(client.received().size() == 65'536U);
  client.stall(true);
  pass(29s);
  BOOST_TEST(run.count(kind::ended) == 0U);
  pass(2s);
  BOOST_TEST(run.count(kind::ended) == 1U);
  BOOST_TEST((end_reason(1) == std::errc::timed_out));
}

BOOST_FIXTURE_TEST_CASE(a_client_that_never_reads_is_timed_out_while_draining, line_server) {
  run.options.drain_limit = 30s;
  start();
  auto client = connect();
  client.stall(true);
  run.find(1)->write(pattern(150'000));
  run.find(1)->disconnect(close_how::lingering);
  pass(29s);
  BOOST_TEST(run.count(kind::ended) == 0U);
  pass(2s);
  BOOST_TEST((end_reason(1) == std::errc::timed_out));
  BOOST_TEST(client.was_reset());
  BOOST_TEST(network.open_sockets() == 1U);
}

BOOST_FIXTURE_TEST_CASE(a_client_that_resets_while_draining_ends_it, line_server) {
  start();
  auto client = connect();
  client.stall(true);
  run.find(1)->write(pattern(150'000));
  run.find(1)->disconnect(close_how::lingering);
  settle();
  client.reset();
  settle();
  BOOST_TEST(run.count(kind::ended) == 1U);
  BOOST_TEST(bool(end_reason(1)));
  BOOST_TEST(network.open_sockets() == 1U);
}

BOOST_FIXTURE_TEST_CASE(an_abrupt_close_resets_at_once_and_loses_what_is_queued, line_server) {
  start();
  auto client = connect();
  client.stall(true);
  run.find(1)->write(pattern(150'000));
  run.find(1)->disconnect(close_how::abrupt);
  settle();
  BOOST_TEST(client.was_reset());
  BOOST_TEST(run.count(kind::ended) == 1U);
  BOOST_TEST(!end_reason(1));
}

BOOST_FIXTURE_TEST_CASE(without_linger_every_close_is_abrupt, line_server) {
  run.options.linger = false;
  start();
  auto client = connect();
  client.stall(true);
  run.find(1)->write(pattern(150'000));
  run.find(1)->disconnect(close_how::lingering);
  settle();
  BOOST_TEST(client.was_reset());
  BOOST_TEST(run.count(kind::ended) == 1U);
}

BOOST_FIXTURE_TEST_CASE(after_a_close_the_client_has_time_to_read_and_to_close_its_side, line_server) {
  run.then.connected = [](connection& to) {
    to.write("goodbye");
    to.disconnect(close_how::lingering);
  };
  start();
  auto client = connect();
  BOOST_TEST(run.count(kind::ended) == 1U);
  BOOST_TEST(run.server().context().permits.in_use() == 0);
  client.send("still talking");
  settle();
  BOOST_TEST(client.take() == "goodbye");
  BOOST_TEST(!client.was_reset());
  BOOST_TEST(network.open_sockets() == 2U);
  client.close();
  settle();
  BOOST_TEST(network.open_sockets() == 1U);
}

BOOST_FIXTURE_TEST_CASE(a_client_that_does_not_close_its_side_is_closed_soon, line_server) {
  start();
  auto client = connect();
  run.find(1)->disconnect(close_how::lingering);
  pass(5s);
  BOOST_TEST(network.open_sockets() == 1U);
  BOOST_TEST(run.count(kind::data) == 0U);
}

BOOST_FIXTURE_TEST_CASE(a_disconnect_in_an_event_ends_the_events_of_that_connection, line_server) {
  run.then.data = [](connection& from, const net::frame&) { from.disconnect(close_how::lingering); };
  start();
  auto client = connect();
  client.send("1\n2\n3\n");
  settle();
  BOOST_TEST(run.events.data(1) == "1");
  BOOST_TEST(run.count(kind::ended) == 1U);
}

// -- timeouts --------------------------------------------------------------------------------------------------------

BOOST_FIXTURE_TEST_CASE(traffic_in_either_direction_puts_the_idle_timeout_off, line_server) {
  run.options.idle_timeout = 10;
  start();
  auto client = connect();
  pass(9s);
  client.send("x\n");
  pass(9s);
  run.find(1)->write("y");
  run.home().flush_if_idle();
  pass(9s);
  BOOST_TEST(run.count(kind::ended) == 0U);
  pass(2s);
  BOOST_TEST((end_reason(1) == std::errc::timed_out));
  BOOST_TEST(run.server().connections().empty());
}

BOOST_FIXTURE_TEST_CASE(the_idle_timeout_may_be_changed_at_any_time, line_server) {
  start();
  auto one = connect();
  auto two = connect();
  auto three = connect();
  run.find(1)->idle_timeout(100);
  run.find(2)->idle_timeout(100);
  pass(5s);
  run.find(1)->idle_timeout(10); // shorter
  run.find(2)->idle_timeout(0);  // none
  run.find(3)->idle_timeout(50); // longer than any so far
  pass(6s);
  BOOST_TEST(run.count(kind::ended, 1) == 1U);
  pass(100s);
  BOOST_TEST(run.count(kind::ended, 2) == 0U);
  BOOST_TEST(run.count(kind::ended, 3) == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
