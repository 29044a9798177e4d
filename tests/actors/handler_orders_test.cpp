#include <atomic>

#include <boost/test/unit_test.hpp>
#include <caf/all.hpp>

#include "troupe/tests/actors/message_server.hpp"
#include "troupe/tests/support/minted.hpp"
#include "troupe/tests/support/temporary_file.hpp"
#include "troupe/tls/credentials.hpp"

using namespace troupe;
using namespace troupe::actors_test;

namespace {

/// What a handler on the loop asks of its connection in the midst of a block of lines.
struct ordered : message_server {
  ordered() { options.connections.framing.eol = net::delimiter{"\n"}; }

  /// A handler that tells `self` each line, and obeys some of them.
  void start_obedient() {
    start([whom = caf::actor{self}](caf::event_based_actor* own, const caf::actor& connection) -> caf::behavior {
      return {[=](const data_in& line) {
        const std::string text{line.bytes.view()};
        own->send(whom, text);
        if (text == "RECORDS")
          own->send(connection, set_framing{{"", 2048, 3, false}});
        else if (text == "PAUSE")
          own->send(connection, actors::pause{});
        else if (text == "CLOSE")
          own->send(connection, actors::close{close_how::abrupt});
        else if (text == "STARTTLS")
          own->send(connection, start_tls{});
      }};
    });
  }
  void expect_nothing_more() {
    self->receive([](const std::string& text) { BOOST_ERROR("told: " + text); }, caf::after(0s) >> [] {});
  }
};

tls::context_ptr minted_context() {
  const test::minted_certificate minted{"localhost"};
  return *tls::context::make({}, *tls::credentials::open({tls::store_type::pem_key_blob, minted.pem(), {}}));
}

} // namespace

BOOST_AUTO_TEST_SUITE(actors_handler_orders)

BOOST_FIXTURE_TEST_CASE(another_framing_holds_for_the_very_next_byte, ordered) {
  start_obedient();
  auto visitor = connect();
  visitor.send_all("line\nRECORDS\nabcdef");
  for (const auto* text : {"line", "RECORDS", "abc", "def"})
    BOOST_TEST(expect<std::string>() == text);
}

BOOST_FIXTURE_TEST_CASE(nothing_is_told_behind_the_line_that_paused_it, ordered) {
  start_obedient();
  auto visitor = connect();
  visitor.send_all("PAUSE\nlater\n");
  BOOST_TEST(expect<std::string>() == "PAUSE");
  const auto one = ask<std::vector<connection_info>>(server, list_connections{}).at(0);
  while (!ask<connection_info>(one.handle, info{}).paused)
    continue;
  expect_nothing_more();
  self->send(one.handle, resume{});
  BOOST_TEST(expect<std::string>() == "later");
}

BOOST_FIXTURE_TEST_CASE(nothing_is_told_behind_the_line_that_closed_it, ordered) {
  start_obedient();
  auto visitor = connect();
  visitor.send_all("CLOSE\nlate\n");
  BOOST_TEST(expect<std::string>() == "CLOSE");
  visitor.receive_until_closed();
  expect_nothing_more();
}

BOOST_FIXTURE_TEST_CASE(what_was_injected_behind_a_starttls_line_is_never_told, ordered) {
  options.connections.start = tls_start::on_request;
  options.connections.tls = minted_context();
  for (const auto place : {handler_place::on_loop, handler_place::on_scheduler}) {
    options.handlers = place;
    start_obedient();
    test::client::options how;
    how.plain = true;
    auto visitor = connect(how);
    visitor.send_all("STARTTLS\nINJECTED\n");
    BOOST_TEST(expect<std::string>() == "STARTTLS");
    // It is no handshake.
    visitor.receive_until_closed();
    expect_nothing_more();
    self->send_exit(server, caf::exit_reason::user_shutdown);
  }
}

BOOST_FIXTURE_TEST_CASE(a_connection_that_cannot_be_protected_does_not_go_on, ordered) {
  start_obedient();
  auto visitor = connect();
  visitor.send_all("STARTTLS\n");
  visitor.receive_until_closed();
  BOOST_TEST(visitor.closed());
}

BOOST_FIXTURE_TEST_CASE(a_handler_need_not_know_all_messages, ordered) {
  for (const bool drops : {false, true}) {
    start([drops](caf::event_based_actor* own, const caf::actor& connection) -> caf::behavior {
      if (drops)
        own->set_default_handler(caf::drop);
      else
        own->set_default_handler(caf::reflect);
      return {[=](const data_in& line) { own->send(connection, write_line{std::string{line.bytes.view()}}); }};
    });
    auto visitor = connect();
    visitor.send_all("hello\n");
    BOOST_TEST(visitor.receive(7) == "hello\r\n");
    self->send_exit(server, caf::exit_reason::user_shutdown);
  }
}

BOOST_FIXTURE_TEST_CASE(what_a_handler_returns_does_no_harm, ordered) {
  start([](caf::event_based_actor* own, const caf::actor& connection) -> caf::behavior {
    return {[=](const data_in& line) {
      own->send(connection, write_line{std::string{line.bytes.view()}});
      return 4711;
    }};
  });
  auto visitor = connect();
  visitor.send_all("one\n");
  BOOST_TEST(visitor.receive(5) == "one\r\n");
  visitor.send_all("two\n");
  BOOST_TEST(visitor.receive(5) == "two\r\n");
}

