#include <atomic>
#include <string>
#include <thread>

#include <boost/test/unit_test.hpp>
#include <caf/send.hpp>

#include "troupe/actors/idle_supervisor.hpp"
#include "troupe/net/file.hpp"
#include "troupe/tests/actors/server_fixture.hpp"
#include "troupe/tests/support/temporary_file.hpp"

using namespace troupe;
using namespace troupe::actors_test;
using actors::close_how;

namespace {

struct threaded_server : kernel_server {
  threaded_server() {
    run.how.threads = 2;
    run.options.send_limit = 20'000;
  }
};

/// Writes everything, whatever is taken at a time; false when the connection was closed before.
bool write_all(connection& to, std::string_view bytes) {
  while (!bytes.empty()) {
    if (!to.connected())
      return false;
    bytes.remove_prefix(to.write(bytes, actors::when_full::keep_quiet));
    if (!bytes.empty())
      to.place().wait_for_progress(20s, [&] { return to.out().room() > 0 || !to.connected(); });
  }
  return true;
}

} // namespace

BOOST_AUTO_TEST_SUITE(actors_threads)

BOOST_FIXTURE_TEST_CASE(a_write_from_a_foreign_thread_arrives_in_order, threaded_server) {
  start();
  auto [client, target] = join();
  std::string sent;
  for (int i = 0; i < 20'000; ++i)
    sent += std::to_string(i) + ",";
  bool complete = false;
  std::thread writer([&, to = target] {
    complete = true;
    for (std::size_t at = 0; at < sent.size(); at += 1000)
      complete = write_all(*to, std::string_view{sent}.substr(at, 1000)) && complete;
  });
  const auto received = client.receive(sent.size());
  writer.join();
  BOOST_TEST(complete);
  BOOST_TEST((received == sent));
}

BOOST_FIXTURE_TEST_CASE(several_threads_share_one_budget, threaded_server) {
  start();
  auto [client, target] = join({false, 8192});
  std::atomic<std::uint64_t> most{0};
  std::atomic<std::uint64_t> taken{0};
  std::vector<std::thread> writers;
  for (int i = 0; i < 4; ++i) {
    writers.emplace_back([&, to = target] {
      // Nobody reads: the kernel's buffers fill, then the budget.
      for (int refused = 0; refused < 200;) {
        const auto now = to->write(std::string(700, 'x'), actors::when_full::keep_quiet);
        taken += now;
        refused += now == 0 ? 1 : 0;
        for (auto seen = most.load(), pending = to->out().pending(); pending > seen;) {
          if (most.compare_exchange_weak(seen, pending))
            break;
        }
      }
    });
  }
  for (auto& writer : writers)
    writer.join();
  BOOST_TEST(most <= 20'000U);
  BOOST_TEST(client.receive(taken).size() == taken);
  until([&, to = target] { return to->out().pending() == 0 && to->out().ready(); });
}

BOOST_FIXTURE_TEST_CASE(a_foreign_sender_that_was_refused_hears_of_room, threaded_server) {
  start();
  auto [client, target] = join({false, 8192});
  std::size_t taken = 0;
  for (int refused = 0; refused < 100;) {
    const auto now = target->write(std::string(1000, 'x'), actors::when_full::keep_quiet);
    taken += now;
    refused += now == 0 ? 1 : 0;
  }
  std::size_t more = 0;
  while ((more = target->write("one more")) > 0)
    taken += more;
  BOOST_TEST(run.count(kind::ready_to_send, target->id()) == 1U);
  client.receive(taken);
  until([&, id = target->id()] { return run.count(kind::ready_to_send, id) == 2; });
}

// As when the room comes between the refusal and the wish for it.
BOOST_FIXTURE_TEST_CASE(a_foreign_sender_that_asks_for_room_when_there_is_some_hears_of_it, threaded_server) {
  start();
  auto [client, target] = join();
  target->refuse_write(false, actors::when_full::report);
  until([&, id = target->id()] { return run.count(kind::ready_to_send, id) == 2; });
  until([to = target] { return to->out().ready(); });
}

BOOST_FIXTURE_TEST_CASE(a_foreign_write_before_a_disconnect_is_delivered_and_one_after_it_is_not, threaded_server) {
  start();
  for (int round = 0; round < 50; ++round) {
    auto [client, target] = join();
    BOOST_TEST(target->write("last words") == 10U);
    target->disconnect(close_how::lingering);
    BOOST_TEST(client.receive_until_closed() == "last words");
    BOOST_TEST(client.error() == 0);
    until([to = target] { return to->gone(); });
    BOOST_TEST(target->write("too late") == 0U);
  }
}

BOOST_FIXTURE_TEST_CASE(a_foreign_sender_that_waits_is_told_when_the_client_goes, threaded_server) {
  start();
  auto [client, target] = join({false, 8192});
  bool complete = true;
  std::thread writer([&, to = target] { complete = write_all(*to, std::string(50'000'000, 'x')); });
  until([to = target] { return to->out().room() == 0; });
  client.reset();
  writer.join();
  BOOST_TEST(!complete);
  until([&, id = target->id()] { return run.count(kind::ended, id) == 1; });
}

BOOST_FIXTURE_TEST_CASE(interrupt_from_a_foreign_thread_drops_a_file_and_keeps_the_client, threaded_server) {
  const test::temporary_folder folder;
  const auto file = *net::file::open(folder.file("f", std::string(20'000'000, 'x')));
  start();
  auto [client, target] = join({false, 8192});
  BOOST_TEST(target->write(net::send_queue::file_part{file, 0, file->size()}));
  target->interrupt();
  BOOST_TEST(target->out().interrupts() == 1U);
  until([to = target] { return to->out().pending() == 0; });
  BOOST_TEST(target->write("end") == 3U);
  std::string received;
  until([&, &socket = client] {
    received += socket.receive_available();
    return received.size() >= 3 && received.compare(received.size() - 3, 3, "end") == 0;
  });
  BOOST_TEST(received.size() < 20'000'000U);
  BOOST_TEST(run.count(kind::ended) == 0U);
}

BOOST_FIXTURE_TEST_CASE(a_pause_from_a_foreign_thread_loses_nothing, threaded_server) {
  start();
  auto [client, target] = join();
  std::string sent;
  for (int i = 0; i < 3000; ++i)
    sent += std::to_string(i) + ";";
  std::atomic<bool> over{false};
  std::thread toggler([&, to = target] {
    for (bool paused = true; !over; paused = !paused) {
      to->pause(paused);
      std::this_thread::yield();
    }
    to->pause(false);
  });
  for (std::size_t at = 0; at < sent.size(); at += 10)
    client.send_all(std::string_view{sent}.substr(at, 10));
  until([&, id = target->id()] { return run.events.data(id).size() == sent.size(); });
  over = true;
  toggler.join();
  BOOST_TEST((run.events.data(target->id()) == sent));
}

BOOST_FIXTURE_TEST_CASE(a_client_that_keeps_sending_gets_the_last_bytes, kernel_server) {
  run.then.data = [](connection& to, const net::frame&) {
    to.write("the last bytes");
    to.disconnect(close_how::lingering);
  };
  start();
  auto [client, target] = join();
  client.send_all("first");
  until([&, id = target->id()] { return run.count(kind::ended, id) == 1; });
  for (int i = 0; i < 50; ++i) {
    client.send_all(std::string(1000, 'x'));
    pump();
  }
  BOOST_TEST(client.receive_until_closed() == "the last bytes");
  BOOST_TEST(client.error() == 0);
}

// Listening begins while the threads do: nothing may run on the caller's thread any more.
BOOST_AUTO_TEST_CASE(a_threaded_server_can_be_used_the_moment_it_has_started) {
  for (int round = 0; round < 100; ++round) {
    kernel_server server;
    server.run.how.threads = 3;
    server.start();
    BOOST_REQUIRE(server.run.server().own_worker() == nullptr);
    const auto client = server.connect();
    if (round % 10 == 0)
      server.until([&] { return server.run.count(kind::connected) == 1; });
  }
}

BOOST_FIXTURE_TEST_CASE(idle_timeouts_are_set_from_foreign_threads_while_the_supervisor_dies, threaded_server) {
  run.options.restarts = {1'000'000, 10s};
  run.how.threads = 1;
  start();
  auto [client, target] = join();
  // The worker's own business, but this is the one thing that nobody may use from here.
  auto* const mortal = run.home().idle();
  const auto handle = caf::actor_cast<caf::actor>(mortal->ctrl());
  for (int i = 1; i <= 1000; ++i) {
    target->idle_timeout(1000 + i % 7);
    if (i == 500)
      caf::anon_send_exit(handle, caf::exit_reason::kill);
  }
  target->idle_timeout(1);
  until([&, id = target->id()] { return run.count(kind::ended, id) == 1; });
}

BOOST_AUTO_TEST_CASE(a_server_can_be_destroyed_with_everything_in_flight) {
  const test::temporary_folder folder;
  const auto file = *net::file::open(folder.file("f", std::string(5'000'000, 'x')));
  for (int round = 0; round < 20; ++round) {
    kernel_server server;
    server.run.how.threads = static_cast<std::size_t>(round % 4);
    server.run.options.idle_timeout = 5;
    server.run.then.data = [&](connection& to, const net::frame& what) {
      to.write(what.text);
      to.write(net::send_queue::file_part{file, 0, file->size()});
      if (to.id() % 3 == 0)
        to.disconnect(close_how::lingering);
    };
    server.start();
    std::vector<test::client> clients;
    for (int i = 0; i < 30; ++i) {
      clients.push_back(server.connect());
      clients.back().send_all("hello");
    }
    server.until([&] { return server.run.count(kind::data) >= 10; });
    const auto kept = server.run.server().connections();
    for (const auto& one : kept)
      one->write("from elsewhere");
    server.run.stop();
    for (const auto& one : kept)
      BOOST_TEST(!one->connected());
    for (auto& one : clients)
      one.receive_until_closed();
  }
}

BOOST_AUTO_TEST_SUITE_END()
