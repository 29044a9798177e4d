#include <functional>
#include <sstream>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/error_of.hpp"
#include "troupe/tests/support/fixture.hpp"

using troupe::test::error_of;
using troupe::test::started_server;

namespace {

/// Every method that takes a ConnectionId.
struct named_call {
  const char* name;
  std::function<void(troupe::TCPServer&, std::int64_t)> call;
};

std::vector<named_call> every_method() {
  using server = troupe::TCPServer&;
  using id_type = std::int64_t;
  return {
    {"ChangeRecordLength", [](server s, id_type id) { s.ChangeRecordLength(id, 5); }},
    {"Connections", [](server s, id_type id) { s.Connections()[id]; }},
    {"Disconnect", [](server s, id_type id) { s.Disconnect(id); }},
    {"Interrupt", [](server s, id_type id) { s.Interrupt(id); }},
    {"PauseData", [](server s, id_type id) { s.PauseData(id); }},
    {"ProcessData", [](server s, id_type id) { s.ProcessData(id); }},
    {"Send", [](server s, id_type id) { s.Send(id, "data"); }},
    {"Send of nothing", [](server s, id_type id) { s.Send(id, ""); }},
    {"SendBytes",
     [](server s, id_type id) {
       s.SendBytes(id, troupe::Bytes{1, 2});
     }},
    {"SendFile", [](server s, id_type id) { s.SendFile(id, "/dev/null"); }},
    {"SendFile of a missing file", [](server s, id_type id) { s.SendFile(id, "/no/such/file"); }},
    {"SendFile of a stream",
     [](server s, id_type id) {
       std::istringstream stream{"data"};
       s.SendFile(id, stream);
     }},
    {"SendLine", [](server s, id_type id) { s.SendLine(id, "text"); }},
    {"SendText", [](server s, id_type id) { s.SendText(id, "text"); }},
  };
}

void check_id(troupe::TCPServer& server, std::int64_t id) {
  for (const auto& one : every_method())
    BOOST_TEST(error_of([&] { one.call(server, id); }) == "126 Invalid ConnectionId.", one.name << ' ' << id);
}

const std::vector<std::int64_t> impossible{0, -1, INT64_MIN, INT64_MAX, 4'000'000'000};

} // namespace

BOOST_AUTO_TEST_SUITE(invalid_id)

BOOST_AUTO_TEST_CASE(is_error_126_before_the_server_has_started) {
  troupe::TCPServer server;
  for (const auto id : impossible)
    check_id(server, id);
  check_id(server, 1);
}

BOOST_FIXTURE_TEST_CASE(is_error_126_and_does_nothing_to_other_connections, started_server) {
  auto one = join();
  for (const auto id : impossible)
    check_id(server, id);
  check_id(server, one.id + 1);
  one.socket.send_all("unharmed");
  until([&] { return events.data(one.id) == "unharmed"; });
  BOOST_TEST(!events.has("Disconnected"));
}

BOOST_FIXTURE_TEST_CASE(is_error_126_once_the_client_has_left, started_server) {
  auto one = join();
  one.socket.close();
  until("Disconnected", one.id);
  check_id(server, one.id);
}

BOOST_FIXTURE_TEST_CASE(is_error_126_after_disconnect, started_server) {
  auto one = join();
  server.Disconnect(one.id);
  until("Disconnected", one.id);
  check_id(server, one.id);
}

BOOST_FIXTURE_TEST_CASE(is_error_126_after_shutdown_and_a_new_start, started_server) {
  auto one = join();
  server.Shutdown();
  until("Disconnected", one.id);
  server.StartListening();
  check_id(server, one.id);
  const auto other = join();
  BOOST_TEST(other.id != one.id);
  check_id(server, one.id);
}

BOOST_FIXTURE_TEST_CASE(is_error_126_from_another_thread_too, started_server) {
  auto one = join();
  one.socket.close();
  until("Disconnected", one.id);
  std::thread{[&] {
    check_id(server, one.id);
    check_id(server, -1);
  }}.join();
}

BOOST_FIXTURE_TEST_CASE(is_error_126_with_worker_threads, troupe::test::idle_server) {
  server.Config("WorkerThreads=3");
  start();
  auto one = join();
  one.socket.close();
  until("Disconnected", one.id);
  until([&] { return !server.Connections().contains(one.id); });
  check_id(server, one.id);
  for (const auto id : impossible)
    check_id(server, id);
  server.Shutdown();
}

BOOST_AUTO_TEST_SUITE_END()