BOOST_FIXTURE_TEST_CASE(a_connection_is_told_once_however_slow_its_handler_is, ordered) {
  options.unprocessed = 1;
  options.handlers = handler_place::on_scheduler;
  options.connections.start = tls_start::at_once;
  options.connections.tls = minted_context();
  start(caf::actor{self});
  test::client::options how;
  how.tls.emplace();
  auto visitor = connect(how);
  std::string lines;
  for (int line = 0; line < 50; ++line)
    lines += std::to_string(line) + "\n";
  visitor.send_all(lines);
  expect<connected>();
  for (int line = 0; line < 50; ++line)
    BOOST_TEST(expect<data_in>().bytes.view() == std::to_string(line));
  self->receive([](const connected&) { BOOST_ERROR("told again"); }, caf::after(0s) >> [] {});
}

BOOST_FIXTURE_TEST_CASE(who_ends_a_connection_by_an_exit_message_ends_it_in_order, ordered) {
  start(caf::actor{self});
  auto visitor = connect();
  const auto opened = expect<connected>();
  self->send_exit(opened.info.handle, caf::exit_reason::user_shutdown);
  BOOST_TEST(expect<disconnected>().id == opened.info.id);
  visitor.receive_until_closed();
  BOOST_TEST(ask<std::vector<connection_info>>(server, list_connections{}).empty());
}

BOOST_FIXTURE_TEST_CASE(writers_faster_than_the_loop_are_refused_before_the_mailbox, ordered) {
  options.connections.send_limit = 64 * 1024;
  options.connections.socket.send_buffer = 4096;
  start(caf::actor{self});
  test::client::options how;
  how.receive_buffer = 4096;
  auto visitor = connect(how);
  const auto connection = expect<connected>().info.handle;
  constexpr int count = 20'000;
  spawned([=, whom = caf::actor{self}](caf::event_based_actor* own) -> caf::behavior {
    const auto shared = net::slice::copy_of(std::string(1000, 'x'));
    for (int sent = 0; sent < count; ++sent)
      own->send(connection, actors::write{shared});
    own->send(own, count);
    auto refused = std::make_shared<int>(0);
    return {
      [=](const write_result& result) { *refused += result.status == write_status::would_block; },
      [=](int) { own->send(whom, *refused); },
      [=](const ready_to_send&) { own->send(whom, std::string{"room"}); },
    };
  });
  // The kernel has some tens of kilobytes, the budget 64 KiB, and as much may wait before the connection.
  BOOST_TEST(expect<int>() > count - 2'000);
  BOOST_TEST(ask<connection_info>(connection, info{}).queued <= 66U * 1024);
  visitor.reset();
  expect<disconnected>();
}

BOOST_FIXTURE_TEST_CASE(files_do_not_pile_up_where_the_oldest_are_dropped, ordered) {
  options.connections.overflow = overflow_policy::drop_oldest;
  options.connections.send_limit = 64 * 1024;
  start(caf::actor{self});
  auto visitor = connect();
  const auto connection = expect<connected>().info.handle;
  const test::temporary_folder folder;
  const auto path = folder.file("large", std::string(16 * 1024 * 1024, 'x'));
  BOOST_TEST(to_string(ask<write_result>(connection, send_file{path}).status) == "accepted");
  BOOST_TEST(to_string(ask<write_result>(connection, send_file{path}).status) == "dropped");
}

BOOST_FIXTURE_TEST_CASE(policy_and_idle_timeout_of_one_connection_can_be_changed, ordered) {
  options.connections.send_limit = 1;
  options.connections.socket.send_buffer = 4096;
  start(caf::actor{self});
  test::client::options how;
  how.receive_buffer = 4096;
  auto visitor = connect(how);
  const auto connection = expect<connected>().info.handle;
  ask<write_result>(connection, actors::write{std::string(8 * 1024 * 1024, 'x')});
  BOOST_TEST(to_string(ask<write_result>(connection, actors::write{"x"}).status) == "would_block");
  self->send(connection, set_overflow{overflow_policy::drop_newest});
  BOOST_TEST(to_string(ask<write_result>(connection, actors::write{"x"}).status) == "dropped");
  self->send(connection, set_idle_timeout{1});
  BOOST_TEST(expect<disconnected>().reason.code == ETIMEDOUT);
}

BOOST_FIXTURE_TEST_CASE(certificates_are_chosen_by_name_and_clients_looked_at, ordered) {
  const test::minted_certificate other{"other.example"};
  const auto chosen = *tls::credentials::open({tls::store_type::pem_key_blob, other.pem(), {}});
  std::atomic<int> asked{0};
  std::atomic<int> looked{0};
  options.connections.start = tls_start::at_once;
  tls::options rules;
  rules.ask_client = true;
  const test::minted_certificate minted{"localhost"};
  options.connections.tls =
    *tls::context::make(rules, *tls::credentials::open({tls::store_type::pem_key_blob, minted.pem(), {}}));
  options.choose_certificate = [&](const tls::client_hello&) -> tls::result<tls::credentials_ptr> {
    ++asked;
    return chosen;
  };
  options.verify_client = [&](const tls::client_identity& client) {
    ++looked;
    return client.encoded.empty();
  };
  start(echoing);
  test::client::options how;
  how.tls.emplace();
  auto visitor = connect(how);
  visitor.send_all("x\n");
  BOOST_TEST(visitor.receive(1) == "x");
  BOOST_TEST(asked == 1);
  BOOST_TEST(looked == 1);
}

BOOST_AUTO_TEST_SUITE_END()
