#include <algorithm>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/timespan.hpp>

#include "troupe/examples/chat/options.hpp"
#include "troupe/examples/chat/options_table.hpp"
#include "troupe/tests/support/temporary_file.hpp"

using chat::command_line;
using troupe::test::temporary_folder;

namespace {

command_line parse(const std::vector<std::string>& arguments) {
  return chat::parse_options("./chat", arguments);
}

chat::options chosen(const std::vector<std::string>& arguments) {
  const auto result = parse(arguments);
  BOOST_TEST_REQUIRE((result.what == command_line::verdict::run), result.text);
  return result.chosen;
}

/// The first line of what is said about wrong arguments.
std::string error_of(const std::vector<std::string>& arguments) {
  const auto result = parse(arguments);
  BOOST_TEST((result.what == command_line::verdict::wrong), "accepted: " << arguments.back());
  return result.text.substr(0, result.text.find('\n'));
}

} // namespace

BOOST_AUTO_TEST_SUITE(options)

BOOST_AUTO_TEST_CASE(without_arguments_clients_are_taken_on_the_loopback_interface_and_links_not_at_all) {
  const auto result = chosen({});
  BOOST_TEST(result.host == "127.0.0.1");
  BOOST_TEST(result.port.value() == 6667);
  BOOST_TEST(result.tls_port.value() == 6697);
  BOOST_TEST(result.certificate.empty());
  BOOST_TEST(result.node.server_name == "irc.localhost");
  BOOST_TEST(result.node.limits.network == "Troupe");
  BOOST_TEST(!result.has_links);
  BOOST_TEST(result.links.host == "127.0.0.1");
  BOOST_TEST(result.node.limits.flood_burst == 10U);
}

BOOST_AUTO_TEST_CASE(a_value_follows_an_equals_sign_or_a_blank) {
  BOOST_TEST(chosen({"--port=7000"}).port.value() == 7000);
  BOOST_TEST(chosen({"--port", "7000", "--host", ""}).host.empty());
  BOOST_TEST(chosen({"--description=a = b"}).node.description == "a = b");
}

BOOST_AUTO_TEST_CASE(a_port_may_be_off_or_left_to_the_system) {
  const auto result = chosen({"--port=any", "--tls-port=0"});
  BOOST_TEST(result.port.value() == 0);
  BOOST_TEST(!result.tls_port.has_value());
}

BOOST_AUTO_TEST_CASE(joining_takes_links_on_a_port_of_the_systems_choice_under_a_name_of_its_own) {
  const auto result = chosen({"--join=one.example:7001", "--join", "[::1]:7002", "--port=6668"});
  BOOST_TEST(result.has_links);
  BOOST_TEST(result.links.port == 0);
  BOOST_TEST(result.links.joins.size() == 2U);
  BOOST_TEST(chat::cluster::to_text(result.links.joins[1]) == "[::1]:7002");
  BOOST_TEST(result.node.server_name.rfind("irc-6668.", 0) == 0U);
  BOOST_TEST(result.links.name == result.node.server_name);
}

BOOST_AUTO_TEST_CASE(a_given_server_name_is_that_of_the_link_too) {
  const auto result = chosen({"--join=one.example:7001", "--server-name=two.example", "--network=Net"});
  BOOST_TEST(result.node.server_name == "two.example");
  BOOST_TEST(result.links.name == "two.example");
  BOOST_TEST(result.links.network == "Net");
  BOOST_TEST(result.node.limits.network == "Net");
}

BOOST_AUTO_TEST_CASE(a_link_port_switches_links_on) {
  const auto result =
    chosen({"--link-port=7001", "--link-host=", "--link-timeout-ms=9000", "--link-heartbeat-ms=1000"});
  BOOST_TEST(result.has_links);
  BOOST_TEST(result.links.port == 7001);
  BOOST_TEST(result.links.host.empty());
  BOOST_TEST(result.links.heartbeat_limit.count() == 9000);
  BOOST_TEST(chosen({"--link-port=any"}).has_links);
  BOOST_TEST(!chosen({"--link-port=0"}).has_links);
}

BOOST_AUTO_TEST_CASE(operators_add_up) {
  const auto result = chosen({"--oper=ann:secret", "--oper=bob:with:colons"});
  BOOST_TEST(result.node.operators.size() == 2U);
  BOOST_TEST(result.node.operators[0].name == "ann");
  BOOST_TEST(result.node.operators[0].password == "secret");
  BOOST_TEST(result.node.operators[1].password == "with:colons");
}

