#include "troupe/tests/chat/node/irc_client.hpp"

#include <stdexcept>
#include <utility>

namespace chat::test {

irc_client irc_client::over_tls(const chat_process& at, troupe::test::tls_options how) {
  options wanted;
  wanted.tls = std::move(how);
  return irc_client{at.tls_port(), wanted};
}

void irc_client::enter(const std::string& nick) {
  say("NICK " + nick);
  say("USER " + nick + " 0 * :The user " + nick);
  expect(" 001 " + nick + " ");
  expect("MOTD");
}

void irc_client::join(const std::string& channel) {
  say("JOIN " + channel);
  expect(" 366 ");
}

std::string irc_client::next_line() {
  std::size_t end = 0;
  while ((end = received_.find("\r\n")) == std::string::npos) {
    received_ += socket_.receive(1);
    received_ += socket_.receive_available();
  }
  auto line = received_.substr(0, end);
  received_.erase(0, end + 2);
  return line;
}

std::string irc_client::expect(const std::string& part) {
  std::string others;
  try {
    for (;;) {
      auto line = next_line();
      if (line.find(part) != std::string::npos)
        return line;
      others += line + '\n';
    }
  } catch (const std::exception& error) {
    throw std::runtime_error{"no line with '" + part + "' came (" + error.what() + "), but:\n" + others + received_};
  }
}

std::string irc_client::until_pong() {
  const auto word = "ping-" + std::to_string(++pings_);
  say("PING " + word);
  std::string lines;
  for (;;) {
    const auto line = next_line();
    if (line.find(" PONG ") != std::string::npos && line.find(word) != std::string::npos)
      return lines;
    lines += line + '\n';
  }
}

std::string irc_client::rest() {
  return std::exchange(received_, {}) + socket_.receive_until_closed();
}

} // namespace chat::test
