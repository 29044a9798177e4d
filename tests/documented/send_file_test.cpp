#include <cstddef>
#include <fstream>
#include <sstream>
#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/support/fixture.hpp"
#include "troupe/tests/support/temporary_file.hpp"

// The documented SendFile, for files and for streams, Interrupt, and CloseStreamAfterTransfer.

namespace {

using namespace troupe;
using namespace troupe::test;

// Every position has bytes of its own, so that nothing can be missing, doubled or swapped unseen.
std::string content(std::size_t size) {
  std::string text;
  text.reserve(size + 8);
  for (std::size_t number = 0; text.size() < size; ++number)
    text += std::to_string(number) + '\0';
  text.resize(size);
  return text;
}

struct file_server : idle_server {
  temporary_folder folder;

  file_server() {
    server.Config("OutBufferSize=8192");
    server.Config("SendQueueLimit=16384");
    start();
  }
  joined_client join_narrow(int timeout = 0) {
    client::options how;
    how.receive_buffer = 8192;
    auto peer = join(how);
    connection(peer.id).Timeout(timeout);
    return peer;
  }
  // Lets `driver` drive a client while a synchronous send waits: its events fire, again and again.
  template <class Do>
  void drive(joined_client& driver, Do what) {
    events.then_data_in = [&driver, what](DataInEvent&) {
      what();
      driver.socket.send_all(".");
    };
    driver.socket.send_all(".");
  }
  void stop_driving() {
    events.then_data_in = [](DataInEvent&) {};
  }
};

bool cannot_read(const Error& error) {
  return error.Code() == 1005;
}

} // namespace

BOOST_AUTO_TEST_SUITE(send_file)

BOOST_FIXTURE_TEST_CASE(sends_the_content_of_a_file, file_server) {
  auto peer = join();
  server.SendFile(peer.id, folder.file("small", "what is\r\nin it"));
  BOOST_TEST(pump_receive(server, peer.socket, 14) == "what is\r\nin it");
  BOOST_TEST(connection(peer.id).BytesSent() == 14);
}

BOOST_FIXTURE_TEST_CASE(sends_a_file_far_bigger_than_the_queue_asynchronously, file_server) {
  auto peer = join_narrow();
  const auto text = content(5'000'000);
  server.SendFile(peer.id, folder.file("big", text));
  BOOST_TEST((pump_receive(server, peer.socket, text.size()) == text));
}

