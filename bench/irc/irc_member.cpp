#include "troupe/bench/irc/irc_member.hpp"

#include <cstdio>
#include <cstring>
#include <stdexcept>

#include <sys/socket.h>

#include "troupe/bench/irc/irc_line.hpp"
#include "troupe/bench/workload.hpp"

namespace troupe::bench {

irc_member::irc_member(std::size_t index, std::uint16_t port) : socket_(connected_client(index, port)) {}

std::string irc_member::nick_of(std::size_t index) {
  std::string text(16, '\0'); // at most 9 are used: RFC 1459
  text.resize(static_cast<std::size_t>(std::snprintf(text.data(), text.size(), "m%05zu", index)));
  return text;
}

std::size_t irc_member::index_of(std::string_view nick) {
  if (nick.empty() || nick.front() != 'm')
    return nobody;
  nick.remove_prefix(1);
  const auto number = take_number(nick);
  return number && nick.empty() ? *number : nobody;
}

void irc_member::send(std::string_view line) {
  unsent_ += line;
  unsent_ += "\r\n";
  send_rest();
}

bool irc_member::send_rest() {
  if (unsent_.empty())
    return true;
  const auto sent = ::send(socket(), unsent_.data(), unsent_.size(), MSG_NOSIGNAL);
  if (sent < 0 && errno != EAGAIN)
    throw_errno("send");
  if (sent > 0)
    unsent_.erase(0, static_cast<std::size_t>(sent));
  return unsent_.empty();
}

std::string_view irc_member::receive_block(std::vector<char>& block) {
  // The beginning of a line goes before what comes: lines are whole in the block.
  if (begun_.size() > block.size() / 2)
    throw std::runtime_error("a line without an end");
  std::memcpy(block.data(), begun_.data(), begun_.size());
  const auto size = ::recv(socket(), block.data() + begun_.size(), block.size() - begun_.size(), 0);
  if (size == 0)
    throw std::runtime_error("the server closed a connection");
  if (size < 0 && errno != EAGAIN)
    throw_errno("recv");
  return {block.data(), begun_.size() + static_cast<std::size_t>(size < 0 ? 0 : size)};
}

void irc_member::saw(std::size_t other) {
  if (other >= seen_.size() || seen_[other])
    return;
  seen_[other] = true;
  ++seen_count_;
}

} // namespace troupe::bench
