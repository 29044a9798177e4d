#include <new>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/net/simulated_fixture.hpp"

using namespace troupe::net;
using namespace troupe::net::simulated_test;
using operation = simulated_operation;

BOOST_FIXTURE_TEST_SUITE(simulated_faults_orders, connection_fixture)

BOOST_AUTO_TEST_CASE(next_sends_are_shortened) {
  faults().shorten_sends(2, 3);
  send("0123456789");
  BOOST_TEST(server.sent == 3U);
  poll();
  BOOST_TEST(server.sent == 6U);
  poll();
  BOOST_TEST(server.sent == 10U);
  BOOST_TEST(client.take() == "0123456789");
}

BOOST_AUTO_TEST_CASE(send_shortened_to_nothing_is_tried_again) {
  faults().shorten_sends(1, 0);
  send("x");
  BOOST_TEST(server.sent == 0U);
  settle();
  BOOST_TEST(server.sent == 1U);
}

BOOST_AUTO_TEST_CASE(socket_that_never_takes_anything_lets_time_pass) {
  faults().shorten_sends(1'000'000, 0);
  send("x");
  const auto before = network.now();
  BOOST_TEST(loop->run_once(5s) == 0U);
  BOOST_TEST((network.now() - before == 5s));
  faults().clear();
  poll();
  BOOST_TEST(server.sent == 1U);
}

BOOST_AUTO_TEST_CASE(ordered_failure_of_a_send_is_reported_by_run_once) {
  faults().fail(operation::send, 2, std::errc::no_buffer_space);
  send("first");
  send("second");
  BOOST_TEST(server.ends == 0);
  settle();
  BOOST_TEST(server.ends == 1);
  BOOST_TEST((server.reason == std::errc::no_buffer_space));
  BOOST_TEST(client.take() == "first");
}

BOOST_AUTO_TEST_CASE(ordered_failure_of_a_receive_ends_the_stream) {
  faults().fail(operation::receive, 1, std::errc::connection_reset);
  client.send("lost");
  settle();
  BOOST_TEST(server.receives.empty());
  BOOST_TEST(server.ends == 1);
  BOOST_TEST((server.reason == std::errc::connection_reset));
}

BOOST_AUTO_TEST_CASE(transient_errors_are_tried_again) {
  faults().fail(operation::receive, 1, std::errc::interrupted);
  faults().fail(operation::send, 1, std::errc::resource_unavailable_try_again);
  faults().fail(operation::accept, 1, std::errc::interrupted);
  client.send("in");
  send("out");
  auto other = connect();
  poll();
  poll();
  BOOST_TEST(server.received == "in");
  BOOST_TEST(client.take() == "out");
  BOOST_TEST(accepts.sockets.size() == 2U);
  BOOST_TEST(accepts.failures.empty());
}

BOOST_AUTO_TEST_CASE(failed_accept_is_told_once_a_turn_and_leaves_the_clients) {
  faults().fail(operation::accept, 1, std::errc::not_enough_memory);
  auto a = connect();
  auto b = connect();
  BOOST_TEST(poll() == 1U);
  BOOST_TEST((accepts.failures.at(0) == std::errc::not_enough_memory));
  BOOST_TEST(network.pending(listener.socket) == 2U);
  BOOST_TEST(poll() == 2U);
  BOOST_TEST(accepts.sockets.size() == 3U);
}

BOOST_AUTO_TEST_CASE(accept_that_fails_for_one_client_costs_that_client_alone) {
  faults().fail(operation::accept, 1, std::errc::connection_aborted);
  auto a = connect();
  auto b = connect();
  BOOST_TEST(poll() == 1U);
  BOOST_TEST(a.was_reset());
  BOOST_TEST(accepts.failures.empty());
  BOOST_TEST((accepts.sockets.back().remote == b.local()));
}

BOOST_AUTO_TEST_CASE(listen_open_and_make_loop_fail_to_order) {
  faults().fail(operation::listen, 1, std::errc::permission_denied);
  const auto port80 = network.listen(*endpoint::parse("127.0.0.1", 80), {});
  BOOST_TEST((port80.error() == std::errc::permission_denied));
  faults().fail(operation::make_loop, 1, std::errc::too_many_files_open);
  const auto another = network.make_loop();
  BOOST_TEST((another.error() == std::errc::too_many_files_open));
  auto other = connect();
  poll();
  faults().fail(operation::open, 1, std::errc::no_buffer_space);
  const auto opened = loop->open(accepts.sockets.back().socket, {}, server);
  BOOST_TEST((opened.error() == std::errc::no_buffer_space));
  BOOST_TEST(other.saw_end());
  BOOST_TEST(network.open_sockets() == 2U);
}

BOOST_AUTO_TEST_CASE(descriptors_run_out_and_come_back) {
  faults().limit_descriptors(3);
  auto a = connect();
  auto b = connect();
  BOOST_TEST(poll() == 2U); // One more fits beside the listener and the connection; the other does not.
  BOOST_TEST((accepts.failures.at(0) == std::errc::too_many_files_open));
  BOOST_TEST(poll() == 1U);
  BOOST_TEST(accepts.failures.size() == 2U);
  const auto more = network.listen(*endpoint::parse("127.0.0.1", 0), {});
  BOOST_TEST((more.error() == std::errc::too_many_files_open));
  loop->close(stream, event_loop::close_mode::orderly);
  BOOST_TEST(poll() == 1U);
  BOOST_TEST(accepts.sockets.size() == 3U);
  BOOST_TEST(poll() == 0U);
}

