#include <boost/test/unit_test.hpp>
#include <caf/all.hpp>

#include "troupe/tests/actors/message_server.hpp"

using namespace troupe;
using namespace troupe::actors_test;

namespace {

struct echo_fixture : message_server {
  void start_echo() { start(echoing); }
};

/// A handler class, with an argument of its own.
class greeter : public caf::event_based_actor {
public:
  greeter(caf::actor_config& config, caf::actor connection, std::string text)
    : event_based_actor(config), connection_(std::move(connection)), text_(std::move(text)) {}

  caf::behavior make_behavior() override {
    return {
      [this](const connected& message) { send(connection_, actors::write{text_ + std::to_string(message.info.id)}); },
      [](const data_in&) {},
      [](const disconnected&) {},
    };
  }

private:
  caf::actor connection_;
  std::string text_;
};

struct counter {
  int lines = 0;
};

caf::behavior counting(caf::stateful_actor<counter>* self, const caf::actor& connection) {
  return {
    [](const connected&) {},
    [=](const data_in&) { self->send(connection, actors::write{std::to_string(++self->state.lines) + ";"}); },
    [](const disconnected&) {},
  };
}

} // namespace

BOOST_AUTO_TEST_SUITE(actors_spawn_server)

BOOST_FIXTURE_TEST_CASE(a_function_handles_each_connection, echo_fixture) {
  start_echo();
  auto first = connect();
  auto second = connect();
  first.send_all("one");
  second.send_all("two");
  BOOST_TEST(first.receive(3) == "one");
  BOOST_TEST(second.receive(3) == "two");
}

BOOST_FIXTURE_TEST_CASE(handlers_may_live_on_the_scheduler, echo_fixture) {
  options.handlers = handler_place::on_scheduler;
  start_echo();
  auto visitor = connect();
  visitor.send_all("hello");
  BOOST_TEST(visitor.receive(5) == "hello");
}

BOOST_FIXTURE_TEST_CASE(a_stateful_actor_keeps_its_state_for_one_connection, message_server) {
  options.connections.framing.eol = net::delimiter{"\n"};
  start(counting);
  auto visitor = connect();
  visitor.send_all("a\nb\nc\n");
  BOOST_TEST(visitor.receive(6) == "1;2;3;");
  auto other = connect();
  other.send_all("a\n");
  BOOST_TEST(other.receive(2) == "1;");
}

BOOST_FIXTURE_TEST_CASE(a_class_gets_the_connection_and_its_own_arguments, message_server) {
  for (const auto place : {handler_place::on_loop, handler_place::on_scheduler}) {
    options.handlers = place;
    start_class<greeter>(std::string{"welcome "});
    auto visitor = connect();
    BOOST_TEST(visitor.receive(9) == "welcome 1");
    self->send_exit(server, caf::exit_reason::user_shutdown);
  }
}

BOOST_FIXTURE_TEST_CASE(a_function_may_do_without_self, message_server) {
  start([](const caf::actor& connection) -> caf::behavior {
    caf::anon_send(connection, actors::write{"hi"});
    return {[](const connected&) {}, [](const data_in&) {}, [](const disconnected&) {}};
  });
  auto visitor = connect();
  BOOST_TEST(visitor.receive(2) == "hi");
}

BOOST_FIXTURE_TEST_CASE(one_actor_may_handle_all_connections, message_server) {
  options.connections.framing.eol = net::delimiter{"\n"};
  start(caf::actor{self});
  auto visitor = connect();
  visitor.send_all("line\n");
  const auto opened = expect<connected>();
  BOOST_TEST(opened.info.id == 1);
  BOOST_TEST(opened.info.local.find("127.0.0.1:") == 0U);
  BOOST_TEST(opened.info.remote == "127.0.0.1:" + std::to_string(visitor.local_port()));
  const auto line = expect<data_in>();
  BOOST_TEST(line.id == 1);
  BOOST_TEST(line.bytes.view() == "line");
  BOOST_TEST(line.eol);
  BOOST_TEST((sender == opened.info.handle));
  visitor.close();
  const auto end = expect<disconnected>();
  BOOST_TEST(end.id == 1);
  BOOST_TEST(!end.reason);
}

BOOST_FIXTURE_TEST_CASE(a_connection_that_is_reset_tells_why, message_server) {
  start(caf::actor{self});
  auto visitor = connect();
  expect<connected>();
  visitor.reset();
  const auto end = expect<disconnected>();
  BOOST_TEST(end.reason.code == ECONNRESET);
  BOOST_TEST(!end.reason.text.empty());
}

