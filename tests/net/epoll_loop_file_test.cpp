#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>

#include <fcntl.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/net/epoll_fixture.hpp"

namespace net = troupe::net;
using namespace net::test;

namespace {

/// A file that is gone with the test.
struct temporary_file {
  std::string path = "/tmp/troupe_epoll_loop_XXXXXX";
  net::descriptor writable{::mkstemp(path.data())};
  net::file_ptr file;

  explicit temporary_file(std::string_view content) {
    while (!content.empty()) {
      const auto count = ::write(writable.get(), content.data(), content.size());
      BOOST_REQUIRE_GT(count, 0);
      content.remove_prefix(static_cast<std::size_t>(count));
    }
    file = *net::file::open(path);
  }
  ~temporary_file() { ::unlink(path.c_str()); }

  net::send_queue::file_part all() const { return {file, 0, file->size()}; }
};

} // namespace

BOOST_AUTO_TEST_SUITE(epoll_loop_file)

BOOST_FIXTURE_TEST_CASE(sends_files_between_slices, narrow_fixture) {
  const auto content = pattern(3 << 20);
  const temporary_file source(content);
  loop.queue(stream, "head ");
  loop.queue(stream, source.all());
  loop.queue(stream, net::slice::copy_of(" middle "));
  loop.queue(stream, {source.file, 100, 50});
  loop.queue(stream, " tail");
  const auto expected = "head " + content + " middle " + content.substr(100, 50) + " tail";
  BOOST_CHECK_EQUAL(loop.queued(stream), expected.size());
  loop.flush(stream);
  hear_all(expected.size());
  BOOST_CHECK(heard == expected);
  BOOST_CHECK_EQUAL(server.sent, expected.size());
}

BOOST_FIXTURE_TEST_CASE(a_turn_of_sendfile_is_bounded, stream_fixture) {
  const temporary_file source(pattern(8 << 20));
  std::uint64_t largest = 0;
  std::uint64_t before = 0;
  server.then_sent = [&] {
    largest = std::max(largest, server.sent - before);
    before = server.sent;
  };
  loop.queue(stream, source.all());
  loop.flush(stream);
  std::string heard;
  run_until([&] {
    while (hear(client, heard) && loop.queued(stream) > 0 && heard.size() < server.sent)
      ;
    return heard.size() == 8U << 20U;
  });
  BOOST_CHECK_LE(largest, 1U << 20U);
}

BOOST_FIXTURE_TEST_CASE(empty_parts_are_nothing, stream_fixture) {
  const temporary_file source("content");
  loop.queue(stream, "");
  loop.queue(stream, net::slice{});
  loop.queue(stream, {source.file, 3, 0});
  loop.flush(stream);
  loop.queue(stream, "x");
  loop.flush(stream);
  BOOST_CHECK_EQUAL(server.sent, 1U);
  BOOST_CHECK(waits());
  BOOST_CHECK_EQUAL(server.ends, 0);
}

BOOST_FIXTURE_TEST_CASE(file_that_got_shorter_ends_the_stream_and_not_orderly, stream_fixture) {
  const temporary_file source(pattern(100'000));
  loop.queue(stream, source.all());
  BOOST_REQUIRE_EQUAL(::ftruncate(source.writable.get(), 1'000), 0);
  loop.finish_sending(stream);
  run_until([&] { return server.ends > 0; });
  BOOST_CHECK(server.reason == std::errc::io_error);
  BOOST_CHECK_EQUAL(server.sent, 1'000U);
  std::string heard;
  hear(client, heard);
  BOOST_CHECK(hear(client, heard)); // no end of stream: it would look complete
}

BOOST_FIXTURE_TEST_CASE(dropping_files_keeps_the_bytes, narrow_fixture) {
  const temporary_file source(pattern(1 << 20));
  loop.queue(stream, "head ");
  loop.queue(stream, source.all());
  loop.queue(stream, " tail");
  loop.flush(stream);
  const auto sent = server.sent;
  const auto dropped = loop.drop_queued_files(stream);
  BOOST_CHECK_EQUAL(sent + dropped + 5, (1U << 20U) + 10);
  BOOST_CHECK_EQUAL(loop.queued(stream), 5U);
  loop.finish_sending(stream);
  run_until([&] { return !hear(client, heard); });
  BOOST_CHECK_EQUAL(heard.size(), sent + 5);
  BOOST_CHECK_EQUAL(heard.substr(heard.size() - 5), " tail");
}

BOOST_FIXTURE_TEST_CASE(dropping_the_last_file_lets_the_end_go_out, narrow_fixture) {
  const temporary_file source(pattern(1 << 20));
  loop.queue(stream, source.all());
  loop.flush(stream);
  loop.finish_sending(stream);
  loop.drop_queued_files(stream);
  BOOST_CHECK_EQUAL(loop.queued(stream), 0U);
  run_until([&] { return !hear(client, heard); });
  BOOST_CHECK_EQUAL(heard.size(), server.sent);
  BOOST_CHECK(waits());
}

BOOST_FIXTURE_TEST_CASE(file_for_a_client_that_is_gone_raises_no_signal, stream_fixture) {
  // After the client's end of stream a reset is an EPIPE, and sendfile(2) would raise SIGPIPE.
  const temporary_file source("content");
  ::shutdown(client.get(), SHUT_WR);
  run_until([&] { return server.ends > 0; });
  hang_up_with_reset(client);
  loop.queue(stream, source.all());
  loop.flush(stream);
  BOOST_CHECK_EQUAL(server.sent, 0U);
  BOOST_CHECK_EQUAL(loop.queued(stream), 0U);
  run_until([&] { return server.ends == 2; });
  BOOST_CHECK(waits());
  BOOST_CHECK_EQUAL(server.ends, 2);
}

BOOST_AUTO_TEST_SUITE_END()
