#include <boost/test/unit_test.hpp>
#include <caf/all.hpp>

#include "troupe/tests/actors/message_server.hpp"
#include "troupe/tests/support/minted.hpp"
#include "troupe/tests/support/temporary_file.hpp"
#include "troupe/tls/credentials.hpp"

using namespace troupe;
using namespace troupe::actors_test;

namespace {

/// The test itself handles all connections, and has one.
struct conversation : message_server {
  void begin() {
    start(caf::actor{self});
    visitor.emplace(connect());
    opened = expect<connected>().info;
  }
  const caf::actor& handle() const { return opened.handle; }

  std::optional<test::client> visitor;
  connection_info opened;
};

struct line_conversation : conversation {
  line_conversation() {
    options.connections.framing.eol = net::delimiter{"\n"};
    begin();
  }
};

struct plain_conversation : conversation {
  plain_conversation() { begin(); }
};

/// A client that reads nothing, and little room for what is sent to it.
struct slow_reader : conversation {
  slow_reader() {
    options.connections.send_limit = 64 * 1024;
    options.connections.socket.send_buffer = 4096;
  }

  void begin_slowly() {
    start(caf::actor{self});
    test::client::options how;
    how.receive_buffer = 4096;
    visitor.emplace(connect(how));
    opened = expect<connected>().info;
  }
  /// Writes until that is the answer; how many were accepted.
  int write_until(write_status wanted) {
    for (int accepted = 0; accepted < 10'000; ++accepted) {
      const auto answer = ask<write_result>(handle(), actors::write{std::string(4096, 'x')});
      if (answer.status == wanted)
        return accepted;
      BOOST_TEST_REQUIRE(to_string(answer.status) == "accepted");
    }
    throw std::runtime_error{"it was never answered with " + to_string(wanted)};
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(actors_connection_messages)

BOOST_FIXTURE_TEST_CASE(a_write_is_sent_and_answered, plain_conversation) {
  const auto answer = ask<write_result>(handle(), actors::write{"hello"});
  BOOST_TEST(to_string(answer.status) == "accepted");
  BOOST_TEST(visitor->receive(5) == "hello");
}

BOOST_FIXTURE_TEST_CASE(writes_of_one_sender_arrive_in_order_large_and_small, plain_conversation) {
  std::string expected;
  for (const std::size_t size : std::initializer_list<std::size_t>{1, 600, 3, 70'000, 2, 511, 513}) {
    const std::string text(size, static_cast<char>('a' + expected.size() % 26));
    self->send(handle(), actors::write{text});
    expected += text;
  }
  self->send(handle(), write_line{"end"});
  BOOST_TEST((visitor->receive(expected.size() + 5) == expected + "end\r\n"));
}

BOOST_FIXTURE_TEST_CASE(a_write_that_was_no_request_is_not_answered_when_accepted, plain_conversation) {
  self->send(handle(), actors::write{"quiet"});
  BOOST_TEST(visitor->receive(5) == "quiet");
  // Whatever was sent back would be here before this answer.
  ask<connection_info>(handle(), info{});
  self->receive([](const write_result&) { BOOST_ERROR("answered"); }, caf::after(0s) >> [] {});
}

BOOST_FIXTURE_TEST_CASE(the_part_of_a_file_is_sent, plain_conversation) {
  const test::temporary_folder folder;
  const auto path = folder.file("text", "0123456789");
  BOOST_TEST(to_string(ask<write_result>(handle(), send_file{path}).status) == "accepted");
  ask<write_result>(handle(), send_file{path, 2, 3});
  ask<write_result>(handle(), send_file{path, 8});
  BOOST_TEST(visitor->receive(15) == "012345678923489");
}

BOOST_FIXTURE_TEST_CASE(a_file_that_cannot_be_sent_is_answered_with_why, plain_conversation) {
  const test::temporary_folder folder;
  const auto path = folder.file("text", "0123456789");
  const auto text_of = [&](send_file wanted) {
    const auto failed = error_of<send_file, write_result>(handle(), std::move(wanted));
    BOOST_TEST((failed == server_error::cannot_read_file));
    return system().render(failed);
  };
  BOOST_TEST(text_of({folder.path_of("missing")}).find("No such file") != std::string::npos);
  BOOST_TEST(text_of({path, 11}).find("it has 10 bytes only, offset is 11") != std::string::npos);
  BOOST_TEST(text_of({path, 8, 3}).find("it has 2 bytes only behind the offset, length is 3") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(close_sends_what_is_queued_first, plain_conversation) {
  self->send(handle(), actors::write{std::string(200'000, 'x')});
  self->send(handle(), actors::close{});
  BOOST_TEST(visitor->receive_until_closed().size() == 200'000U);
  BOOST_TEST(visitor->error() == 0);
  visitor->close();
  BOOST_TEST(!expect<disconnected>().reason);
}

BOOST_FIXTURE_TEST_CASE(an_abrupt_close_resets, plain_conversation) {
  self->send(handle(), actors::close{close_how::abrupt});
  visitor->receive_until_closed();
  BOOST_TEST(visitor->error() == ECONNRESET);
}

BOOST_FIXTURE_TEST_CASE(a_write_to_a_connection_that_is_closing_is_answered_closed, plain_conversation) {
  // More than the kernel takes from a server whose client does not read. Answered when it is not in the mailbox any
  // more, before which the next one would have to wait.
  ask<write_result>(handle(), actors::write{std::string(32 * 1024 * 1024, 'x')});
  self->send(handle(), actors::close{});
  BOOST_TEST(to_string(ask<write_result>(handle(), actors::write{"late"}).status) == "closed");
}

BOOST_FIXTURE_TEST_CASE(who_writes_to_a_connection_that_has_ended_is_told_so, plain_conversation) {
  self->monitor(handle());
  visitor->close();
  expect<disconnected>();
  expect<caf::down_msg>();
  const auto failed = error_of<actors::write, write_result>(handle(), actors::write{"late"});
  BOOST_TEST((failed == caf::sec::request_receiver_down || failed == caf::exit_reason::user_shutdown));
}

BOOST_FIXTURE_TEST_CASE(nothing_is_told_while_it_is_paused_and_nothing_is_lost, line_conversation) {
  self->send(handle(), actors::pause{});
  BOOST_TEST(ask<connection_info>(handle(), info{}).paused);
  visitor->send_all("one\ntwo\n");
  self->receive([](const data_in&) { BOOST_ERROR("told while paused"); }, caf::after(0s) >> [] {});
  self->send(handle(), resume{});
  BOOST_TEST(expect<data_in>().bytes.view() == "one");
  BOOST_TEST(expect<data_in>().bytes.view() == "two");
}

BOOST_FIXTURE_TEST_CASE(the_framing_can_be_changed, line_conversation) {
  self->send(handle(), set_framing{{"", 2048, 4, false}});
  ask<connection_info>(handle(), info{});
  visitor->send_all("12345678");
  BOOST_TEST(expect<data_in>().bytes.view() == "1234");
  BOOST_TEST(expect<data_in>().bytes.view() == "5678");
  self->send(handle(), set_framing{{"--", 2048, 0, false}});
  ask<connection_info>(handle(), info{});
  visitor->send_all("a--b");
  visitor->shutdown_write();
  BOOST_TEST(expect<data_in>().bytes.view() == "a");
  const auto rest = expect<data_in>();
  BOOST_TEST(rest.bytes.view() == "b");
  BOOST_TEST(!rest.eol);
}

BOOST_FIXTURE_TEST_CASE(info_tells_who_it_is, plain_conversation) {
  const auto told = ask<connection_info>(handle(), info{});
  BOOST_TEST(told.id == opened.id);
  BOOST_TEST((told.handle == handle()));
  BOOST_TEST(told.remote == "127.0.0.1:" + std::to_string(visitor->local_port()));
  BOOST_TEST(told.tls_version.empty());
  BOOST_TEST(told.queued == 0U);
}

BOOST_FIXTURE_TEST_CASE(tls_begins_when_it_is_asked_for, conversation) {
  const test::minted_certificate minted{"localhost"};
  const auto identity = tls::credentials::open({tls::store_type::pem_key_blob, minted.pem(), {}});
  options.connections.tls = *tls::context::make({}, *identity);
  options.connections.start = tls_start::on_request;
  options.tell_tls_status = true;
  start(caf::actor{self});
  test::client::options how;
  how.plain = true;
  visitor.emplace(connect(how));
  opened = expect<connected>().info;
  self->request(handle(), test::patience, start_tls{})
    .receive([] {}, [](const caf::error&) { BOOST_ERROR("refused"); });
  visitor->start_tls();
  visitor->send_all("secret");
  BOOST_TEST(expect<tls_status>().text == "Handshake started");
  while (expect<tls_status>().text.find("Handshake complete") != 0U)
    continue;
  const auto again = expect<connected>();
  BOOST_TEST(again.info.tls_version == "TLSv1.3");
  BOOST_TEST(expect<data_in>().bytes.view() == "secret");
  BOOST_TEST((error_of(handle(), start_tls{}) == server_error::speaks_tls));
}

BOOST_FIXTURE_TEST_CASE(tls_without_a_certificate_is_refused, plain_conversation) {
  BOOST_TEST((error_of(handle(), start_tls{}) == server_error::no_certificate));
}

BOOST_FIXTURE_TEST_CASE(a_write_beyond_the_budget_is_refused_and_its_writer_hears_of_room, slow_reader) {
  begin_slowly();
  const int accepted = write_until(write_status::would_block);
  BOOST_TEST(accepted > 15); // 64 KiB at least
  // Also a message that is no request is answered when it is refused.
  self->send(handle(), actors::write{"refused"});
  BOOST_TEST(to_string(expect<write_result>().status) == "would_block");
  const auto sent = static_cast<std::size_t>(accepted) * 4096;
  BOOST_TEST(visitor->receive(sent).size() == sent);
  BOOST_TEST(expect<ready_to_send>().id == opened.id);
  // Once, however often it was refused.
  BOOST_TEST(to_string(ask<write_result>(handle(), actors::write{"end"}).status) == "accepted");
  BOOST_TEST(visitor->receive(3) == "end");
  self->receive([](const ready_to_send&) { BOOST_ERROR("told twice"); }, caf::after(0s) >> [] {});
}

BOOST_FIXTURE_TEST_CASE(who_waits_for_room_learns_that_there_will_be_none, slow_reader) {
  begin_slowly();
  write_until(write_status::would_block);
  const auto writer = spawned([to = handle(), whom = caf::actor{self}](caf::event_based_actor* own) -> caf::behavior {
    own->send(to, actors::write{"x"});
    return {[=](const write_result& refused) { own->send(whom, to_string(refused.status)); }};
  });
  BOOST_TEST(expect<std::string>() == "would_block");
  visitor->reset();
  BOOST_TEST(expect<std::string>() == "closed");
  expect<disconnected>();
}

BOOST_FIXTURE_TEST_CASE(one_message_is_taken_whole_however_long_it_is, slow_reader) {
  begin_slowly();
  const std::string text(1024 * 1024, 'x');
  BOOST_TEST(to_string(ask<write_result>(handle(), actors::write{text}).status) == "accepted");
  BOOST_TEST(to_string(ask<write_result>(handle(), actors::write{"y"}).status) == "would_block");
  BOOST_TEST(visitor->receive(text.size()).size() == text.size());
}

BOOST_FIXTURE_TEST_CASE(the_newest_may_be_dropped, slow_reader) {
  options.connections.overflow = overflow_policy::drop_newest;
  begin_slowly();
  const int accepted = write_until(write_status::dropped);
  const auto sent = static_cast<std::size_t>(accepted) * 4096;
  self->send(handle(), actors::close{});
  BOOST_TEST(visitor->receive_until_closed().size() == sent);
}

BOOST_FIXTURE_TEST_CASE(the_oldest_may_be_dropped, slow_reader) {
  options.connections.overflow = overflow_policy::drop_oldest;
  begin_slowly();
  // Whole messages, numbered.
  const auto message = [](int number) {
    auto text = std::to_string(number);
    return std::string(9 - text.size(), '0') + text + std::string(991, '.');
  };
  constexpr int count = 2'000;
  for (int number = 0; number < count; ++number)
    BOOST_TEST_REQUIRE(to_string(ask<write_result>(handle(), actors::write{message(number)}).status) == "accepted");
  self->send(handle(), actors::close{});
  const auto got = visitor->receive_until_closed();
  BOOST_TEST_REQUIRE(got.size() % 1000 == 0U);
  const auto arrived = got.size() / 1000;
  BOOST_TEST(arrived < static_cast<std::size_t>(count));
  // What came is in order, whole, and ends with the newest.
  int last = -1;
  for (std::size_t at = 0; at < got.size(); at += 1000) {
    const int number = std::stoi(got.substr(at, 9));
    BOOST_TEST_REQUIRE(number > last);
    BOOST_TEST_REQUIRE((got.substr(at, 1000) == message(number)));
    last = number;
  }
  BOOST_TEST(last == count - 1);
}

BOOST_FIXTURE_TEST_CASE(a_client_who_does_not_read_may_be_disconnected, slow_reader) {
  options.connections.overflow = overflow_policy::disconnect;
  begin_slowly();
  write_until(write_status::dropped);
  const auto end = expect<disconnected>();
  BOOST_TEST(end.reason.code == ENOBUFS);
  BOOST_TEST(end.reason.text.find("does not read") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