BOOST_FIXTURE_TEST_CASE(a_handler_that_throws_ends_its_own_connection_only, message_server) {
  for (const auto place : {handler_place::on_loop, handler_place::on_scheduler}) {
    options.handlers = place;
    start([](caf::event_based_actor* own, const caf::actor& connection) -> caf::behavior {
      own->set_exception_handler([](std::exception_ptr&) -> caf::error { return caf::sec::runtime_error; });
      return {
        [](const connected&) {},
        [=](data_in& what) {
          if (what.bytes.view() == "throw")
            throw std::runtime_error{"as asked"};
          own->send(connection, actors::write{std::move(what.bytes)});
        },
        [](const disconnected&) {},
      };
    });
    auto other = connect();
    auto thrower = connect();
    thrower.send_all("throw");
    BOOST_TEST(thrower.receive_until_closed().empty());
    other.send_all("still here");
    BOOST_TEST(other.receive(10) == "still here");
    self->send_exit(server, caf::exit_reason::user_shutdown);
  }
}

BOOST_FIXTURE_TEST_CASE(a_handler_whose_making_throws_ends_its_connection, message_server) {
  start([](caf::event_based_actor*, const caf::actor&) -> caf::behavior { throw std::runtime_error{"no handler"}; });
  auto visitor = connect();
  visitor.receive_until_closed();
  BOOST_TEST(visitor.closed());
}

BOOST_FIXTURE_TEST_CASE(a_handler_that_quits_closes_its_connection_after_what_it_sent, message_server) {
  for (const auto place : {handler_place::on_loop, handler_place::on_scheduler}) {
    options.handlers = place;
    start([](caf::event_based_actor* own, const caf::actor& connection) -> caf::behavior {
      return {
        [=](const connected&) {
          own->send(connection, actors::write{"bye"});
          own->quit();
        },
      };
    });
    auto visitor = connect();
    BOOST_TEST(visitor.receive_until_closed() == "bye");
    BOOST_TEST(visitor.error() == 0);
    self->send_exit(server, caf::exit_reason::user_shutdown);
  }
}

BOOST_FIXTURE_TEST_CASE(the_handler_of_a_connection_ends_with_it, message_server) {
  for (const auto place : {handler_place::on_loop, handler_place::on_scheduler}) {
    options.handlers = place;
    start([observer = caf::actor{self}](caf::event_based_actor* own, const caf::actor&) -> caf::behavior {
      own->attach_functor([observer](const caf::error&) { caf::anon_send(observer, std::string{"ended"}); });
      // One that would not end by itself.
      own->set_exit_handler([](caf::exit_msg&) {});
      return {[](const connected&) {}, [=](disconnected& end) { caf::anon_send(observer, std::move(end)); }};
    });
    auto visitor = connect();
    visitor.close();
    expect<disconnected>();
    if (place == handler_place::on_loop)
      BOOST_TEST(expect<std::string>() == "ended");
    self->send_exit(server, caf::exit_reason::user_shutdown);
  }
}

BOOST_FIXTURE_TEST_CASE(a_handler_that_waits_for_another_actor_finds_what_came_meanwhile_in_order, message_server) {
  options.connections.framing.eol = net::delimiter{"\n"};
  // It answers each question when it is told to.
  const auto oracle = spawned([](caf::event_based_actor* own) -> caf::behavior {
    return {[=](int) { return own->make_response_promise(); }, [](const std::string& text) { return text; }};
  });
  start([oracle](caf::event_based_actor* own, const caf::actor& connection) -> caf::behavior {
    return {
      [](const connected&) {},
      [=](const data_in& line) {
        own->request(oracle, caf::infinite, std::string{line.bytes.view()}).await([=](const std::string& text) {
          own->send(connection, actors::write{text + ";"});
        });
      },
      [](const disconnected&) {},
    };
  });
  auto visitor = connect();
  std::string sent;
  std::string expected;
  for (int line = 0; line < 200; ++line) {
    sent += std::to_string(line) + "\n";
    expected += std::to_string(line) + ";";
  }
  visitor.send_all(sent);
  BOOST_TEST(visitor.receive(expected.size()) == expected);
}

BOOST_AUTO_TEST_SUITE_END()
