#include <algorithm>
#include <atomic>
#include <exception>
#include <future>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/worker_fixture.hpp"

// Shutdown with WorkerThreads, for clients that are just arriving.

using troupe::test::client;
using troupe::test::patience;
using troupe::test::worker_server;

namespace {

/// Clients that connect from a thread of its own, until they are refused or told to stop.
class crowd {
public:
  explicit crowd(int port) : thread_([this, port] { arrive(port); }) {}
  crowd(const crowd&) = delete;
  crowd& operator=(const crowd&) = delete;
  ~crowd() { stop(); }

  /// Nobody else comes.
  void stop() {
    stopped_ = true;
    if (thread_.joinable())
      thread_.join();
  }
  /// Whether all who came see their end.
  bool all_see_their_end() {
    stop();
    for (auto& each : clients_) {
      ask(each);
      each.receive_until_closed();
    }
    return std::all_of(clients_.begin(), clients_.end(), [](const client& each) { return each.closed(); });
  }

private:
  // A refused client ends it in time; the number is for the descriptors.
  static constexpr std::size_t most_clients = 300;

  // Linux forgets a client whose handshake ends in the moment in which the listening socket is shut down, and resets it
  // only when it sends something.
  static void ask(client& who) {
    try {
      who.send_some("?");
    } catch (const std::exception&) { // NOLINT(bugprone-empty-catch): it was reset before
    }
  }
  void arrive(int port) {
    try {
      while (!stopped_ && clients_.size() < most_clients)
        clients_.emplace_back(port);
    } catch (const std::exception&) { // NOLINT(bugprone-empty-catch): the server listens no more
    }
  }

  std::vector<client> clients_;
  std::atomic<bool> stopped_{false};
  std::thread thread_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(worker_shutdown)

BOOST_AUTO_TEST_CASE(refuses_a_client_that_is_on_its_way_to_a_busy_thread) {
  std::promise<void> go_on;
  std::atomic<bool> first{true};
  worker_server one{2};
  one.events.then_connected = [&](troupe::ConnectedEvent&) {
    if (first.exchange(false))
      go_on.get_future().wait_for(patience);
  };
  one.server.StartListening();
  auto clients = one.connect_many(1);
  one.until([&] { return one.events.has("Connected"); });
  // The other thread accepts these: the first two keep it as busy as the one that is stuck, which gets the
  // third.
  for (auto& each : one.connect_many(4))
    clients.push_back(std::move(each));
  one.until([&] { return one.events.count("Connected") == 4; });
  one.server.Shutdown();
  go_on.set_value();
  for (auto& each : clients)
    each.receive_until_closed();
  one.until([&] { return one.server.Connections().empty(); });
  BOOST_TEST(one.events.count("Connected") == 4U);
}

BOOST_AUTO_TEST_CASE(leaves_nobody_connected_while_clients_arrive) {
  for (int round = 0; round < 30; ++round) {
    worker_server one{3};
    one.server.StartListening();
    crowd clients{one.server.LocalPort()};
    one.until([&] { return one.events.count("Connected") > 20; });
    one.server.Shutdown();
    BOOST_TEST(clients.all_see_their_end());
    one.until([&] { return one.server.Connections().empty(); });
  }
}

BOOST_AUTO_TEST_CASE(leaves_none_of_the_old_clients_when_it_starts_listening_again_at_once) {
  worker_server one{3};
  for (int round = 0; round < 30; ++round) {
    one.events.clear();
    one.server.StartListening();
    crowd old{one.server.LocalPort()};
    one.until([&] { return one.events.count("Connected") > 20; });
    one.server.Shutdown();
    // The system may choose the same port again.
    old.stop();
    one.server.StartListening();
    auto fresh = one.connect();
    BOOST_TEST(old.all_see_their_end());
    fresh.send_all("still served");
    one.until([&] { return one.events.data(one.id_of(fresh)) == "still served"; });
    fresh.close();
    one.server.Shutdown();
    one.until([&] { return one.server.Connections().empty(); });
  }
}

BOOST_AUTO_TEST_SUITE_END()
