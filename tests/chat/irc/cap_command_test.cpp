#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/examples/chat/irc/cap_command.hpp"

using namespace chat::irc;

namespace {

using lines = std::vector<std::string>;

/// A client that has not registered yet, unless told so.
struct negotiation {
  cap_session session;
  bool registered = false;

  lines answer(std::string_view command) {
    return answer_cap(session, parse(command).value, "irc.a.b", registered ? "ann" : "*", registered);
  }
};

const std::string all_names = "away-notify batch cap-notify echo-message extended-join invite-notify message-tags "
                              "multi-prefix server-time setname userhost-in-names";

} // namespace

BOOST_AUTO_TEST_SUITE(capabilities)

BOOST_AUTO_TEST_CASE(are_found_by_their_name) {
  for (const auto& name : capability_set::all().names()) {
    BOOST_REQUIRE(find_capability(name));
    BOOST_TEST(name_of(*find_capability(name)) == name);
  }
  BOOST_TEST(!find_capability("sasl"));
  BOOST_TEST(!find_capability("BATCH"));
  BOOST_TEST(!find_capability(""));
  BOOST_TEST(name_of(capability::userhost_in_names) == "userhost-in-names");
}

BOOST_AUTO_TEST_CASE(make_a_set) {
  capability_set set;
  BOOST_TEST(set.empty());
  set.insert(capability::batch);
  set.insert(capability::setname);
  BOOST_TEST(set.has(capability::batch));
  BOOST_TEST(!set.has(capability::away_notify));
  BOOST_TEST(set.names() == (lines{"batch", "setname"}));
  set.erase(capability::batch);
  BOOST_TEST(set.names() == lines{"setname"});
  BOOST_TEST(capability_set::all().names().size() == capability_count);
}