BOOST_AUTO_TEST_CASE(every_limit_has_an_option) {
  const auto result = chosen({"--nick-length=9", "--send-queue-bytes=65536", "--ping-seconds=7", "--targets=1"});
  BOOST_TEST(result.node.limits.nick_length == 9U);
  BOOST_TEST(result.node.limits.send_queue_bytes == 65'536U);
  BOOST_TEST(result.node.limits.ping_seconds == 7U);
  BOOST_TEST(result.node.limits.targets == 1U);
  // 22 numbers and the network's name: whoever adds a limit adds an option.
  BOOST_TEST(sizeof(chat::irc::limits) == sizeof(std::string) + 22 * sizeof(std::size_t));
  const auto table = chat::option_table();
  BOOST_TEST(std::count_if(table.begin(), table.end(), [](const auto& row) { return row.group == "Limits"; }) == 23);
}

BOOST_AUTO_TEST_CASE(flood_control_is_switched_off_whatever_the_burst_is) {
  BOOST_TEST(chosen({"--flood-control=false", "--flood-burst=20"}).node.limits.flood_burst == 0U);
  BOOST_TEST(chosen({"--flood-control", "--flood-burst=20"}).node.limits.flood_burst == 20U);
  BOOST_TEST(chosen({"--flood-control=off"}).node.limits.flood_burst == 0U);
}

BOOST_AUTO_TEST_CASE(the_message_of_the_day_comes_from_a_file) {
  const temporary_folder folder;
  const auto file = folder.file("motd", "Welcome!\r\n\nBe kind.");
  const std::vector<std::string> lines{"Welcome!", "", "Be kind."};
  BOOST_TEST(chosen({"--motd=" + file}).node.motd == lines, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_secret_may_be_the_first_line_of_a_file) {
  const temporary_folder folder;
  const auto file = folder.file("secret", "from the file\nnot this\n");
  const auto result =
    chosen({"--password=@" + file, "--oper=ann:@" + file, "--link-password=@@sign", "--link-port=7001"});
  BOOST_TEST(result.node.password == "from the file");
  BOOST_TEST(result.node.operators.at(0).password == "from the file");
  BOOST_TEST(result.links.secret == "@sign");
}

BOOST_AUTO_TEST_CASE(a_secret_that_cannot_be_read_is_an_error) {
  const temporary_folder folder;
  BOOST_TEST(error_of({"--password=@/no/such/file"}) ==
             "--password=@/no/such/file: cannot read '/no/such/file': No such file or directory");
  const auto empty = folder.file("empty", "\nsecond");
  BOOST_TEST(error_of({"--oper=ann:@" + empty}) ==
             "--oper=ann:@" + empty + ": the first line of '" + empty + "' is empty");
}

BOOST_AUTO_TEST_CASE(a_file_says_what_the_command_line_does_not) {
  const temporary_folder folder;
  const auto file = folder.file("chat.conf", "# a comment\n\n"
                                             "port = 7000\n"
                                             "  description  =  all # of this  \n"
                                             "oper = ann:one\r\n"
                                             "oper = bob:two\n"
                                             "server-name=two.example\n"
                                             "join = one.example:7001\n"
                                             "middleman.workers = 3\n");
  const auto result = chosen({"--config=" + file, "--port=7777"});
  BOOST_TEST(result.port.value() == 7777);
  BOOST_TEST(result.node.description == "all # of this");
  BOOST_TEST(result.node.operators.size() == 2U);
  BOOST_TEST(result.node.server_name == "two.example");
  BOOST_TEST(result.caf_arguments.at(0) == "--middleman.workers=3");
  const auto other = chosen({"--oper=eve:three", "--config", file});
  BOOST_TEST(other.node.operators.size() == 1U);
  BOOST_TEST(other.node.operators[0].name == "eve");
}

BOOST_AUTO_TEST_CASE(an_error_in_a_file_names_the_line) {
  const temporary_folder folder;
  const auto error_in = [&](const std::string& text) {
    const auto error = error_of({"--config=" + folder.file("chat.conf", text), "--port=7000"});
    return error.substr(error.find("chat.conf"));
  };
  BOOST_TEST(error_in("\nhost = x\nnick-length = long\n") ==
             "chat.conf:3: nick-length = long: a number from 1 to 64 is wanted");
  BOOST_TEST(error_in("colour = red") == "chat.conf:1: there is no option 'colour'");
  BOOST_TEST(error_in("just words") == "chat.conf:1: 'just words': NAME = VALUE is wanted");
  // What the command line replaces is checked too.
  BOOST_TEST(error_in("port = x") == "chat.conf:1: port = x: a number from 1 to 65535, 0 (off) or any is wanted");
  BOOST_TEST(error_of({"--config=/no/such/file"}) ==
             "--config=/no/such/file: cannot read '/no/such/file': No such file or directory");
}

BOOST_AUTO_TEST_CASE(a_wrong_value_is_an_error_that_says_what_is_wanted) {
  const std::string ports = "a number from 1 to 65535, 0 (off) or any is wanted";
  BOOST_TEST(error_of({"--port=65536"}) == "--port=65536: " + ports);
  BOOST_TEST(error_of({"--port=-1"}) == "--port=-1: " + ports);
  BOOST_TEST(error_of({"--tls-port", ""}) == "--tls-port=: " + ports);
  BOOST_TEST(error_of({"--link-port=x"}) == "--link-port=x: " + ports);
  BOOST_TEST(error_of({"--workers=0"}) == "--workers=0: a number from 1 to 64 is wanted");
  BOOST_TEST(error_of({"--flood-control=maybe"}) == "--flood-control=maybe: true or false is wanted");
  BOOST_TEST(error_of({"--join=host"}) ==
             "--join=host: HOST:PORT is wanted, with a port from 1 to 65535 and an IPv6 address in brackets");
  BOOST_TEST(error_of({"--join=::1:7000"}).rfind("--join=::1:7000: HOST:PORT is wanted", 0) == 0U);
  BOOST_TEST(error_of({"--oper=ann"}) == "--oper=ann: NAME:PASSWORD is wanted");
  BOOST_TEST(error_of({"--oper=:secret"}) == "--oper=:secret: NAME:PASSWORD is wanted");
  BOOST_TEST(error_of({"--oper=ann:"}) == "--oper=ann:: NAME:PASSWORD is wanted");
  BOOST_TEST(error_of({"--server-name=nodot"}) ==
             "--server-name=nodot: letters, digits, '-' and at least one '.' are wanted, at most 63 in all");
  BOOST_TEST(error_of({"--network=two words"}) ==
             "--network=two words: a name without blanks, commas and colons is wanted, at most 63 bytes");
  BOOST_TEST(error_of({"--log-level=loud"}) == "--log-level=loud: debug, info, warning or error is wanted");
  BOOST_TEST(error_of({"--link-timeout-ms=1"}) == "--link-timeout-ms=1: a number from 500 to 3600000 is wanted");
  BOOST_TEST(error_of({"--motd=/"}) == "--motd=/: '/' is a folder");
  BOOST_TEST(error_of({"--certificate=/no/such"}) ==
             "--certificate=/no/such: cannot read '/no/such': No such file or directory");
}

BOOST_AUTO_TEST_CASE(arguments_that_are_no_options_are_errors) {
  BOOST_TEST(error_of({"--colour=red"}) == "there is no option '--colour'");
  BOOST_TEST(error_of({"6667"}) == "'6667': options begin with --");
  BOOST_TEST(error_of({"-p"}) == "'-p': options begin with --");
  BOOST_TEST(error_of({"--"}) == "'--': options begin with --");
  BOOST_TEST(error_of({"--port"}) == "--port needs a value");
  BOOST_TEST(parse({"--port"}).text == "--port needs a value\nTry './chat --help'.\n");
}

BOOST_AUTO_TEST_CASE(what_does_not_go_together_is_an_error) {
  const temporary_folder folder;
  const auto key = folder.file("key.pem", "");
  BOOST_TEST(error_of({"--key=" + key}) == "--key=" + key + ": it belongs to --certificate, which is missing");
  BOOST_TEST(error_of({"--port=0", "--tls-port=0"}) == "--port=0 --tls-port=0: one of the two must be on");
  BOOST_TEST(error_of({"--port=7000", "--tls-port=7000"}) == "--port and --tls-port are both 7000");
  BOOST_TEST(error_of({"--join=a:1", "--link-port=0"}) ==
             "--link-port=0: a server that joins others takes links itself; leave it out, or say any");
  BOOST_TEST(error_of({"--link-timeout-ms=1000"}) ==
             "--link-timeout-ms=1000: at least twice --link-heartbeat-ms is wanted, which is 5000");
}

BOOST_AUTO_TEST_CASE(links_with_tls_need_files_that_are_there) {
  const temporary_folder folder;
  const auto file = folder.file("any.pem", "");
  BOOST_TEST(error_of({"--link-tls", "--link-port=any"}) ==
             "--link-tls: links with TLS need --openssl.certificate=FILE and --openssl.key=FILE");
  const std::vector<std::string> both{"--link-tls", "--link-port=any", "--openssl.certificate=" + file,
                                      "--openssl.key=" + file};
  BOOST_TEST(error_of(both).rfind("--link-tls: links with TLS need --openssl.cafile=FILE", 0) == 0U);
  auto missing = both;
  missing.emplace_back("--openssl.cafile=/no/such");
  BOOST_TEST(error_of(missing) == "--link-tls: cannot read '/no/such'");
  auto all = both;
  all.push_back("--openssl.cafile=" + file);
  BOOST_TEST(error_of(all) == "--link-tls: there is no certificate in PEM in '" + file + "'");
}

BOOST_AUTO_TEST_CASE(options_of_caf_reach_its_configuration) {
  const temporary_folder folder;
  const auto file = folder.file("caf.ini", "[middleman]\nconnection-timeout = 7s\nworkers = 2\n");
  const auto result = chosen({"--config-file=" + file, "--middleman.workers=3", "--caf.scheduler.max-threads=5"});
  caf::actor_system_config config;
  BOOST_TEST(chat::configure_caf(config, result) == "");
  BOOST_TEST(caf::get_or(config, "middleman.workers", std::size_t{0}) == 3U);
  BOOST_TEST(caf::get_or(config, "scheduler.max-threads", std::size_t{0}) == 5U);
  BOOST_TEST((caf::get_or(config, "middleman.connection-timeout", caf::timespan{}) == std::chrono::seconds{7}));
  // The mesh sets what nobody has set.
  chat::cluster::configure(config, result.links);
  BOOST_TEST((caf::get_or(config, "middleman.connection-timeout", caf::timespan{}) == std::chrono::seconds{7}));
  BOOST_TEST((caf::get_or(config, "middleman.heartbeat-interval", caf::timespan{}) == std::chrono::seconds{5}));
}

BOOST_AUTO_TEST_CASE(options_that_caf_does_not_know_are_errors) {
  const temporary_folder folder;
  BOOST_TEST(error_of({"--middleman.colour=red"}).find("--middleman.colour=red") != std::string::npos);
  BOOST_TEST(error_of({"--middleman.workers=many"}).find("--middleman.workers=many") != std::string::npos);
  BOOST_TEST(error_of({"--config-file=/no/such"}) ==
             "--config-file=/no/such: cannot read '/no/such': No such file or directory");
  const auto file = folder.file("caf.ini", "[middleman\n");
  BOOST_TEST(error_of({"--config-file=" + file}).find(file) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_help_tells_of_every_option_with_its_default_within_120_columns) {
  const auto result = parse({"--port=wrong", "--help"});
  BOOST_TEST((result.what == command_line::verdict::help));
  for (const auto& row : chat::option_table()) {
    BOOST_TEST(result.text.find("  --" + row.name + "=") != std::string::npos, row.name);
    BOOST_TEST(!row.meaning.empty());
  }
  BOOST_TEST(result.text.find("[6667]") != std::string::npos);
  BOOST_TEST(result.text.find("--config=FILE") != std::string::npos);
  std::istringstream lines{result.text};
  for (std::string line; std::getline(lines, line);)
    BOOST_TEST(line.size() <= 120U, line);
}

BOOST_AUTO_TEST_CASE(every_row_takes_its_own_default) {
  std::set<std::string> names;
  for (const auto& row : chat::option_table()) {
    BOOST_TEST(names.insert(row.name).second, row.name);
    chat::options value;
    const auto written = row.shown ? row.shown(value) : std::string{};
    if (!written.empty())
      BOOST_TEST(row.set(value, written) == "", row.name);
    if (row.shown)
      BOOST_TEST(row.shown(value) == written);
  }
}

BOOST_AUTO_TEST_SUITE_END()
