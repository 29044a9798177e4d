#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <string>

#include <boost/test/unit_test.hpp>
#include <openssl/ssl.h>

#include "troupe/tests/documented/simulated_server.hpp"
#include "troupe/tests/documented/tls_server.hpp"
#include "troupe/tests/support/memory_client.hpp"

using namespace troupe::test;

namespace {

/// What passes between a client and a server, as a file of libpcap (pcap-savefile(5)): packets of IPv4 without a link
/// layer, all of them of one TCP connection.
class capture final {
public:
  capture() {
    number32(0xA1B2C3D4);
    number16(2);
    number16(4);
    number32(0);
    number32(0);
    number32(65535);
    number32(228); // LINKTYPE_IPV4
    packet(client_, server_, 0x02, "");
    packet(server_, client_, 0x12, "");
    packet(client_, server_, 0x10, "");
  }
  void sent_by_client(const std::string& bytes) { segments(client_, server_, bytes); }
  void sent_by_server(const std::string& bytes) { segments(server_, client_, bytes); }
  const std::string& bytes() const { return bytes_; }

private:
  struct side {
    std::uint32_t address;
    std::uint16_t port;
    std::uint32_t next;
  };

  // A file has the order of this machine, a packet that of the network.
  void raw(const void* from, std::size_t size) { bytes_.append(static_cast<const char*>(from), size); }
  void number16(std::uint16_t value) { raw(&value, sizeof value); }
  void number32(std::uint32_t value) { raw(&value, sizeof value); }
  void wire8(unsigned value) { bytes_ += static_cast<char>(value); }
  void wire16(unsigned value) {
    wire8(value >> 8U);
    wire8(value & 0xFFU);
  }
  void wire32(std::uint32_t value) {
    wire16(value >> 16U);
    wire16(value & 0xFFFFU);
  }

  void segments(side& from, side& to, std::string bytes) {
    for (; !bytes.empty(); bytes.erase(0, 1400))
      packet(from, to, 0x18, bytes.substr(0, 1400));
  }
  void packet(side& from, side& to, unsigned flags, const std::string& payload) {
    const auto size = static_cast<std::uint32_t>(40 + payload.size());
    number32(1);
    number32(++time_);
    number32(size);
    number32(size);
    wire16(0x4500);
    wire16(size);
    wire32(0);
    wire16(0x4006);
    wire16(0); // checksums are not looked at
    wire32(from.address);
    wire32(to.address);
    wire16(from.port);
    wire16(to.port);
    wire32(from.next);
    wire32(to.next);
    wire16(0x5000U | flags);
    wire16(65535);
    wire32(0);
    bytes_ += payload;
    from.next += static_cast<std::uint32_t>(payload.size()) + ((flags & 0x02U) != 0 ? 1 : 0);
  }

  std::string bytes_;
  std::uint32_t time_ = 0;
  side client_{0x7F000001, 40000, 1000};
  side server_{0x7F000001, 443, 5000};
};

boost::test_tools::assertion_result tshark_is_installed(boost::unit_test::test_unit_id) {
  boost::test_tools::assertion_result there{std::system("command -v tshark >/dev/null") == 0};
  if (!there)
    there.message() << "tshark is not installed: no capture is decrypted";
  return there;
}

/// What Wireshark makes of a captured connection whose server keeps a key log.
std::string decrypted(int version) {
  const temporary_folder folder;
  const auto keys = folder.path_of("keys.log");
  capture seen;
  simulated_server one;
  one.server.SSLCert(opened(own_certificate()));
  one.server.SSLEnabled(true);
  one.server.Config("SSLKeyLogFile=" + keys);
  one.events.then_data_in = [&](troupe::DataInEvent& e) { one.server.SendText(e.ConnectionId, "a secret answer"); };
  one.start();
  auto socket = one.simulation.Connect(7);
  tls_options how;
  how.least = how.most = version;
  memory_client client{how};
  bool asked = false;
  std::string answer;
  one.until([&] {
    const auto sent = client.take();
    socket.Send(sent);
    seen.sent_by_client(sent);
    const auto received = socket.Take();
    client.give(received);
    seen.sent_by_server(received);
    if (client.complete() && !std::exchange(asked, true))
      client.write("a secret question");
    answer += client.read();
    return answer == "a secret answer";
  });
  const auto file = folder.file("connection.pcap", seen.bytes());
  const auto text = folder.path_of("text");
  const auto command = "HOME='" + folder.path() + "' tshark -r '" + file + "' -o 'tls.keylog_file:" + keys +
                       "' -q -z follow,tls,ascii,0 >'" + text + "' 2>&1";
  BOOST_TEST(std::system(command.c_str()) == 0);
  return minted_certificate::content_of(text);
}

} // namespace

// SSLKeyLogFile, with a tool that reads it.
BOOST_AUTO_TEST_SUITE(ssl_capture, *boost::unit_test::precondition(tshark_is_installed))

BOOST_AUTO_TEST_CASE(is_decrypted_by_wireshark_with_the_key_log) {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    const auto text = decrypted(version);
    BOOST_TEST(text.find("a secret question") != std::string::npos, text);
    BOOST_TEST(text.find("a secret answer") != std::string::npos, text);
  }
}

BOOST_AUTO_TEST_SUITE_END()