BOOST_FIXTURE_TEST_CASE(keeps_its_place_between_other_sends, file_server) {
  auto peer = join_narrow();
  const auto text = content(300'000);
  server.SendLine(peer.id, "before");
  server.SendFile(peer.id, folder.file("middle", text));
  // The file has filled the queue, so what comes behind it has to wait its turn.
  events.then_ready_to_send = [&](ReadyToSendEvent& e) { server.SendLine(e.ConnectionId, "after"); };
  BOOST_CHECK_EXCEPTION(server.Send(peer.id, "too early"), Error, [](const Error& e) { return e.Code() == 10035; });
  const auto expected = "before\r\n" + text + "after\r\n";
  BOOST_TEST((pump_receive(server, peer.socket, expected.size()) == expected));
}

BOOST_FIXTURE_TEST_CASE(sends_an_empty_file, file_server) {
  auto peer = join();
  server.SendFile(peer.id, folder.file("empty", ""));
  server.Send(peer.id, "!");
  BOOST_TEST(pump_receive(server, peer.socket, 1) == "!");
}

BOOST_FIXTURE_TEST_CASE(sends_what_is_in_a_file_whose_size_is_said_to_be_0, file_server) {
  // proc(5): there is content while it is read.
  std::ifstream version{"/proc/version", std::ios::binary};
  const std::string text{std::istreambuf_iterator<char>{version}, {}};
  BOOST_REQUIRE(!text.empty());
  for (const int timeout : {0, 20}) {
    auto peer = join();
    connection(peer.id).Timeout(timeout);
    server.SendFile(peer.id, "/proc/version");
    server.Send(peer.id, "!");
    BOOST_TEST(pump_receive(server, peer.socket, text.size() + 1) == text + '!');
  }
}

BOOST_FIXTURE_TEST_CASE(throws_1005_for_a_file_whose_size_is_said_to_be_0_that_can_not_be_read, file_server) {
  const auto peer = join();
  BOOST_CHECK_EXCEPTION(server.SendFile(peer.id, "/proc/self/mem"), Error, cannot_read);
  BOOST_TEST(connection(peer.id).Connected());
}

BOOST_FIXTURE_TEST_CASE(throws_1005_for_a_name_with_a_nul_and_shows_all_of_it, file_server) {
  using namespace std::string_literals;
  const auto peer = join();
  BOOST_CHECK_EXCEPTION(server.SendFile(peer.id, "/etc/passwd\0.txt"s), Error, [](const Error& e) {
    return e.what() == "Cannot read the file: there is a NUL in the name '/etc/passwd?.txt'"s;
  });
}

BOOST_FIXTURE_TEST_CASE(throws_1005_for_a_missing_file_and_changes_nothing, file_server) {
  auto peer = join();
  const auto name = folder.path_of("missing");
  BOOST_CHECK_EXCEPTION(server.SendFile(peer.id, name), Error, [&](const Error& e) {
    return e.Code() == 1005 && e.Description() == "Cannot read the file: '" + name + "': No such file or directory";
  });
  server.Send(peer.id, "still here");
  BOOST_TEST(pump_receive(server, peer.socket, 10) == "still here");
}

BOOST_FIXTURE_TEST_CASE(throws_1005_for_a_folder, file_server) {
  const auto peer = join();
  BOOST_CHECK_EXCEPTION(server.SendFile(peer.id, folder.path()), Error, cannot_read);
  BOOST_TEST(connection(peer.id).Connected());
}

BOOST_FIXTURE_TEST_CASE(throws_126_for_an_unknown_connection, file_server) {
  const auto unknown = [](const Error& e) { return e.Code() == 126; };
  BOOST_CHECK_EXCEPTION(server.SendFile(99, folder.file("file", "x")), Error, unknown);
  BOOST_CHECK_EXCEPTION(server.Interrupt(99), Error, unknown);
}

BOOST_FIXTURE_TEST_CASE(waits_until_the_file_was_sent_when_timeout_is_positive, file_server) {
  auto slow = join_narrow(20);
  auto driver = join();
  const auto text = content(3'000'000);
  std::string received;
  drive(driver, [&] { received += slow.socket.receive_available(); });
  server.SendFile(slow.id, folder.file("big", text));
  stop_driving();
  // What is not received yet can only be in the kernel's buffers.
  BOOST_TEST(received.size() > 2'500'000U);
  BOOST_TEST(connection(slow.id).BytesSent() == 0);
  received += slow.socket.receive(text.size() - received.size());
  BOOST_TEST((received == text));
}

BOOST_FIXTURE_TEST_CASE(ends_with_10004_when_interrupted_and_the_connection_lives_on, file_server) {
  auto slow = join_narrow(20);
  auto driver = join();
  const auto text = content(3'000'000);
  int rounds = 0;
  std::string received;
  drive(driver, [&] {
    received += slow.socket.receive_available(1000);
    if (++rounds == 5)
      server.Interrupt(slow.id);
  });
  BOOST_CHECK_EXCEPTION(server.SendFile(slow.id, folder.file("big", text)), Error, [](const Error& e) {
    return e.Code() == 10004 && e.Description() == "[10004] Interrupted system call.";
  });
  stop_driving();
  BOOST_TEST(connection(slow.id).Connected());
  connection(slow.id).Timeout(0);
  server.SendLine(slow.id, "|sorry");
  pump_until(server, [&] {
    received += slow.socket.receive_available();
    return received.size() >= 8 && received.substr(received.size() - 8) == "|sorry\r\n";
  });
  received.resize(received.size() - 8);
  BOOST_TEST(received.size() < text.size());
  BOOST_TEST((received == text.substr(0, received.size())));
  slow.socket.send_all("I'm alive");
  until([&] { return events.data(slow.id) == "I'm alive"; });
}

BOOST_FIXTURE_TEST_CASE(drops_a_file_that_waits_when_interrupted, file_server) {
  auto peer = join_narrow();
  server.SendFile(peer.id, folder.file("big", content(3'000'000)));
  pump(server);
  server.Interrupt(peer.id);
  std::size_t received = 0;
  until([&] {
    received += peer.socket.receive_available().size();
    return connection(peer.id).ReadyToSend();
  });
  server.Send(peer.id, "end");
  std::string tail;
  until([&] {
    tail += peer.socket.receive_available();
    return tail.size() >= 3 && tail.substr(tail.size() - 3) == "end";
  });
  BOOST_TEST(received + tail.size() < 3'000'000U);
}

BOOST_FIXTURE_TEST_CASE(sends_what_is_left_in_a_stream, file_server) {
  auto peer = join();
  std::istringstream stream{"skipped: and the rest"};
  stream.ignore(9);
  server.SendFile(peer.id, stream);
  BOOST_TEST(pump_receive(server, peer.socket, 12) == "and the rest");
  BOOST_TEST(connection(peer.id).BytesSent() == 12);
}

BOOST_FIXTURE_TEST_CASE(closes_a_file_stream_after_the_transfer, file_server) {
  auto peer = join();
  std::ifstream stream{folder.file("file", "abc"), std::ios::binary};
  server.SendFile(peer.id, stream);
  BOOST_TEST(!stream.is_open());
  BOOST_TEST(pump_receive(server, peer.socket, 3) == "abc");
}

BOOST_FIXTURE_TEST_CASE(leaves_a_file_stream_open_when_close_stream_after_transfer_is_false, file_server) {
  server.Config("CloseStreamAfterTransfer=False");
  auto peer = join();
  std::ifstream stream{folder.file("file", "abc"), std::ios::binary};
  server.SendFile(peer.id, stream);
  BOOST_TEST(stream.is_open());
  BOOST_TEST(pump_receive(server, peer.socket, 3) == "abc");
}

BOOST_FIXTURE_TEST_CASE(goes_on_with_a_stream_where_it_would_have_blocked, file_server) {
  auto peer = join_narrow();
  const auto text = content(2'000'000);
  std::ifstream stream{folder.file("big", text), std::ios::binary};
  int refusals = 0;
  // The documented way: the exception says that it would block, the same call again goes on.
  const auto go_on = [&](std::int64_t id) {
    try {
      server.SendFile(id, stream);
    } catch (const Error& full) {
      BOOST_TEST(full.Code() == 10035);
      BOOST_TEST(stream.is_open());
      ++refusals;
    }
  };
  go_on(peer.id);
  std::string received;
  until([&] {
    received += peer.socket.receive_available();
    if (stream.is_open() && connection(peer.id).ReadyToSend())
      go_on(peer.id);
    return received.size() >= text.size();
  });
  BOOST_TEST(refusals > 1);
  BOOST_TEST((received == text));
  BOOST_TEST(!stream.is_open());
}

BOOST_FIXTURE_TEST_CASE(sends_a_whole_stream_when_timeout_is_positive, file_server) {
  auto slow = join_narrow(20);
  auto driver = join();
  const auto text = content(1'000'000);
  std::istringstream stream{text};
  std::string received;
  drive(driver, [&] { received += slow.socket.receive_available(); });
  server.SendFile(slow.id, stream);
  stop_driving();
  received += slow.socket.receive(text.size() - received.size());
  BOOST_TEST((received == text));
}

BOOST_FIXTURE_TEST_CASE(throws_1005_for_a_stream_that_can_not_be_read, file_server) {
  const auto peer = join();
  std::ifstream stream{folder.path_of("missing")};
  BOOST_CHECK_EXCEPTION(server.SendFile(peer.id, stream), Error, cannot_read);
}

BOOST_AUTO_TEST_SUITE_END()
