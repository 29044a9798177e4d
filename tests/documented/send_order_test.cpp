#include <functional>
#include <string>
#include <thread>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/error_of.hpp"
#include "troupe/tests/support/fixture.hpp"
#include "troupe/tests/support/temporary_file.hpp"

// What one thread does with a connection after another did is done in that order, whichever of them runs its loop.

namespace {

using namespace troupe;
using namespace troupe::test;

void elsewhere(const std::function<void()>& work) {
  std::thread{work}.join();
}

} // namespace

BOOST_AUTO_TEST_SUITE(send_order)

BOOST_FIXTURE_TEST_CASE(the_loops_own_thread_does_not_overtake_another_one, started_server) {
  auto peer = join();
  const temporary_folder folder;
  const auto file = folder.file("file", "3");
  for (int round = 0; round < 20; ++round) {
    elsewhere([&] { server.Send(peer.id, "1"); });
    server.Send(peer.id, "2");
    server.SendFile(peer.id, file);
    server.Send(peer.id, "4");
    elsewhere([&] { server.SendFile(peer.id, file); });
    server.SendLine(peer.id, "5");
    BOOST_TEST(pump_receive(server, peer.socket, 8) == "123435\r\n");
  }
}

BOOST_FIXTURE_TEST_CASE(a_large_send_does_not_overtake_another_threads_small_one, started_server) {
  auto peer = join();
  const std::string large(20'000, 'l'); // would go straight to the kernel
  elsewhere([&] { server.Send(peer.id, "small"); });
  server.Send(peer.id, large);
  BOOST_TEST((pump_receive(server, peer.socket, 5 + large.size()) == "small" + large));
}

BOOST_FIXTURE_TEST_CASE(disconnect_does_not_overtake_what_another_thread_has_sent, started_server) {
  auto peer = join();
  elsewhere([&] { server.Send(peer.id, "bye"); });
  server.Disconnect(peer.id);
  BOOST_TEST(pump_receive_until_closed(server, peer.socket) == "bye");
}

BOOST_FIXTURE_TEST_CASE(nothing_is_taken_after_another_threads_disconnect, started_server) {
  auto peer = join();
  elsewhere([&] { server.Disconnect(peer.id); });
  BOOST_TEST(error_code_of([&] { server.Send(peer.id, "late"); }) == 10058);
  BOOST_TEST(pump_receive_until_closed(server, peer.socket) == "");
}

BOOST_AUTO_TEST_SUITE_END()
