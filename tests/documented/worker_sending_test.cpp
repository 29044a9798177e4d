#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/error_of.hpp"
#include "troupe/tests/documented/worker_fixture.hpp"

using troupe::test::error_code_of;
using troupe::test::worker_server;

namespace {

struct started_workers : worker_server {
  started_workers() { server.StartListening(); }
};

std::string numbered_lines(int count) {
  std::string lines;
  for (int i = 0; i < count; ++i)
    lines += std::to_string(i) + '\n';
  return lines;
}

} // namespace

BOOST_AUTO_TEST_SUITE(worker_sending)

BOOST_FIXTURE_TEST_CASE(let_foreign_threads_send_and_keep_lines_whole, started_workers) {
  constexpr int senders = 4;
  constexpr int lines = 200;
  auto clients = connect_many(4);
  std::vector<std::int64_t> ids;
  for (const auto& one : clients)
    ids.push_back(id_of(one));
  std::vector<std::thread> threads;
  for (int sender = 0; sender < senders; ++sender) {
    threads.emplace_back([&, sender] {
      for (int i = 0; i < lines; ++i) {
        for (const auto id : ids)
          server.SendLine(id, std::string(20, static_cast<char>('a' + sender)));
      }
    });
  }
  for (auto& each : threads)
    each.join();
  for (auto& one : clients) {
    const auto received = one.receive(std::size_t{senders} * lines * 22);
    for (std::size_t at = 0; at < received.size(); at += 22) {
      const auto line = received.substr(at, 22);
      BOOST_REQUIRE(line == std::string(20, line[0]) + "\r\n");
    }
  }
}

BOOST_FIXTURE_TEST_CASE(keep_the_order_of_what_one_foreign_thread_sends, started_workers) {
  auto one = connect();
  const auto id = id_of(one);
  std::thread{[&] {
    for (int i = 0; i < 2000; ++i)
      server.SendText(id, std::to_string(i) + '\n');
  }}.join();
  const auto expected = numbered_lines(2000);
  BOOST_TEST((one.receive(expected.size()) == expected));
}

BOOST_FIXTURE_TEST_CASE(wait_in_a_synchronous_send_of_a_foreign_thread, started_workers) {
  auto one = connect();
  const auto id = id_of(one);
  server.Connections()[id].Timeout(60);
  const std::string much(1 << 24, 'x');
  int error = -1;
  std::thread sender{[&] { error = error_code_of([&] { server.SendText(id, much); }); }};
  const auto received = one.receive(much.size());
  sender.join();
  BOOST_TEST(error == 0);
  BOOST_TEST((received == much));
  BOOST_TEST(server.Connections()[id].BytesSent() == 0);
}

// None of them may miss the other's progress, nor get between another's text and its line end.
BOOST_FIXTURE_TEST_CASE(keep_synchronous_lines_of_several_threads_whole_and_none_times_out, started_workers) {
  auto one = connect();
  const auto id = id_of(one);
  server.Connections()[id].Timeout(2);
  constexpr int senders = 3;
  constexpr int lines = 1000;
  std::vector<int> errors(senders);
  std::vector<std::thread> threads;
  for (int sender = 0; sender < senders; ++sender) {
    threads.emplace_back([&, sender] {
      for (int i = 0; i < lines && errors[static_cast<std::size_t>(sender)] == 0; ++i) {
        errors[static_cast<std::size_t>(sender)] =
          error_code_of([&] { server.SendLine(id, std::string(20, static_cast<char>('a' + sender))); });
      }
    });
  }
  const auto received = one.receive(std::size_t{senders} * lines * 22);
  for (auto& each : threads)
    each.join();
  BOOST_TEST(errors == std::vector<int>(senders, 0), boost::test_tools::per_element());
  for (std::size_t at = 0; at < received.size(); at += 22)
    BOOST_REQUIRE(received.substr(at, 22) == std::string(20, received[at]) + "\r\n");
}

// Its own loop hears nothing of the progress of a connection on another thread.
BOOST_FIXTURE_TEST_CASE(wait_in_a_synchronous_send_of_a_handler_to_a_connection_of_another_thread, started_workers) {
  auto receivers = connect_many(4);
  std::vector<std::int64_t> ids;
  for (const auto& one : receivers) {
    ids.push_back(id_of(one));
    server.Connections()[ids.back()].Timeout(3600);
  }
  const std::string much(1 << 22, 'x');
  events.then_data_in = [this, ids](troupe::DataInEvent&) {
    for (const auto id : ids)
      server.SendText(id, std::string(1 << 22, 'x'));
  };
  auto asking = connect();
  asking.send_all("send to all");
  for (auto& one : receivers)
    BOOST_TEST((one.receive(much.size()) == much));
}

BOOST_FIXTURE_TEST_CASE(end_a_synchronous_send_of_a_foreign_thread_with_the_connection, started_workers) {
  auto one = connect();
  const auto id = id_of(one);
  server.Connections()[id].Timeout(600);
  int error = 0;
  std::thread sender{[&] { error = error_code_of([&] { server.SendText(id, std::string(1 << 24, 'x')); }); }};
  one.receive(1000);
  one.reset();
  sender.join();
  BOOST_TEST(error != 0);
}

BOOST_AUTO_TEST_SUITE_END()