BOOST_AUTO_TEST_CASE(stop_accepting_ends_the_failures) {
  faults().limit_descriptors(2);
  accepts.when_failed = [&] { loop->stop_accepting(listener.socket); };
  auto a = connect();
  BOOST_TEST(poll() == 1U);
  const auto before = network.now();
  BOOST_TEST(loop->run_once(1s) == 0U);
  BOOST_TEST((network.now() - before == 1s));
  faults().limit_descriptors(3);
  BOOST_REQUIRE(!loop->accept(listener.socket, accepts));
  poll();
  BOOST_TEST(accepts.sockets.size() == 2U);
}

BOOST_AUTO_TEST_CASE(delivery_in_chunks) {
  faults().receive_at_most(3);
  client.send("12345678");
  settle();
  const std::vector<std::size_t> expected{3, 3, 2};
  BOOST_TEST(server.receives == expected, boost::test_tools::per_element());
  faults().receive_at_most(0);
  client.send("12345678");
  settle();
  BOOST_TEST(server.receives.back() == 8U);
}

BOOST_AUTO_TEST_CASE(operations_are_counted) {
  const auto before = faults().operations();
  const auto sends = faults().operations(operation::send);
  client.send("x");
  settle();
  BOOST_TEST(faults().operations() == before + 1);
  BOOST_TEST(loop->send_now(stream, "y") == 1U);
  BOOST_TEST(faults().operations() == before + 2);
  BOOST_TEST(faults().operations(operation::send) == sends + 1);
}

BOOST_AUTO_TEST_CASE(allocation_failures_are_thrown) {
  timer_recorder timers;
  faults().fail(operation::allocate, 1, std::errc::not_enough_memory);
  BOOST_CHECK_THROW(loop->queue(stream, "x"), std::bad_alloc);
  faults().throw_in(1);
  BOOST_CHECK_THROW(loop->start_timer(1s, timers, 0), std::bad_alloc);
  BOOST_TEST(loop->queued(stream) == 0U);
  BOOST_TEST(loop->run_once(10s) == 0U);
}

BOOST_AUTO_TEST_CASE(bad_alloc_out_of_an_operation_loses_nothing) {
  client.send("data");
  faults().throw_in(1);
  BOOST_CHECK_THROW(poll(), std::bad_alloc);
  auto other = connect();
  poll();
  BOOST_TEST(server.received == "data");
  loop->queue(stream, "out");
  faults().throw_in(1);
  BOOST_CHECK_THROW(loop->flush(stream), std::bad_alloc);
  settle();
  BOOST_TEST(client.take() == "out");
  BOOST_TEST(server.sent == 3U);
  auto third = connect();
  faults().throw_in(1);
  BOOST_CHECK_THROW(poll(), std::bad_alloc);
  BOOST_TEST(poll() == 1U);
}

BOOST_AUTO_TEST_CASE(bad_alloc_in_the_middle_of_a_write_reports_what_went_before) {
  std::string many;
  for (int i = 0; i < 40; ++i) {
    loop->queue(stream, slice::copy_of("piece"));
    many += "piece";
  }
  faults().throw_in(2); // A gathered send takes fewer pieces than there are.
  BOOST_CHECK_THROW(loop->flush(stream), std::bad_alloc);
  BOOST_TEST(server.sent == 0U);
  BOOST_TEST(loop->queued(stream) < many.size());
  settle();
  BOOST_TEST(server.sent == many.size());
  BOOST_TEST(client.take() == many);
}

BOOST_AUTO_TEST_CASE(bad_alloc_in_a_write_that_has_filled_the_window_reports_what_went_before) {
  client.windows(100, 80);
  client.stall(true);
  for (int i = 0; i < 40; ++i)
    loop->queue(stream, slice::copy_of("piece"));
  faults().throw_in(2);
  BOOST_CHECK_THROW(loop->flush(stream), std::bad_alloc);
  settle();
  BOOST_TEST(server.sent == 80U);
}

BOOST_AUTO_TEST_CASE(open_that_throws_has_closed_the_socket) {
  auto other = connect();
  poll();
  faults().throw_in(1);
  BOOST_CHECK_THROW((void)loop->open(accepts.sockets.back().socket, {}, server), std::bad_alloc);
  BOOST_TEST(other.saw_end());
  BOOST_TEST(network.open_sockets() == 2U);
}

BOOST_AUTO_TEST_CASE(cleared_orders_do_not_happen) {
  faults().throw_in(1);
  faults().fail_operation(1, std::errc::io_error);
  faults().shorten_sends(1, 1);
  faults().clear();
  send("whole");
  BOOST_TEST(server.sent == 5U);
}

BOOST_AUTO_TEST_SUITE_END()
