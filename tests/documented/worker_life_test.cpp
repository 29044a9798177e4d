#include <atomic>
#include <chrono>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/error_of.hpp"
#include "troupe/tests/documented/thread_limit.hpp"
#include "troupe/tests/documented/worker_fixture.hpp"

using namespace std::chrono_literals;
using troupe::test::client;
using troupe::test::error_code_of;
using troupe::test::error_of;
using troupe::test::thread_limit;
using troupe::test::worker_server;

BOOST_AUTO_TEST_SUITE(worker_life)

BOOST_AUTO_TEST_CASE(the_number_is_0_to_256) {
  troupe::TCPServer server;
  BOOST_TEST(server.Config("WorkerThreads") == "0");
  for (const std::string bad : {"-1", "257", "many"})
    BOOST_TEST(error_code_of([&] { server.Config("WorkerThreads=" + bad); }) == 1002);
  server.Config("WorkerThreads=256");
  BOOST_TEST(server.Config("WorkerThreads") == "256");
}

BOOST_AUTO_TEST_CASE(the_number_can_be_changed_between_two_runs) {
  worker_server one{2};
  std::int64_t last_id = 0;
  for (const std::string threads : {"2", "0", "4", "1", "1", "0"}) {
    one.server.Config("WorkerThreads=" + threads);
    // 1011 as long as the thread of the last connection is still busy with its Disconnected.
    one.until([&] { return error_code_of([&] { one.server.StartListening(); }) != 1011; });
    one.events.clear();
    {
      auto visitor = one.connect();
      const auto id = one.id_of(visitor);
      BOOST_TEST(id > last_id);
      last_id = id;
      visitor.send_all("hello");
      one.until([&] { return one.events.data(id) == "hello"; });
      const bool here = one.threads_of("DataIn").count(std::this_thread::get_id()) == 1;
      BOOST_TEST(here == (threads == "0"));
    }
    one.server.Shutdown();
    one.until([&] { return one.server.Connections().empty() && one.events.has("Disconnected"); });
  }
}

BOOST_AUTO_TEST_CASE(ids_count_on_slowly_however_often_the_number_is_changed) {
  worker_server one{0};
  std::int64_t last_id = 0;
  for (int start = 0; start < 20; ++start) {
    one.server.Config(start % 2 == 0 ? "WorkerThreads=0" : "WorkerThreads=255");
    // 1011 as long as the thread of the last connection is still busy with its Disconnected.
    one.until([&] { return error_code_of([&] { one.server.StartListening(); }) != 1011; });
    {
      const auto visitor = one.connect();
      const auto id = one.id_of(visitor);
      BOOST_TEST(id > last_id);
      BOOST_TEST(id <= last_id + 2 * 255);
      one.server.Send(id, "hello");
      last_id = id;
    }
    one.server.Shutdown();
    one.until([&] { return one.server.Connections().empty() && one.events.has("Disconnected", last_id); });
  }
}

BOOST_AUTO_TEST_CASE(a_change_with_live_connections_is_refused_and_harms_nobody) {
  worker_server one{2};
  one.server.StartListening();
  auto visitor = one.connect();
  const auto id = one.id_of(visitor);
  one.server.StopListening();
  one.server.Config("WorkerThreads=3");
  BOOST_TEST(error_code_of([&] { one.server.StartListening(); }) == 1011);
  BOOST_TEST(!one.server.Listening());
  visitor.send_all("alive");
  one.until([&] { return one.events.data(id) == "alive"; });
  one.server.Config("WorkerThreads=2");
  one.server.StartListening();
  auto next = one.connect();
  BOOST_TEST(one.id_of(next) != id);
}

BOOST_AUTO_TEST_CASE(threads_that_can_not_be_started_are_error_1010_and_the_server_stays_as_it_was) {
  worker_server one{2};
  std::int64_t last_id = 0;
  const auto serve_one = [&] {
    auto visitor = one.connect();
    const auto id = one.id_of(visitor);
    BOOST_TEST(id > last_id);
    last_id = id;
    one.server.Shutdown();
  };
  const auto start_error = [&] {
    std::string error;
    // 1011 as long as the thread of the last connection is still busy with its Disconnected.
    one.until([&] {
      error = error_of([&] { one.server.StartListening(); });
      return error.substr(0, 4) != "1011";
    });
    return error;
  };
  BOOST_TEST(start_error() == "");
  serve_one();
  one.server.Config("WorkerThreads=64");
  {
    const thread_limit some{32};
    BOOST_TEST(start_error() == "1010 System error: can't start WorkerThreads=64: Resource temporarily unavailable");
  }
  BOOST_TEST(!one.server.Listening());
  one.server.Stop();
  one.server.Run();
  for (const std::string threads : {"2", "3"}) {
    one.server.Config("WorkerThreads=" + threads);
    BOOST_TEST(start_error() == "");
    serve_one();
  }
}

