#include <chrono>
#include <csignal>
#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/chat/node/irc_client.hpp"
#include "troupe/tests/support/minted.hpp"
#include "troupe/tests/support/tls_session.hpp"

namespace {

using chat::test::chat_process;
using chat::test::chat_run;
using chat::test::irc_client;
using clock_type = std::chrono::steady_clock;

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_SUITE(node_program)

BOOST_AUTO_TEST_CASE(clients_hear_each_other_plain_and_over_tls) {
  const chat_process server;
  irc_client ann{server, "ann"};
  auto bob = irc_client::over_tls(server);
  bob.enter("bob");
  ann.join("#chat");
  bob.join("#chat");
  BOOST_TEST(ann.expect("JOIN") == ":bob!~bob@127.0.0.1 JOIN #chat");
  bob.say("PRIVMSG #chat :good morning");
  BOOST_TEST(ann.expect("PRIVMSG") == ":bob!~bob@127.0.0.1 PRIVMSG #chat :good morning");
  ann.say("PRIVMSG bob :and to you");
  BOOST_TEST(bob.expect("PRIVMSG") == ":ann!~ann@127.0.0.1 PRIVMSG bob :and to you");
  ann.say("WHOIS bob");
  BOOST_TEST(contains(ann.expect(" 671 "), "bob"));
}

BOOST_AUTO_TEST_CASE(a_client_that_goes_is_seen_to_quit) {
  const chat_process server;
  irc_client ann{server, "ann"};
  irc_client bob{server, "bob"};
  irc_client cid{server, "cid"};
  for (auto* const each : {&ann, &bob, &cid})
    each->join("#chat");
  bob.until_pong(); // or the kernel would make a reset of it
  bob.socket().close();
  BOOST_TEST(ann.expect("QUIT") == ":bob!~bob@127.0.0.1 QUIT :Remote host closed the connection");
  cid.socket().reset();
  BOOST_TEST(ann.expect("QUIT") == ":cid!~cid@127.0.0.1 QUIT :Connection reset by peer");
}

BOOST_AUTO_TEST_CASE(sigterm_tells_everybody_and_ends_in_good_order) {
  chat_process server;
  irc_client ann{server, "ann"};
  auto bob = irc_client::over_tls(server);
  bob.enter("bob");
  irc_client cid{server.port()}; // who has not said who he is
  cid.say("CAP LS 302");
  cid.expect(" LS ");
  server.signal(SIGTERM);
  for (auto* const each : {&ann, &bob, &cid}) {
    BOOST_TEST(contains(each->rest(), "ERROR :Closing Link: 127.0.0.1 (Server is shutting down)\r\n"));
    BOOST_TEST(each->socket().error() == 0);
  }
  BOOST_TEST(server.wait() == 0);
}

BOOST_AUTO_TEST_CASE(sigint_does_the_same) {
  chat_process server;
  irc_client ann{server, "ann"};
  server.signal(SIGINT);
  BOOST_TEST(contains(ann.rest(), "(Server is shutting down)"));
  BOOST_TEST(server.wait() == 0);
}

BOOST_AUTO_TEST_CASE(it_ends_within_seconds_though_a_client_reads_nothing) {
  chat_process server{{"--flood-control=false"}};
  irc_client::options little;
  little.receive_buffer = 4096;
  irc_client deaf{server.port(), little};
  deaf.enter("deaf");
  irc_client ann{server, "ann"};
  // More than the kernels of both sides hold, less than its send queue.
  const std::string text(400, 'x');
  std::string lines;
  for (int i = 0; i < 500; ++i)
    lines += "PRIVMSG deaf :" + text + "\r\n";
  for (int i = 0; i < 10; ++i)
    ann.socket().send_all(lines);
  ann.until_pong();
  const auto begin = clock_type::now();
  BOOST_TEST(server.stop() == 0);
  BOOST_TEST((clock_type::now() - begin < std::chrono::seconds{8}));
}

BOOST_AUTO_TEST_CASE(a_second_signal_ends_it_at_once) {
  chat_process server{{"--flood-control=false"}};
  irc_client::options little;
  little.receive_buffer = 4096;
  irc_client deaf{server.port(), little};
  deaf.enter("deaf");
  irc_client ann{server, "ann"};
  std::string lines;
  for (int i = 0; i < 4000; ++i)
    lines += "PRIVMSG deaf :" + std::string(400, 'x') + "\r\n";
  ann.socket().send_all(lines);
  ann.until_pong();
  server.signal(SIGTERM);
  server.wait_for("saying goodbye");
  server.signal(SIGTERM);
  const auto status = server.wait();
  // Nothing is lost if it had ended before.
  BOOST_TEST((status == 128 + SIGTERM || status == 0));
}

// -- what clients send ------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_line_that_is_too_long_is_refused_once_and_the_next_is_taken) {
  const chat_process server;
  irc_client ann{server, "ann"};
  ann.say("PRIVMSG ann :" + std::string(12'000, 'x'));
  ann.say("PRIVMSG ann :short");
  const auto lines = ann.until_pong();
  BOOST_TEST(contains(lines, " 417 ann "));
  BOOST_TEST(lines.find(" 417 ") == lines.rfind(" 417 "));
  BOOST_TEST(contains(lines, "PRIVMSG ann :short"));
  BOOST_TEST(!contains(lines, "xxx"));
}

BOOST_AUTO_TEST_CASE(the_longest_line_is_taken) {
  const chat_process server;
  irc_client ann{server, "ann"};
  // 4,608 bytes with tags and CR LF.
  const std::string command = "PING longest";
  const std::string tags = "@+a=" + std::string(4'096 - 5, 'x') + ' ';
  const auto filled = command + std::string(512 - 2 - command.size(), ' ');
  ann.say(tags + filled);
  BOOST_TEST(contains(ann.expect("longest"), "PONG"));
  ann.say(tags + filled + ' ');
  ann.expect(" 417 ");
}

BOOST_AUTO_TEST_CASE(lines_end_with_lf_too_and_blank_ones_mean_nothing) {
  const chat_process server;
  irc_client ann{server.port()};
  ann.socket().send_all("\r\n\nNICK ann\n\n\nUSER ann 0 * :Ann\n");
  BOOST_TEST(contains(ann.expect(" 001 "), " 001 ann "));
}

BOOST_AUTO_TEST_CASE(a_client_that_floods_is_sent_off) {
  const chat_process server;
  irc_client ann{server, "ann"};
  irc_client bob{server, "bob"};
  ann.join("#chat");
  bob.join("#chat");
  std::string lines;
  for (int i = 0; i < 200; ++i)
    lines += "PRIVMSG #chat :" + std::string(200, 'x') + "\r\n";
  bob.socket().send_all(lines);
  BOOST_TEST(ann.expect("QUIT") == ":bob!~bob@127.0.0.1 QUIT :Excess Flood");
  BOOST_TEST(contains(bob.rest(), "ERROR :Closing Link: 127.0.0.1 (Excess Flood)"));
}

BOOST_AUTO_TEST_CASE(so_is_one_whose_line_never_ends) {
  const chat_process server;
  irc_client ann{server.port()};
  ann.socket().send_all(std::string(60'000, 'x'));
  BOOST_TEST(contains(ann.rest(), "(Excess Flood)"));
}

BOOST_AUTO_TEST_CASE(a_client_that_does_not_read_is_cut_and_the_others_go_on) {
  const chat_process server{{"--flood-control=false", "--send-queue-bytes=65536"}};
  irc_client::options little;
  little.receive_buffer = 4096;
  irc_client deaf{server.port(), little};
  deaf.enter("deaf");
  deaf.join("#chat");
  irc_client ann{server, "ann"};
  irc_client bob{server, "bob"};
  ann.join("#chat");
  bob.join("#chat");
  const std::string text(400, 'x');
  int sent = 0;
  std::string seen;
  // As long as it takes to fill the kernels' buffers, whatever their sizes are; bob reads each block.
  for (; sent < 100'000 && !contains(seen, "QUIT"); sent += 100) {
    std::string lines;
    for (int i = 0; i < 100; ++i)
      lines += "PRIVMSG #chat :" + text + "\r\n";
    ann.socket().send_all(lines);
    ann.until_pong();
    seen += bob.until_pong();
  }
  BOOST_TEST(contains(seen, ":deaf!~deaf@127.0.0.1 QUIT :SendQ exceeded\n"));
  int heard = 0;
  for (auto at = seen.find(text); at != std::string::npos; at = seen.find(text, at + 1))
    ++heard;
  BOOST_TEST(heard == sent);
}

// -- beginnings -------------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_port_that_is_taken_is_named_with_what_to_do) {
  const chat_process server;
  const chat_run taken{{"--port=" + std::to_string(server.port()), "--tls-port=0"}};
  BOOST_TEST(taken.status == 1);
  BOOST_TEST(contains(taken.printed, "cannot listen on 127.0.0.1:" + std::to_string(server.port())));
  BOOST_TEST(contains(taken.printed, "--port=N"));
  const chat_run tls_taken{{"--port=any", "--tls-port=" + std::to_string(server.tls_port())}};
  BOOST_TEST(tls_taken.status == 1);
  const chat_run links_taken{{"--port=any", "--tls-port=0", "--link-port=" + std::to_string(server.port())}};
  BOOST_TEST(links_taken.status == 1);
  BOOST_TEST(contains(links_taken.printed, "--link-port=any"));
}

BOOST_AUTO_TEST_CASE(a_certificate_that_cannot_be_used_ends_the_start) {
  const troupe::test::temporary_folder folder;
  const auto file = folder.file("not.pem", "nothing of the kind");
  const chat_run nonsense{{"--port=any", "--tls-port=any", "--certificate=" + file}};
  BOOST_TEST(nonsense.status == 1);
  BOOST_TEST(contains(nonsense.printed, "certificate cannot be used"));
  const troupe::test::minted_certificate mine{"irc.example.com"};
  const troupe::test::minted_certificate other{"irc.example.com"};
  const chat_run mixed{
    {"--port=any", "--tls-port=any", "--certificate=" + mine.certificate_file(), "--key=" + other.key_file()}};
  BOOST_TEST(mixed.status == 1);
}

BOOST_AUTO_TEST_CASE(a_certificate_of_files_is_shown_to_clients) {
  const troupe::test::minted_certificate minted{"irc.example.com"};
  chat_process server{{"--certificate=" + minted.certificate_file(), "--key=" + minted.key_file()}};
  auto ann = irc_client::over_tls(server);
  ann.enter("ann");
  BOOST_TEST(ann.socket().tls()->server_name() == "irc.example.com");
  BOOST_TEST(server.stop() == 0);
}

BOOST_AUTO_TEST_CASE(a_listener_can_be_switched_off) {
  troupe::test::child_process server{{chat_process::program(), "--port=0", "--tls-port=any"},
                                     troupe::test::child_process::listen::output_and_errors};
  server.lines().take_with("Ctrl-C");
  server.signal(SIGTERM);
  const auto printed = server.lines().text_to_end();
  BOOST_TEST(contains(printed, "listening for clients with TLS on "));
  BOOST_TEST(!contains(printed, "listening for clients on "));
  BOOST_TEST(server.wait() == 0);
}

BOOST_AUTO_TEST_CASE(it_listens_on_an_address_of_ipv6) {
  chat_process server{{"--host=::1"}};
  server.wait_for("irssi -c ::1 -p " + std::to_string(server.port()));
  irc_client::options how;
  how.ipv6 = true;
  irc_client ann{server.port(), how};
  ann.enter("ann");
  how.tls.emplace();
  irc_client bob{server.tls_port(), how};
  bob.enter("bob");
  ann.join("#chat");
  bob.join("#chat");
  // No parameter may begin with a colon.
  BOOST_TEST(ann.expect("JOIN") == ":bob!~bob@0::1 JOIN #chat");
  ann.say("WHO bob %nh");
  BOOST_TEST(contains(ann.expect(" 354 "), " 354 ann 0::1 bob"));
  ann.say("MODE #chat +b *!*@0::1");
  BOOST_TEST(contains(ann.expect("MODE"), "+b *!*@0::1"));
  bob.say("PART #chat");
  bob.expect("PART");
  bob.say("JOIN #chat");
  bob.expect(" 474 ");
  BOOST_TEST(server.stop() == 0);
}

BOOST_AUTO_TEST_CASE(an_option_that_is_unknown_ends_it_with_status_2) {
  const chat_run start{{"--no-such-option"}};
  BOOST_TEST(start.status == 2);
  BOOST_TEST(contains(start.printed, "--help"));
}

BOOST_AUTO_TEST_SUITE_END()