BOOST_AUTO_TEST_CASE(travel_as_a_number) {
  capability_set set;
  set.insert(capability::server_time);
  BOOST_TEST((capability_set::from_bits(set.bits()) == set));
  BOOST_TEST((capability_set::from_bits(0xFFFFFFFFU) == capability_set::all()));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(cap_command)

BOOST_AUTO_TEST_CASE(lists_what_there_is_and_suspends_the_registration) {
  negotiation client;
  BOOST_TEST(client.answer("CAP LS") == lines{":irc.a.b CAP * LS :" + all_names + "\r\n"});
  BOOST_TEST(client.session.negotiating);
  BOOST_TEST(client.session.enabled.empty());
  BOOST_TEST(client.answer("CAP END").empty());
  BOOST_TEST(!client.session.negotiating);
}

BOOST_AUTO_TEST_CASE(enables_cap_notify_from_version_302_on) {
  negotiation client;
  BOOST_TEST(client.answer("cap ls 302") == lines{":irc.a.b CAP * LS :" + all_names + "\r\n"});
  BOOST_TEST(client.session.enabled.names() == lines{"cap-notify"});
  client.answer("CAP LS");
  BOOST_TEST(client.session.version == 302U);
  BOOST_TEST(client.answer("CAP REQ -cap-notify") == lines{":irc.a.b CAP * NAK :-cap-notify\r\n"});
  BOOST_TEST(client.session.enabled.has(capability::cap_notify));
}

BOOST_AUTO_TEST_CASE(disables_cap_notify_for_an_older_version) {
  negotiation client;
  client.answer("CAP LS 301");
  client.answer("CAP REQ cap-notify");
  BOOST_TEST(client.session.enabled.has(capability::cap_notify));
  BOOST_TEST(client.answer("CAP REQ -cap-notify") == lines{":irc.a.b CAP * ACK :-cap-notify\r\n"});
  BOOST_TEST(client.session.enabled.empty());
}

BOOST_AUTO_TEST_CASE(takes_the_version_for_a_number) {
  for (const auto& [text, version] : {std::pair{"307", 307U}, {"301", 301U}, {"x", 0U}, {"99999999999", 302U}}) {
    negotiation client;
    client.answer("CAP LS " + std::string{text});
    BOOST_TEST(client.session.version == version);
    BOOST_TEST(client.session.enabled.has(capability::cap_notify) == (version >= 302));
  }
}

BOOST_AUTO_TEST_CASE(lists_over_several_lines_for_version_302) {
  cap_session session;
  const std::string server(400, 's');
  const auto sent = answer_cap(session, parse("CAP LS 302").value, server, "*", false);
  BOOST_REQUIRE(sent.size() > 1U);
  std::string names;
  for (const auto& one : sent) {
    const auto params = parse_from_server(one).value.params;
    const bool last = &one == &sent.back();
    BOOST_TEST(params.size() == (last ? 3U : 4U));
    BOOST_TEST((last || params[2] == "*"));
    names += std::string{params[params.size() - 1]} + (last ? "" : " ");
  }
  BOOST_TEST(names == all_names);
  session.enabled = capability_set::all();
  BOOST_TEST(
    parse_from_server(answer_cap(session, parse("CAP LIST").value, server, "*", false).front()).value.params[2] == "*");
  session.version = 0;
  for (const auto& one : answer_cap(session, parse("CAP LS").value, server, "*", false))
    BOOST_TEST(parse_from_server(one).value.params.size() == 3U);
}

BOOST_AUTO_TEST_CASE(enables_and_disables_on_request) {
  negotiation client;
  BOOST_TEST(client.answer("CAP REQ :server-time  batch ") == lines{":irc.a.b CAP * ACK :server-time batch\r\n"});
  BOOST_TEST(client.session.negotiating);
  BOOST_TEST(client.session.enabled.names() == (lines{"batch", "server-time"}));
  BOOST_TEST(client.answer("CAP REQ :-batch -setname") == lines{":irc.a.b CAP * ACK :-batch -setname\r\n"});
  BOOST_TEST(client.session.enabled.names() == lines{"server-time"});
  BOOST_TEST(client.answer("CAP LIST") == lines{":irc.a.b CAP * LIST :server-time\r\n"});
}

BOOST_AUTO_TEST_CASE(does_all_of_a_request_or_nothing) {
  negotiation client;
  for (const std::string list : {"batch sasl", "batch -sasl", "batch=1", "-", "batch -"}) {
    BOOST_TEST(client.answer("CAP REQ :" + list) == lines{":irc.a.b CAP * NAK :" + list + "\r\n"});
    BOOST_TEST(client.session.enabled.empty());
  }
}

BOOST_AUTO_TEST_CASE(lets_the_last_of_contrary_requests_win) {
  negotiation client;
  client.answer("CAP REQ :batch -batch");
  BOOST_TEST(client.session.enabled.empty());
  client.answer("CAP REQ :-batch batch");
  BOOST_TEST(client.session.enabled.has(capability::batch));
}

BOOST_AUTO_TEST_CASE(answers_an_empty_list_with_an_empty_parameter) {
  negotiation client;
  BOOST_TEST(client.answer("CAP LIST") == lines{":irc.a.b CAP * LIST :\r\n"});
  BOOST_TEST(client.answer("CAP REQ :") == lines{":irc.a.b CAP * ACK :\r\n"});
}

BOOST_AUTO_TEST_CASE(works_after_the_registration_and_suspends_nothing) {
  negotiation client;
  client.registered = true;
  client.answer("CAP LS 302");
  BOOST_TEST(client.answer("CAP REQ setname") == lines{":irc.a.b CAP ann ACK :setname\r\n"});
  BOOST_TEST(!client.session.negotiating);
}

BOOST_AUTO_TEST_CASE(does_not_suspend_the_registration_for_a_list) {
  negotiation client;
  client.answer("CAP LIST");
  BOOST_TEST(!client.session.negotiating);
}

BOOST_AUTO_TEST_CASE(refuses_other_subcommands) {
  negotiation client;
  BOOST_TEST(client.answer("CAP foo") == lines{":irc.a.b 410 * foo :Invalid CAP command\r\n"});
  BOOST_TEST(client.answer("CAP ACK :x") == lines{":irc.a.b 410 * ACK :Invalid CAP command\r\n"});
  BOOST_TEST(client.answer("CAP") == lines{":irc.a.b 461 * CAP :Not enough parameters\r\n"});
}

BOOST_AUTO_TEST_SUITE_END()
