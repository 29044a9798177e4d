#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/simulated_server.hpp"
#include "troupe/tests/support/fixture.hpp"

// The documented CodePage: what Text is in on the wire.

namespace {

using namespace troupe;
using namespace troupe::test;
using namespace std::string_literals;

// "Grüße €" in UTF-8, and in Windows-1252.
const std::string greeting = "Gr\xc3\xbc\xc3\x9f"
                             "e \xe2\x82\xac";
const std::string greeting_1252 = "Gr\xfc\xdf"
                                  "e \x80";

struct text_server : started_server {
  std::string text;
  Bytes bytes;

  text_server() {
    events.then_data_in = [this](DataInEvent& e) {
      text += e.Text;
      bytes = e.TextB.ToBytes();
    };
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(code_page)

BOOST_FIXTURE_TEST_CASE(is_utf_8_at_first_and_converts_nothing, text_server) {
  BOOST_TEST(server.Config("CodePage") == "65001");
  auto peer = join();
  server.SendText(peer.id, greeting + "\xff");
  BOOST_TEST((pump_receive(server, peer.socket, greeting.size() + 1) == greeting + "\xff"));
  peer.socket.send_all(greeting + "\xff");
  until("DataIn", peer.id);
  BOOST_TEST((text == greeting + "\xff"));
}

BOOST_FIXTURE_TEST_CASE(is_what_send_text_and_send_line_encode_to, text_server) {
  server.Config("CodePage=1252");
  auto peer = join();
  server.SendText(peer.id, greeting);
  server.SendLine(peer.id, greeting);
  const auto expected = greeting_1252 + greeting_1252 + "\r\n";
  BOOST_TEST((pump_receive(server, peer.socket, expected.size()) == expected));
}

BOOST_FIXTURE_TEST_CASE(does_not_touch_what_send_and_send_bytes_send, text_server) {
  server.Config("CodePage=1252");
  auto peer = join();
  server.Send(peer.id, greeting);
  server.SendBytes(peer.id, Bytes{0xc3, 0xbc, 0x00, 0xff});
  const auto expected = greeting + "\xc3\xbc\0\xff"s;
  BOOST_TEST((pump_receive(server, peer.socket, expected.size()) == expected));
}

BOOST_FIXTURE_TEST_CASE(is_what_the_text_of_data_in_is_decoded_from_while_text_b_is_raw, text_server) {
  server.Config("CodePage=1252");
  auto peer = join();
  peer.socket.send_all(greeting_1252);
  until("DataIn", peer.id);
  BOOST_TEST((text == greeting));
  BOOST_TEST((BytesView{bytes} == BytesView{greeting_1252}));
}

BOOST_FIXTURE_TEST_CASE(does_not_touch_eol, text_server) {
  server.Config("CodePage=1252");
  server.DefaultEOL("\xfc");
  auto peer = join();
  peer.socket.send_all("a\xfc"
                       "b\xdf\xfc");
  until("DataIn", peer.id, 2);
  BOOST_TEST(events.of("DataIn")[0].text == "a");
  BOOST_TEST((text == "ab\xc3\x9f"));
}

BOOST_FIXTURE_TEST_CASE(may_be_changed_while_clients_are_connected, text_server) {
  auto peer = join();
  server.Config("CodePage=1252");
  peer.socket.send_all("\xfc");
  until("DataIn", peer.id);
  BOOST_TEST((text == "\xc3\xbc"));
  server.Config("CodePage=65001");
  peer.socket.send_all("\xc3\xbc");
  until("DataIn", peer.id, 2);
  BOOST_TEST((text == "\xc3\xbc\xc3\xbc"));
}

BOOST_FIXTURE_TEST_CASE(counts_the_encoded_bytes_in_bytes_sent, text_server) {
  server.Config("CodePage=1252");
  const auto peer = join();
  server.SendText(peer.id, greeting);
  BOOST_TEST(connection(peer.id).BytesSent() == static_cast<std::int64_t>(greeting_1252.size()));
}

BOOST_FIXTURE_TEST_CASE(works_with_multi_byte_code_pages, text_server) {
  server.Config("CodePage=932"); // Shift-JIS: "日本" is 93 fa 96 7b
  auto peer = join();
  server.SendText(peer.id, "\xe6\x97\xa5\xe6\x9c\xac");
  BOOST_TEST((pump_receive(server, peer.socket, 4) == "\x93\xfa\x96\x7b"));
  peer.socket.send_all("\x93\xfa\x96\x7b");
  until("DataIn", peer.id);
  BOOST_TEST((text == "\xe6\x97\xa5\xe6\x9c\xac"));
}

BOOST_FIXTURE_TEST_CASE(is_applied_to_each_data_in_on_its_own_so_that_a_torn_character_breaks, simulated_server) {
  server.Config("CodePage=932");
  std::string text;
  std::string bytes;
  events.then_data_in = [&](DataInEvent& e) {
    text += e.Text;
    bytes += e.TextB.Text();
  };
  start();
  auto peer = join();
  for (const auto* const byte : {"\x93", "\xfa"}) {
    peer.socket.send(byte);
    settle();
  }
  BOOST_TEST(text == "\xef\xbf\xbd\xef\xbf\xbd");
  BOOST_TEST(bytes == "\x93\xfa");
  server.ChangeRecordLength(peer.id, 2);
  peer.socket.send("\x93\xfa");
  settle();
  BOOST_TEST(text.substr(6) == "\xe6\x97\xa5");
}

BOOST_FIXTURE_TEST_CASE(is_refused_when_it_is_no_code_page_and_stays_what_it_was, text_server) {
  server.Config("CodePage=1252");
  BOOST_CHECK_EXCEPTION(server.Config("CodePage=4711"), Error, [](const Error& e) { return e.Code() == 1002; });
  BOOST_CHECK_THROW(server.Config("CodePage=UTF-8"), Error);
  BOOST_TEST(server.Config("CodePage") == "1252");
  auto peer = join();
  server.SendText(peer.id, "\xc3\xbc");
  BOOST_TEST((pump_receive(server, peer.socket, 1) == "\xfc"));
}

BOOST_AUTO_TEST_SUITE_END()
