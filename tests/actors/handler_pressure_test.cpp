#include <map>

#include <boost/test/unit_test.hpp>
#include <caf/all.hpp>

#include "troupe/tests/actors/message_server.hpp"

using namespace troupe;
using namespace troupe::actors_test;

namespace {

struct line_server : message_server {
  line_server() { options.connections.framing.eol = net::delimiter{"\n"}; }
};

/// A handler for all connections that answers nothing until it is told to: the answers to what it got are promised.
struct held {
  std::vector<caf::response_promise> promises;
  int lines = 0;
};

using tell_count = caf::atom_constant<caf::atom("count")>;
using let_go = caf::atom_constant<caf::atom("letgo")>;

caf::behavior holding(caf::stateful_actor<held>* self) {
  return {
    [](const connected&) {},
    [=](const data_in&) -> caf::result<void> {
      ++self->state.lines;
      self->state.promises.push_back(self->make_response_promise());
      return caf::delegated<void>{};
    },
    [](const disconnected&) {},
    [=](tell_count) { return self->state.lines; },
    [=](let_go) {
      auto answered = std::exchange(self->state.promises, {});
      for (auto& one : answered)
        one.deliver(caf::unit);
      return static_cast<int>(answered.size());
    },
  };
}

/// Writes `messages` by requests, goes on when there is room, and says when it is done.
struct writing_state {
  int left = 0;
};
constexpr int messages = 200;

void write_next(caf::stateful_actor<writing_state>* self, const caf::actor& to, int index, const caf::actor& done) {
  self->request(to, caf::infinite, actors::write{std::string(1000, static_cast<char>('a' + index))})
    .then([=](const write_result& result) {
      if (result.status != write_status::accepted)
        return;
      if (--self->state.left > 0)
        return write_next(self, to, index, done);
      self->send(done, index);
      self->quit();
    });
}

caf::behavior writing(caf::stateful_actor<writing_state>* self, const caf::actor& to, int index,
                      const caf::actor& done) {
  self->state.left = messages;
  write_next(self, to, index, done);
  return {[=](const ready_to_send&) { write_next(self, to, index, done); }};
}

/// Sends until nobody takes anything any more, however often `turn` lets the server do something; how many bytes.
template <class Turn>
std::size_t fill(test::client& visitor, Turn turn) {
  const std::string lines(64 * 1024, '\n');
  std::size_t sent = 0;
  // The kernel's buffers at both ends take some megabytes; what is beyond that would be the server's.
  for (int idle = 0; idle < 50;) {
    if (const auto some = visitor.send_some(lines); some > 0) {
      sent += some;
      idle = 0;
      if (sent > 256U * 1024 * 1024)
        throw std::runtime_error{"the server reads on"};
    } else {
      ++idle;
      turn();
    }
  }
  return sent;
}

} // namespace

BOOST_AUTO_TEST_SUITE(actors_handler_pressure)

BOOST_FIXTURE_TEST_CASE(a_handler_that_does_not_answer_gets_no_more_than_it_may_have, line_server) {
  options.unprocessed = 4;
  const auto handler = spawned(holding);
  start(handler);
  auto visitor = connect();
  visitor.send_all("1\n2\n3\n4\n5\n6\n7\n8\n9\n");
  // Those that it has kept were all it had: never more than four.
  int answered = 0;
  while (answered < 9) {
    const int kept = ask<int>(handler, let_go::value);
    BOOST_TEST_REQUIRE(kept <= 4);
    answered += kept;
  }
  BOOST_TEST(ask<int>(handler, tell_count::value) == 9);
  self->send_exit(handler, caf::exit_reason::user_shutdown);
}

BOOST_FIXTURE_TEST_CASE(a_client_is_slowed_down_by_a_handler_that_does_not_answer, line_server) {
  const auto handler = spawned(holding);
  start(handler);
  auto visitor = connect();
  auto other = connect();
  const auto sent = fill(visitor, [&] { ask<int>(handler, tell_count::value); });
  BOOST_TEST(sent > 0U);
  BOOST_TEST(ask<int>(handler, tell_count::value) <= 16);
  self->send_exit(handler, caf::exit_reason::user_shutdown);
}

BOOST_FIXTURE_TEST_CASE(a_slow_handler_holds_up_its_own_connection_only, line_server) {
  options.handlers = handler_place::on_scheduler;
  options.unprocessed = 1;
  // The first connection's handler keeps its first line.
  start([](caf::event_based_actor* own, const caf::actor& connection) -> caf::behavior {
    auto kept = std::make_shared<std::vector<caf::response_promise>>();
    return {
      [](const connected&) {},
      [=](const data_in& line) -> caf::result<void> {
        if (line.id == 1) {
          kept->push_back(own->make_response_promise());
          return caf::delegated<void>{};
        }
        own->send(connection, actors::write{line.bytes});
        return caf::unit;
      },
      [](const disconnected&) {},
    };
  });
  auto slow = connect();
  slow.send_all("1\n2\n3\n");
  auto other = connect();
  for (int round = 0; round < 100; ++round) {
    other.send_all("x\n");
    BOOST_TEST(other.receive(1) == "x");
  }
}

BOOST_FIXTURE_TEST_CASE(when_the_handler_of_a_held_up_connection_ends_its_client_is_closed, line_server) {
  options.unprocessed = 1;
  const auto handler = spawned(holding);
  start(handler);
  auto visitor = connect();
  visitor.send_all("1\n2\n3\n");
  while (ask<int>(handler, tell_count::value) < 1)
    continue;
  self->monitor(server);
  self->send_exit(handler, caf::exit_reason::kill);
  visitor.receive_until_closed();
  BOOST_TEST(visitor.closed());
  BOOST_TEST((expect<caf::down_msg>().reason == caf::exit_reason::kill));
}

BOOST_FIXTURE_TEST_CASE(a_server_shuts_down_though_a_handler_never_answers, line_server) {
  options.unprocessed = 1;
  const auto handler = spawned(holding);
  start(handler);
  auto visitor = connect();
  visitor.send_all("1\n2\n3\n");
  while (ask<int>(handler, tell_count::value) < 1)
    continue;
  self->request(server, test::patience, shut_down{}).receive([] {}, [](const caf::error&) { BOOST_ERROR("failed"); });
  visitor.receive_until_closed();
  self->send_exit(handler, caf::exit_reason::user_shutdown);
}

BOOST_FIXTURE_TEST_CASE(many_writers_share_one_budget, line_server) {
  options.connections.send_limit = 64 * 1024;
  options.connections.socket.send_buffer = 64 * 1024;
  start(caf::actor{self});
  test::client::options how;
  how.receive_buffer = 64 * 1024;
  auto visitor = connect(how);
  const auto connection = expect<connected>().info.handle;
  constexpr int writers = 8;
  for (int index = 0; index < writers; ++index)
    self->spawn(writing, connection, index, caf::actor{self});
  constexpr std::size_t all = writers * messages * 1000;
  const auto got = visitor.receive(all);
  std::map<char, std::size_t> counts;
  for (std::size_t at = 0; at < got.size(); at += 1000) {
    // Messages stay whole.
    BOOST_TEST_REQUIRE((got.substr(at, 1000) == std::string(1000, got[at])));
    ++counts[got[at]];
  }
  for (int index = 0; index < writers; ++index) {
    expect<int>();
    BOOST_TEST(counts[static_cast<char>('a' + index)] == static_cast<std::size_t>(messages));
  }
}

BOOST_AUTO_TEST_SUITE_END()
