#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "troupe/net/file.hpp"
#include "troupe/tests/net/simulated_fixture.hpp"

using namespace troupe::net;
using namespace troupe::net::simulated_test;

namespace {

/// A file of a test, gone with it.
class temporary_file {
public:
  explicit temporary_file(const std::string& bytes) {
    const int descriptor = ::mkstemp(name_.data());
    BOOST_REQUIRE(descriptor >= 0);
    ::close(descriptor);
    write(bytes);
  }
  temporary_file(const temporary_file&) = delete;
  temporary_file& operator=(const temporary_file&) = delete;
  ~temporary_file() { ::unlink(name_.c_str()); }

  void write(const std::string& bytes) { std::ofstream{name_, std::ios::binary | std::ios::trunc} << bytes; }
  file_ptr open() const { return *file::open(name_); }

private:
  std::string name_ = std::filesystem::temp_directory_path() / "troupe-XXXXXX";
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(simulated_stream_sending, connection_fixture)

BOOST_AUTO_TEST_CASE(reports_flushed_bytes_out_of_flush) {
  loop->queue(stream, "one");
  loop->queue(stream, slice::copy_of("two"));
  BOOST_TEST(loop->queued(stream) == 6U);
  BOOST_TEST(server.sent == 0U);
  BOOST_TEST(client.received().empty());
  loop->flush(stream);
  BOOST_TEST(server.sent == 6U);
  BOOST_TEST(loop->queued(stream) == 0U);
  BOOST_TEST(client.take() == "onetwo");
}

BOOST_AUTO_TEST_CASE(send_now_reports_by_its_result_only) {
  BOOST_TEST(loop->send_now(stream, "now") == 3U);
  BOOST_TEST(server.sent == 0U);
  loop->queue(stream, "before");
  BOOST_TEST(loop->send_now(stream, "after") == 0U);
  BOOST_TEST(client.take() == "now");
}

BOOST_AUTO_TEST_CASE(window_makes_short_writes_and_run_once_goes_on) {
  const auto bytes = pattern(200 * 1024);
  send(bytes);
  BOOST_TEST(server.sent == 64U * 1024);
  BOOST_TEST(loop->queued(stream) == 136U * 1024);
  settle();
  BOOST_TEST(server.sent == bytes.size());
  BOOST_TEST((client.take() == bytes));
}

BOOST_AUTO_TEST_CASE(stalled_client_fills_the_window_until_it_reads_again) {
  client.stall(true);
  send(std::string(100'000, 'x'));
  settle();
  BOOST_TEST(server.sent == 64U * 1024);
  BOOST_TEST(client.received().empty());
  BOOST_TEST(loop->send_now(stream, "y") == 0U);
  const auto operations = faults().operations();
  loop->run_once(5s);
  BOOST_TEST(faults().operations() == operations);
  client.stall(false);
  settle();
  BOOST_TEST(server.sent == 100'000U);
  BOOST_TEST(client.take().size() == 100'000U);
}

BOOST_AUTO_TEST_CASE(failure_of_sending_is_reported_by_run_once_after_what_was_received) {
  faults().receive_at_most(1);
  client.send("data");
  client.reset();
  send("lost");
  BOOST_TEST(server.ends == 0);
  BOOST_TEST(loop->queued(stream) == 0U);
  settle();
  BOOST_TEST(server.received == "data");
  BOOST_TEST(server.ends == 1);
  BOOST_TEST((server.reason == std::errc::connection_reset));
  BOOST_TEST(server.sent == 0U);
  send("ignored");
  settle();
  BOOST_TEST(server.ends == 1);
}

BOOST_AUTO_TEST_CASE(reset_loses_what_has_not_arrived) {
  client.send(std::string(100'000, 'x'));
  client.reset();
  settle();
  BOOST_TEST(server.received.size() == 64U * 1024);
}

BOOST_AUTO_TEST_CASE(reset_ends_a_write_that_waits) {
  client.stall(true);
  send(std::string(100'000, 'x'));
  loop->pause_receive(stream);
  client.reset();
  settle();
  BOOST_TEST(server.ends == 1);
  BOOST_TEST(loop->queued(stream) == 0U);
}

BOOST_AUTO_TEST_CASE(sending_to_a_closed_client_works_once_then_fails) {
  client.close();
  settle();
  BOOST_TEST(server.ends == 1);
  BOOST_TEST(loop->send_now(stream, "vanishes") == 8U);
  BOOST_TEST(loop->send_now(stream, "fails") == 0U);
  settle();
  BOOST_TEST(server.ends == 2);
}

BOOST_AUTO_TEST_CASE(sending_to_a_closed_client_tells_a_paused_stream) {
  loop->pause_receive(stream);
  client.close();
  send("vanishes");
  send("fails");
  settle();
  BOOST_TEST(server.ends == 1);
  BOOST_TEST((server.reason == std::errc::broken_pipe));
}

BOOST_AUTO_TEST_CASE(finish_sending_follows_what_is_queued_even_unflushed) {
  const auto bytes = pattern(100'000);
  loop->queue(stream, bytes);
  loop->finish_sending(stream);
  BOOST_TEST(!client.saw_end());
  BOOST_TEST(server.sent == 0U);
  settle();
  BOOST_TEST((client.take() == bytes));
  BOOST_TEST(client.saw_end());
  client.send("still heard");
  settle();
  BOOST_TEST(server.received == "still heard");
}

BOOST_AUTO_TEST_CASE(sending_after_finish_sending_fails_the_stream) {
  loop->finish_sending(stream);
  BOOST_TEST(client.saw_end());
  send("late");
  settle();
  BOOST_TEST((server.reason == std::errc::broken_pipe));
}

BOOST_AUTO_TEST_CASE(orderly_close_ends_and_reset_close_resets) {
  loop->close(stream, event_loop::close_mode::orderly);
  BOOST_TEST(client.saw_end());
  BOOST_TEST(!client.was_reset());
  auto other = connect();
  stream_recorder second;
  poll();
  const auto id = *loop->open(accepts.sockets.back().socket, {}, second);
  loop->close(id, event_loop::close_mode::reset);
  BOOST_TEST(!other.saw_end());
  BOOST_TEST(other.was_reset());
}

BOOST_AUTO_TEST_CASE(closing_with_unread_bytes_resets) {
  client.send("unread");
  loop->close(stream, event_loop::close_mode::orderly);
  BOOST_TEST(client.was_reset());
}

BOOST_AUTO_TEST_CASE(bytes_sent_to_a_closed_stream_come_back_as_a_reset) {
  loop->close(stream, event_loop::close_mode::orderly);
  BOOST_TEST(!client.was_reset());
  client.send("too late");
  BOOST_TEST(client.was_reset());
}

BOOST_AUTO_TEST_CASE(stalled_client_that_closes_with_unread_bytes_resets) {
  client.stall(true);
  send("unread");
  client.close();
  settle();
  BOOST_TEST((server.reason == std::errc::connection_reset));
}

BOOST_AUTO_TEST_CASE(flush_out_of_on_sent_does_not_recurse) {
  int depth = 0;
  int calls = 0;
  server.when_sent = [&](std::uint64_t) {
    BOOST_TEST(++depth == 1);
    if (++calls < 5)
      send("next");
    --depth;
  };
  send("first");
  BOOST_TEST(calls == 1);
  settle();
  BOOST_TEST(calls == 5);
  BOOST_TEST(client.take() == "firstnextnextnextnext");
}

BOOST_AUTO_TEST_CASE(file_parts_are_sent_between_bytes) {
  const auto bytes = pattern(100'000);
  const temporary_file file{bytes};
  loop->queue(stream, "head ");
  loop->queue(stream, send_queue::file_part{file.open(), 10, 90'000});
  loop->queue(stream, " tail");
  loop->flush(stream);
  settle();
  BOOST_TEST((client.take() == "head " + bytes.substr(10, 90'000) + " tail"));
  BOOST_TEST(server.sent == 90'010U);
}

BOOST_AUTO_TEST_CASE(queued_files_can_be_dropped) {
  const temporary_file file{pattern(200'000)};
  client.stall(true);
  loop->queue(stream, send_queue::file_part{file.open(), 0, 200'000});
  loop->queue(stream, "tail");
  loop->flush(stream);
  loop->finish_sending(stream);
  BOOST_TEST(loop->drop_queued_files(stream) == 200'000U - 64 * 1024);
  client.stall(false);
  settle();
  BOOST_TEST(client.received().size() == 64U * 1024 + 4);
  BOOST_TEST(client.saw_end());
}

BOOST_AUTO_TEST_CASE(file_that_has_shrunk_fails_the_stream) {
  temporary_file file{pattern(1000)};
  const auto opened = file.open();
  file.write("short");
  loop->queue(stream, send_queue::file_part{opened, 0, 1000});
  loop->flush(stream);
  settle();
  BOOST_TEST(client.take() == "short");
  BOOST_TEST((server.reason == std::errc::io_error));
}

BOOST_AUTO_TEST_SUITE_END()
