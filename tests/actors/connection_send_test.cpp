#include <new>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/net/file.hpp"
#include "troupe/tests/actors/line_server.hpp"
#include "troupe/tests/support/temporary_file.hpp"

using namespace troupe;
using namespace troupe::actors_test;
using actors::close_how;

BOOST_AUTO_TEST_SUITE(actors_connection_send)

BOOST_FIXTURE_TEST_CASE(a_write_takes_what_the_budget_allows_and_room_is_reported_after_a_refusal, line_server) {
  start();
  auto client = connect();
  client.stall(true);
  const auto target = run.find(1);
  const auto bytes = pattern(400'000);
  const auto taken = target->write(bytes);
  // The window's 64 KiB and the budget.
  BOOST_TEST(taken == 65'536U + 100'000U);
  BOOST_TEST(!target->out().ready());
  BOOST_TEST(target->write("x") == 0U);
  client.stall(false);
  settle();
  BOOST_TEST(client.take() == bytes.substr(0, taken));
  BOOST_TEST(target->out().ready());
  BOOST_TEST(run.count(kind::ready_to_send) == 2U);
  BOOST_TEST(target->out().pending() == 0U);
}

BOOST_FIXTURE_TEST_CASE(room_is_not_reported_after_a_part_was_taken, line_server) {
  start();
  auto client = connect();
  client.stall(true);
  BOOST_TEST(run.find(1)->write(pattern(400'000)) < 400'000U);
  client.stall(false);
  settle();
  BOOST_TEST(run.find(1)->out().ready());
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
  BOOST_TEST(target->out().pending() == 0U);
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

BOOST_FIXTURE_TEST_CASE(those_who_stay_get_what_was_sent_to_all_before_others_were_disconnected, line_server) {
  run.options.linger = false;
  start();
  constexpr std::size_t count = 12;
  std::vector<net::simulated_peer> clients;
  for (std::size_t i = 0; i < count; ++i)
    clients.push_back(connect());
  run.then.data = [&](connection&, const net::frame&) {
    for (const auto& each : run.server().connections())
      each->write("to all");
    // From the front, the back and the middle.
    for (const connection_id id : {1, 2, 12, 6, 7, 11})
      run.find(id)->disconnect(actors::close_how::lingering);
    for (const auto& each : run.server().connections())
      each->write(", and more");
  };
  clients[4].send("go\n");
  settle();
  for (std::size_t i = 0; i < count; ++i)
    BOOST_TEST(clients[i].take() ==
               (run.count(kind::ended, static_cast<connection_id>(i) + 1) > 0 ? "" : "to all, and more"));
  BOOST_TEST(run.count(kind::ended) == 6U);
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
  BOOST_TEST(target->out().pending() == 0U);
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
  BOOST_TEST(target->out().interrupts() == 1U);
  client.stall(false);
  settle();
  BOOST_TEST((client.take() == before + "behind"));
  BOOST_TEST(target->out().pending() == 0U);
  BOOST_TEST(run.count(kind::ended) == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
