#include <boost/test/unit_test.hpp>
#include <caf/all.hpp>

#include "troupe/tests/actors/message_server.hpp"
#include "troupe/tests/support/minted.hpp"
#include "troupe/tls/credentials.hpp"

using namespace troupe;
using namespace troupe::actors_test;

namespace {

struct served : message_server {
  served() {
    options.threads = 2;
    start(echoing);
  }
  /// Connects, and knows that it is served.
  test::client connect_surely() {
    auto visitor = connect();
    visitor.send_all("?");
    BOOST_TEST(visitor.receive(1) == "?");
    return visitor;
  }
  std::vector<connection_info> all() { return ask<std::vector<connection_info>>(server, list_connections{}); }
  /// Waits for the server's actor to end; why it did.
  caf::error end() {
    self->monitor(server);
    return expect<caf::down_msg>().reason;
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(actors_server_messages)

BOOST_FIXTURE_TEST_CASE(it_tells_where_it_listens, served) {
  const auto where = ask<listening_info>(server, get_listening{});
  BOOST_TEST(where.listening);
  BOOST_TEST_REQUIRE(where.endpoints.size() == 1U);
  BOOST_TEST(where.endpoints[0].find("127.0.0.1:") == 0U);
  BOOST_TEST(where.endpoints[0] != "127.0.0.1:0");
}

BOOST_FIXTURE_TEST_CASE(it_stops_and_listens_again_at_the_same_port, served) {
  auto before = connect_surely();
  const int at = port();
  BOOST_TEST(!ask<listening_info>(server, stop_listening{}).listening);
  BOOST_CHECK_THROW(test::client{at}, std::runtime_error);
  before.send_all("still");
  BOOST_TEST(before.receive(5) == "still");
  const auto again = ask<listening_info>(server, resume_listening{});
  BOOST_TEST(again.listening);
  BOOST_TEST(port() == at);
  connect_surely();
}

BOOST_FIXTURE_TEST_CASE(to_resume_where_somebody_else_listens_by_now_is_an_error, served) {
  const int at = port();
  ask<listening_info>(server, stop_listening{});
  message_server other;
  other.options.listen = {{"127.0.0.1", static_cast<std::uint16_t>(at)}};
  other.start(echoing);
  const auto failed = error_of<resume_listening, listening_info>(server, resume_listening{});
  BOOST_TEST((failed == server_error::cannot_listen));
  BOOST_TEST(system().render(failed).find("127.0.0.1:" + std::to_string(at)) != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(it_lists_its_connections, served) {
  BOOST_TEST(all().empty());
  std::vector<test::client> visitors;
  for (int count = 0; count < 5; ++count)
    visitors.push_back(connect_surely());
  const auto found = all();
  BOOST_TEST_REQUIRE(found.size() == 5U);
  for (std::size_t index = 1; index < found.size(); ++index)
    BOOST_TEST(found[index - 1].id < found[index].id);
  const auto one = ask<connection_info>(server, find_connection{found[2].id});
  BOOST_TEST((one.handle == found[2].handle));
  BOOST_TEST(one.remote == found[2].remote);
}

BOOST_FIXTURE_TEST_CASE(a_connection_that_is_not_there_is_an_error, served) {
  for (const connection_id id : {0, -1, 1, 77}) {
    const auto failed = error_of<find_connection, connection_info>(server, find_connection{id});
    BOOST_TEST((failed == server_error::no_such_connection));
    BOOST_TEST(system().render(failed).find("there is no connection " + std::to_string(id)) != std::string::npos);
  }
}

BOOST_FIXTURE_TEST_CASE(a_broadcast_reaches_those_who_are_meant, served) {
  std::vector<test::client> visitors;
  for (int count = 0; count < 6; ++count)
    visitors.push_back(connect_surely());
  std::vector<connection_id> to;
  for (const auto& one : all())
    to.push_back(one.id);
  to.push_back(4711);
  self->send(server, broadcast{to, net::slice::copy_of("to all;")});
  self->send(server, disconnect_some{to});
  for (auto& visitor : visitors)
    BOOST_TEST(visitor.receive_until_closed() == "to all;");
}

BOOST_FIXTURE_TEST_CASE(drain_waits_for_those_who_are_connected, served) {
  auto visitor = connect_surely();
  const int at = port();
  const auto asked = spawned([server = server, whom = caf::actor{self}](caf::event_based_actor* own) {
    own->request(server, caf::infinite, drain{}).then([=] { own->send(whom, std::string{"drained"}); });
  });
  // It has begun: nobody can connect any more.
  while (ask<listening_info>(server, get_listening{}).listening)
    continue;
  BOOST_CHECK_THROW(test::client{at}, std::runtime_error);
  visitor.send_all("going on");
  BOOST_TEST(visitor.receive(8) == "going on");
  self->receive([](const std::string&) { BOOST_ERROR("drained too early"); }, caf::after(0s) >> [] {});
  visitor.close();
  BOOST_TEST(expect<std::string>() == "drained");
  // It can go on.
  BOOST_TEST(ask<listening_info>(server, resume_listening{}).listening);
  connect_surely();
}

BOOST_FIXTURE_TEST_CASE(drain_has_an_end, served) {
  auto visitor = connect_surely();
  self->request(server, test::patience, drain{1}).receive([] {}, [](const caf::error&) { BOOST_ERROR("failed"); });
  BOOST_TEST(visitor.receive_until_closed().empty());
  BOOST_TEST(visitor.error() == 0);
}

BOOST_FIXTURE_TEST_CASE(to_listen_again_takes_the_end_of_a_drain_back, served) {
  self->request(server, test::patience, drain{1}).receive([] {}, [](const caf::error&) { BOOST_ERROR("failed"); });
  ask<listening_info>(server, resume_listening{});
  auto visitor = connect_surely();
  // Another one has more time: the first one's second is over long before.
  const auto asked = spawned([server = server, whom = caf::actor{self}](caf::event_based_actor* own) {
    own->request(server, caf::infinite, drain{2}).then([=] { own->send(whom, std::string{"drained"}); });
  });
  BOOST_TEST(visitor.receive_until_closed().empty());
  BOOST_TEST(expect<std::string>() == "drained");
}

BOOST_FIXTURE_TEST_CASE(who_waits_for_a_drain_learns_that_the_server_has_ended, served) {
  auto visitor = connect_surely();
  const auto asked = spawned([server = server, whom = caf::actor{self}](caf::event_based_actor* own) {
    own->request(server, caf::infinite, drain{})
      .then([] {}, [=](const caf::error& why) { own->send(whom, why == server_error::shutting_down); });
  });
  while (ask<listening_info>(server, get_listening{}).listening)
    continue;
  self->send_exit(server, caf::exit_reason::user_shutdown);
  BOOST_TEST(expect<bool>());
}

BOOST_FIXTURE_TEST_CASE(the_limit_of_connections_can_be_changed, message_server) {
  options.max_connections = 1;
  start(echoing);
  auto first = connect();
  first.send_all("x");
  BOOST_TEST(first.receive(1) == "x");
  auto refused = connect();
  BOOST_TEST(refused.receive_until_closed().empty());
  self->send(server, limit_connections{2});
  ask<listening_info>(server, get_listening{});
  auto second = connect();
  second.send_all("y");
  BOOST_TEST(second.receive(1) == "y");
}

BOOST_FIXTURE_TEST_CASE(a_server_whose_handler_has_ended_before_it_begins_ends_with_it, message_server) {
  const auto gone = spawned([](caf::event_based_actor*) -> caf::behavior { return {[](int) {}}; });
  self->monitor(gone);
  self->send_exit(gone, caf::exit_reason::kill);
  expect<caf::down_msg>();
  start(gone);
  self->monitor(server);
  expect<caf::down_msg>();
}

BOOST_FIXTURE_TEST_CASE(shut_down_sends_what_is_queued_and_ends_the_actor, served) {
  auto visitor = connect_surely();
  const auto connection = all().at(0).handle;
  self->send(connection, actors::write{std::string(300'000, 'x')});
  ask<connection_info>(connection, info{});
  self->monitor(server);
  self->send(server, shut_down{});
  BOOST_TEST(visitor.receive_until_closed().size() == 300'000U);
  visitor.close();
  BOOST_TEST((expect<caf::down_msg>().reason == caf::exit_reason::normal));
}

BOOST_FIXTURE_TEST_CASE(shut_down_is_answered, served) {
  auto visitor = connect_surely();
  bool answered = false;
  self->request(server, test::patience, shut_down{})
    .receive([&] { answered = true; }, [](const caf::error&) { BOOST_ERROR("failed"); });
  BOOST_TEST(answered);
}

BOOST_FIXTURE_TEST_CASE(an_exit_message_closes_everything_at_once, served) {
  auto visitor = connect_surely();
  self->send_exit(server, caf::exit_reason::user_shutdown);
  BOOST_TEST((end() == caf::exit_reason::user_shutdown));
  BOOST_CHECK(visitor.receive_until_closed().empty());
}

BOOST_FIXTURE_TEST_CASE(a_server_ends_with_who_is_linked_to_it, served) {
  const auto owner = spawned([server = server](caf::event_based_actor* own) -> caf::behavior {
    own->link_to(server);
    return {[](int number) { return number; }};
  });
  ask<int>(owner, 1);
  self->send_exit(owner, caf::exit_reason::user_shutdown);
  BOOST_TEST((end() == caf::exit_reason::user_shutdown));
}

BOOST_FIXTURE_TEST_CASE(a_server_lives_on_when_its_handle_is_dropped, served) {
  const int at = port();
  const auto kept = std::exchange(server, {}).address();
  auto visitor = test::client{at};
  visitor.send_all("alive");
  BOOST_TEST(visitor.receive(5) == "alive");
  server = caf::actor_cast<caf::actor>(kept);
  BOOST_TEST((server != nullptr));
}

BOOST_FIXTURE_TEST_CASE(what_cannot_be_started_says_why, message_server) {
  const auto text_of = [&](server_error kind) {
    const auto started = spawn_server(system(), options, echoing);
    BOOST_TEST_REQUIRE(!started);
    BOOST_TEST((started.error() == kind));
    return system().render(started.error());
  };
  options.listen = {{"no.such.host.invalid", 0}};
  BOOST_TEST(text_of(server_error::cannot_listen).find("no.such.host.invalid") != std::string::npos);
  options.listen = {{"192.0.2.1", 0}};
  BOOST_TEST(text_of(server_error::cannot_listen).find("192.0.2.1:0") != std::string::npos);
  options.listen = {{"127.0.0.1", 0}};
  options.connections.start = tls_start::at_once;
  BOOST_TEST(text_of(server_error::no_certificate).find("connections.tls") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(it_may_speak_tls_from_the_first_byte, message_server) {
  const test::minted_certificate minted{"localhost"};
  const auto identity = tls::credentials::open({tls::store_type::pem_key_blob, minted.pem(), {}});
  options.connections.tls = *tls::context::make({}, *identity);
  options.connections.start = tls_start::at_once;
  start(echoing);
  test::client::options how;
  how.tls.emplace();
  auto visitor = connect(how);
  visitor.send_all("secret");
  BOOST_TEST(visitor.receive(6) == "secret");
  BOOST_TEST(ask<std::vector<connection_info>>(server, list_connections{}).at(0).tls_version == "TLSv1.3");
  // One that speaks no TLS is nobody's connection.
  how.tls.reset();
  how.plain = true;
  auto plain = connect(how);
  plain.send_all("GET / HTTP/1.0\r\n\r\n");
  plain.receive_until_closed();
  BOOST_TEST(ask<std::vector<connection_info>>(server, list_connections{}).size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(clients_may_be_refused_by_a_function, message_server) {
  options.admit = [](const net::endpoint& client, bool accept) {
    BOOST_TEST(accept);
    return client.port() % 2 == 0;
  };
  start(echoing);
  for (int count = 0; count < 20; ++count) {
    auto visitor = connect();
    if (visitor.local_port() % 2 == 0) {
      visitor.send_all("x");
      BOOST_TEST(visitor.receive(1) == "x");
    } else {
      BOOST_TEST(visitor.receive_until_closed().empty());
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