BOOST_AUTO_TEST_CASE(the_first_threads_that_can_not_be_started_are_an_error_too) {
  worker_server one{64};
  {
    const thread_limit some{32};
    BOOST_TEST(error_code_of([&] { one.server.StartListening(); }) == 1010);
  }
  one.server.StartListening();
  auto visitor = one.connect();
  BOOST_TEST(one.id_of(visitor) > 0);
}

BOOST_AUTO_TEST_CASE(do_events_waits_its_wait_with_threads_too) {
  worker_server one{2};
  one.server.StartListening();
  one.server.Config("DoEventsWait=200");
  const auto start = std::chrono::steady_clock::now();
  one.server.DoEvents();
  BOOST_TEST((std::chrono::steady_clock::now() - start >= 190ms));
}

BOOST_AUTO_TEST_CASE(stop_before_run_makes_it_return_with_threads_too) {
  worker_server one{2};
  one.server.StartListening();
  one.server.Stop();
  one.server.Run();
  BOOST_TEST(one.server.Listening());
}

BOOST_AUTO_TEST_CASE(destroying_an_idle_server_ends_the_threads) {
  for (int round = 0; round < 20; ++round) {
    worker_server never_started{4};
    worker_server started{4};
    started.server.StartListening();
    BOOST_TEST(started.server.Listening());
  }
}

BOOST_AUTO_TEST_CASE(destroying_a_busy_server_closes_its_clients) {
  for (int round = 0; round < 10; ++round) {
    worker_server one{4};
    one.events.then_data_in = [&](troupe::DataInEvent& e) {
      try {
        one.server.Send(e.ConnectionId, e.TextB);
      } catch (const troupe::Error&) { // the client does not read
      }
    };
    one.server.StartListening();
    auto clients = one.connect_many(20);
    std::atomic<bool> done{false};
    std::thread flood{[&] {
      const std::string block(10'000, 'x');
      while (!done) {
        for (auto& each : clients) {
          try {
            each.send_some(block);
          } catch (const std::exception&) { // closed by now
          }
        }
      }
    }};
    one.until([&] { return one.events.count("DataIn") > 100; });
    one.owner.reset();
    done = true;
    flood.join();
    for (auto& each : clients) {
      each.receive_until_closed();
      BOOST_TEST(each.closed());
    }
  }
}

BOOST_AUTO_TEST_CASE(destroying_a_server_while_clients_connect_is_fine) {
  for (int round = 0; round < 10; ++round) {
    worker_server one{3};
    one.server.StartListening();
    const int port = one.server.LocalPort();
    std::atomic<bool> gone{false};
    std::thread crowd{[&] {
      while (!gone) {
        try {
          client{port};
        } catch (const std::exception&) { // refused: the server is gone
        }
      }
    }};
    one.until([&] { return one.events.has("Connected"); });
    one.owner.reset();
    gone = true;
    crowd.join();
    BOOST_TEST(one.events.has("Connected"));
  }
}

BOOST_AUTO_TEST_CASE(destroying_a_server_ends_a_synchronous_send_of_a_handler) {
  std::atomic<int> error{-1};
  worker_server one{2};
  one.server.DefaultTimeout(3600);
  one.events.then_data_in = [&](troupe::DataInEvent& e) {
    error = error_code_of([&] { one.server.SendText(e.ConnectionId, std::string(1 << 24, 'x')); });
  };
  one.server.StartListening();
  auto slow = one.connect();
  slow.send_all("give me much");
  slow.receive(1);
  one.owner.reset();
  BOOST_TEST(error != -1);
  BOOST_TEST(error != 0);
}

BOOST_AUTO_TEST_CASE(handles_outlive_the_threads) {
  worker_server one{3};
  one.server.StartListening();
  auto clients = one.connect_many(10);
  one.until([&] { return one.server.Connections().size() == 10; });
  const auto list = one.server.Connections();
  one.owner.reset();
  for (const auto& each : list) {
    BOOST_TEST(!each.Connected());
    BOOST_TEST(error_code_of([&] { each.UserData(); }) == 126);
  }
}

BOOST_AUTO_TEST_SUITE_END()
