#include <memory>
#include <stdexcept>
#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/net/simulated_fixture.hpp"

using namespace troupe::net;
using namespace troupe::net::simulated_test;

BOOST_FIXTURE_TEST_SUITE(simulated_loop, connection_fixture)

BOOST_AUTO_TEST_CASE(delivers_bytes_in_both_directions) {
  client.send("hello ");
  client.send("world");
  BOOST_TEST(poll() == 1U);
  BOOST_TEST(server.received == "hello world");
  send("and back");
  BOOST_TEST(client.take() == "and back");
  BOOST_TEST(client.received().empty());
}

BOOST_AUTO_TEST_CASE(knows_both_endpoints) {
  BOOST_TEST(loop->local_endpoint(stream).to_string() == listener.local.to_string());
  BOOST_TEST(accepts.sockets.at(0).remote.to_string() == client.local().to_string());
  BOOST_TEST(client.remote().to_string() == listener.local.to_string());
}

BOOST_AUTO_TEST_CASE(receives_nothing_before_start_receive) {
  stream_recorder second;
  auto other = connect();
  other.send("early");
  poll();
  const auto id = *loop->open(accepts.sockets.back().socket, {}, second);
  BOOST_TEST(poll() == 0U);
  loop->start_receive(id);
  BOOST_TEST(poll() == 1U);
  BOOST_TEST(second.received == "early");
}

