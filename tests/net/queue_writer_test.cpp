#include <array>
#include <csignal>
#include <cstdlib>

#include <sys/socket.h>

#include <boost/test/unit_test.hpp>

#include "troupe/net/descriptor.hpp"
#include "troupe/net/queue_writer.hpp"

namespace net = troupe::net;

namespace {

/// Two connected, non-blocking sockets, and a file of 1,000 bytes.
struct writer_fixture {
  net::descriptor here;
  net::descriptor there;
  net::file_ptr file;
  net::send_queue queue;

  writer_fixture() {
    std::array<int, 2> pair{};
    BOOST_REQUIRE_EQUAL(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair.data()), 0);
    here = net::descriptor(pair[0]);
    there = net::descriptor(pair[1]);
    std::string path = "/tmp/troupe_queue_writer_XXXXXX";
    const net::descriptor made(::mkstemp(path.data()));
    BOOST_REQUIRE_EQUAL(::write(made.get(), std::string(1'000, 'f').data(), 1'000), 1'000);
    file = *net::file::open(path);
    ::unlink(path.c_str());
  }

  static bool sigpipe_pending() {
    sigset_t pending;
    sigpending(&pending);
    return sigismember(&pending, SIGPIPE) == 1;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(queue_writer, writer_fixture)

BOOST_AUTO_TEST_CASE(writes_slices_and_files_in_order) {
  queue.append(net::slice::copy_of("one"));
  queue.append(net::slice::copy_of("two"));
  queue.append(net::send_queue::file_part{file, 10, 4});
  queue.append(net::slice::copy_of("three"));
  const auto done = net::write_queue(here.get(), queue);
  BOOST_CHECK_EQUAL(done.bytes, 15U);
  BOOST_CHECK_EQUAL(done.failure, 0);
  BOOST_CHECK(queue.empty());
  std::array<char, 100> heard{};
  BOOST_CHECK_EQUAL(::recv(there.get(), heard.data(), heard.size(), 0), 15);
  BOOST_CHECK_EQUAL(heard.data(), "onetwoffffthree");
}

BOOST_AUTO_TEST_CASE(a_full_socket_is_no_failure) {
  queue.append(net::slice::copy_of(std::string(8 << 20, 'x')));
  std::uint64_t written = 0;
  for (auto done = net::write_queue(here.get(), queue); done.bytes > 0; done = net::write_queue(here.get(), queue)) {
    BOOST_CHECK_EQUAL(done.failure, 0);
    written += done.bytes;
  }
  BOOST_CHECK_GT(written, 0U);
  BOOST_CHECK_EQUAL(queue.bytes(), (8U << 20U) - written);
}

BOOST_AUTO_TEST_CASE(one_turn_is_bounded) {
  const int large = 4 << 20;
  ::setsockopt(here.get(), SOL_SOCKET, SO_SNDBUFFORCE, &large, sizeof large);
  queue.append(net::slice::copy_of(std::string(4 << 20, 'x')));
  const auto done = net::write_queue(here.get(), queue);
  BOOST_CHECK_GT(done.bytes, 0U);
  BOOST_CHECK_LE(done.bytes, 256U * 1024);
}

BOOST_AUTO_TEST_CASE(a_file_shorter_than_promised_is_an_error) {
  queue.append(net::send_queue::file_part{file, 0, 2'000});
  const auto done = net::write_queue(here.get(), queue);
  BOOST_CHECK_EQUAL(done.bytes, 1'000U);
  BOOST_CHECK_EQUAL(done.failure, EIO);
}

BOOST_AUTO_TEST_CASE(bytes_to_nobody_fail_without_a_signal) {
  there = net::descriptor{};
  queue.append(net::slice::copy_of("hello"));
  BOOST_CHECK_EQUAL(net::write_queue(here.get(), queue).failure, EPIPE);
  BOOST_CHECK_EQUAL(queue.bytes(), 5U);
}

BOOST_AUTO_TEST_CASE(a_file_to_nobody_fails_without_a_signal) {
  // Boost.Test does not catch SIGPIPE: by default it ends the process.
  there = net::descriptor{};
  queue.append(net::send_queue::file_part{file, 0, 1'000});
  BOOST_CHECK_EQUAL(net::write_queue(here.get(), queue).failure, EPIPE);
  BOOST_CHECK(!sigpipe_pending());
}

BOOST_AUTO_TEST_CASE(a_pending_signal_of_the_application_stays) {
  sigset_t pipe;
  sigset_t before;
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe, &before);
  there = net::descriptor{};

  queue.append(net::send_queue::file_part{file, 0, 1'000});
  BOOST_CHECK_EQUAL(net::write_queue(here.get(), queue).failure, EPIPE);
  BOOST_CHECK(!sigpipe_pending());

  ::raise(SIGPIPE);
  BOOST_CHECK_EQUAL(net::write_queue(here.get(), queue).failure, EPIPE);
  BOOST_CHECK(sigpipe_pending());

  const timespec at_once{};
  sigtimedwait(&pipe, nullptr, &at_once);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

BOOST_AUTO_TEST_CASE(bytes_without_a_queue_are_written_as_far_as_they_fit) {
  BOOST_CHECK_EQUAL(net::write_bytes(here.get(), "hello").bytes, 5U);
  std::array<char, 6> heard{};
  BOOST_CHECK_EQUAL(::recv(there.get(), heard.data(), heard.size(), 0), 5);
  BOOST_CHECK_EQUAL(heard.data(), "hello");
  const std::string large(8 << 20, 'x');
  const auto part = net::write_bytes(here.get(), large);
  BOOST_CHECK_GT(part.bytes, 0U);
  BOOST_CHECK_LT(part.bytes, large.size());
  BOOST_CHECK_EQUAL(part.failure, 0);
  const auto full = net::write_bytes(here.get(), large);
  BOOST_CHECK_EQUAL(full.bytes, 0U);
  BOOST_CHECK_EQUAL(full.failure, 0);
}

BOOST_AUTO_TEST_CASE(bytes_without_a_queue_to_nobody_fail_without_a_signal) {
  there = net::descriptor{};
  const auto done = net::write_bytes(here.get(), "hello");
  BOOST_CHECK_EQUAL(done.bytes, 0U);
  BOOST_CHECK_EQUAL(done.failure, EPIPE);
}

BOOST_AUTO_TEST_SUITE_END()