BOOST_AUTO_TEST_CASE(paused_stream_pushes_back_and_loses_nothing) {
  loop->pause_receive(stream);
  const auto bytes = pattern(150'000);
  client.send(bytes);
  client.finish_sending();
  BOOST_TEST(poll() == 0U);
  BOOST_TEST(client.unsent() == bytes.size() - 64U * 1024);
  loop->start_receive(stream);
  settle();
  BOOST_TEST((server.received == bytes));
  BOOST_TEST(server.ends == 1);
  BOOST_TEST(client.unsent() == 0U);
}

BOOST_AUTO_TEST_CASE(pause_out_of_on_received_stops_what_has_arrived) {
  faults().receive_at_most(4);
  server.when_received = [&](const std::string&) { loop->pause_receive(stream); };
  client.send("12345678");
  settle();
  BOOST_TEST(server.received == "1234");
  loop->start_receive(stream);
  settle();
  BOOST_TEST(server.received == "12345678");
}

BOOST_AUTO_TEST_CASE(end_of_stream_comes_once_and_sending_goes_on) {
  client.send("last");
  client.finish_sending();
  settle();
  BOOST_TEST(server.received == "last");
  BOOST_TEST(server.ends == 1);
  BOOST_TEST(!server.reason);
  send("answer");
  BOOST_TEST(client.take() == "answer");
  BOOST_TEST(poll() == 0U);
}

BOOST_AUTO_TEST_CASE(half_closed_and_paused_streams_do_not_keep_the_loop_busy) {
  client.finish_sending();
  settle();
  loop->start_receive(stream);
  const auto before = network.now();
  BOOST_TEST(loop->run_once(5s) == 0U);
  BOOST_TEST((network.now() - before == 5s));
  auto other = connect();
  stream_recorder second;
  poll();
  const auto paused = *loop->open(accepts.sockets.back().socket, {}, second);
  loop->pause_receive(paused);
  other.send("x");
  BOOST_TEST(loop->run_once(5s) == 0U);
  BOOST_TEST((network.now() - before == 10s));
}

BOOST_AUTO_TEST_CASE(reset_comes_after_the_bytes_before_it) {
  client.send("data");
  client.reset();
  settle();
  BOOST_TEST(server.received == "data");
  BOOST_TEST(server.ends == 1);
  BOOST_TEST((server.reason == std::errc::connection_reset));
}

BOOST_AUTO_TEST_CASE(paused_stream_hears_of_a_reset_behind_what_came_before) {
  loop->pause_receive(stream);
  client.send("last words");
  BOOST_TEST(poll() == 0U);
  client.reset();
  settle();
  BOOST_TEST(server.received == "last words");
  BOOST_TEST(server.ends == 1);
  BOOST_TEST((server.reason == std::errc::connection_reset));
}

BOOST_AUTO_TEST_CASE(nothing_is_called_back_after_close) {
  client.send("x");
  client.finish_sending();
  loop->close(stream, event_loop::close_mode::orderly);
  settle();
  BOOST_TEST(server.receives.empty());
  BOOST_TEST(server.ends == 0);
}

BOOST_AUTO_TEST_CASE(calls_on_a_closed_stream_do_nothing) {
  loop->close(stream, event_loop::close_mode::orderly);
  loop->send_and_close(stream);
  loop->close(stream, event_loop::close_mode::reset);
  loop->start_receive(stream);
  loop->pause_receive(stream);
  loop->queue(stream, "x");
  loop->queue(stream, slice::copy_of("x"));
  loop->queue(stream, send_queue::file_part{});
  loop->flush(stream);
  loop->finish_sending(stream);
  BOOST_TEST(loop->send_now(stream, "x") == 0U);
  BOOST_TEST(loop->queued(stream) == 0U);
  BOOST_TEST(loop->drop_queued_files(stream) == 0U);
  BOOST_TEST((loop->local_endpoint(stream) == endpoint{}));
  BOOST_TEST(!client.was_reset());
  auto other = connect();
  stream_recorder second;
  poll();
  BOOST_TEST((*loop->open(accepts.sockets.back().socket, {}, second) != stream));
}

BOOST_AUTO_TEST_CASE(stream_may_be_closed_out_of_each_of_its_callbacks) {
  server.when_received = [&](const std::string&) { loop->close(stream, event_loop::close_mode::orderly); };
  client.send("x");
  settle();
  BOOST_TEST(client.saw_end());

  auto other = connect();
  server.when_sent = [&](std::uint64_t) { loop->close(stream, event_loop::close_mode::orderly); };
  stream = accept_one();
  send(std::string(100'000, 'x'));
  BOOST_TEST(other.received().size() == 64U * 1024);
  BOOST_TEST(other.saw_end());

  auto third = connect();
  server.when_ended = [&] { loop->close(stream, event_loop::close_mode::reset); };
  stream = accept_one();
  third.finish_sending();
  settle();
  BOOST_TEST(third.was_reset());
  BOOST_TEST(network.open_sockets() == 1U);
}

BOOST_AUTO_TEST_CASE(nested_run_once_serves_other_streams) {
  stream_recorder second;
  auto other = connect();
  poll();
  const auto id = *loop->open(accepts.sockets.back().socket, {}, second);
  loop->start_receive(id);
  std::string seen;
  server.when_received = [&](const std::string&) {
    settle();
    seen = second.received;
  };
  client.send("outer");
  other.send("inner");
  settle();
  BOOST_TEST(seen == "inner");
  BOOST_TEST(second.receives.size() == 1U);
}

BOOST_AUTO_TEST_CASE(stream_closed_in_a_nested_run_once_hears_nothing_more) {
  client.send("outer");
  timer_recorder timers;
  timers.when_fired = [&] { loop->close(stream, event_loop::close_mode::orderly); };
  loop->start_timer(1s, timers, 0);
  faults().receive_at_most(1);
  server.when_received = [&](const std::string&) {
    server.when_received = [](const std::string&) {};
    loop->pause_receive(stream);
    loop->run_once(10s);
  };
  settle();
  BOOST_TEST(server.received == "o");
  BOOST_TEST(timers.cookies.size() == 1U);
}

BOOST_AUTO_TEST_CASE(exception_of_a_handler_propagates_and_the_loop_goes_on) {
  faults().receive_at_most(3);
  server.when_received = [&](const std::string& bytes) {
    if (bytes == "abc")
      throw std::runtime_error("handler");
  };
  client.send("abcdef");
  BOOST_CHECK_THROW(poll(), std::runtime_error);
  settle();
  BOOST_TEST(server.received == "abcdef");

  server.when_sent = [&](std::uint64_t) { throw std::runtime_error("handler"); };
  BOOST_CHECK_THROW(send(std::string(100'000, 'x')), std::runtime_error);
  server.when_sent = [](std::uint64_t) {};
  settle();
  BOOST_TEST(server.sent == 100'000U);

  auto other = connect();
  auto third = connect();
  accepts.when_accepted = [&](const accepted_socket& socket) {
    accepts.when_accepted = [](const accepted_socket&) {};
    network.close(socket.socket);
    throw std::runtime_error("handler");
  };
  BOOST_CHECK_THROW(poll(), std::runtime_error);
  settle();
  BOOST_TEST(accepts.sockets.size() == 3U);
}

BOOST_AUTO_TEST_CASE(socket_can_be_opened_once_only) {
  stream_recorder second;
  const auto again = loop->open(accepts.sockets.back().socket, {}, second);
  BOOST_TEST((again.error() == std::errc::bad_file_descriptor));
  const auto unknown = loop->open(4711, {}, second);
  BOOST_TEST((unknown.error() == std::errc::bad_file_descriptor));
  // The loop's now: the network leaves it alone.
  network.close(accepts.sockets.back().socket);
  client.send("alive");
  settle();
  BOOST_TEST(server.received == "alive");
}

BOOST_AUTO_TEST_CASE(loop_closes_its_streams_and_may_outlive_the_network) {
  auto own = std::make_unique<simulated_network>();
  auto last = *own->make_loop();
  accept_recorder acceptor;
  const auto at = *own->listen(*endpoint::parse("::1", 0), {});
  BOOST_REQUIRE(!last->accept(at.socket, acceptor));
  auto first = *own->connect(at.local.port());
  last->run_once(0ms);
  BOOST_REQUIRE(last->open(acceptor.sockets.at(0).socket, {}, server));
  own.reset();
  last->run_once(1s);
  last.reset();
  BOOST_TEST(first.saw_end());
}

BOOST_AUTO_TEST_CASE(events_come_in_the_order_in_which_they_happened) {
  std::string order;
  stream_recorder second;
  auto other = connect();
  poll();
  const auto id = *loop->open(accepts.sockets.back().socket, {}, second);
  loop->start_receive(id);
  server.when_received = [&](const std::string&) { order += "1"; };
  second.when_received = [&](const std::string&) { order += "2"; };
  accepts.when_accepted = [&](const accepted_socket&) { order += "a"; };
  other.send("x");
  auto third = connect();
  client.send("x");
  auto fourth = connect();
  other.send("y");
  settle();
  BOOST_TEST(order == "2a1a");
}

BOOST_AUTO_TEST_SUITE_END()
