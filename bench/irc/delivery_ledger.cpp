#include "troupe/bench/irc/delivery_ledger.hpp"

#include <stdexcept>

#include "troupe/bench/irc/irc_line.hpp"

namespace troupe::bench {

delivery_ledger::delivery_ledger(std::size_t members, std::size_t senders, std::size_t window, std::size_t size)
  : members_(members), window_(window), sent_(senders), received_(members * senders), flights_(senders * window) {
  if (members < 2 || senders < 1 || senders > members || window < 1 || size < 24)
    throw std::invalid_argument("at least 2 members, of whom 1 sends, a window of 1 and a size of 24 are wanted");
  for (std::size_t i = 0; i < size; ++i)
    filling_ += static_cast<char>('a' + i % 26);
}

std::string_view delivery_ledger::send(std::size_t sender, std::uint64_t now) {
  auto& way = flights_[sender * window_ + sent_[sender] % window_];
  if (way.missing != 0)
    throw std::logic_error("more messages are on their way than the window allows");
  way = {now, members_ - 1};
  ++on_their_way_;
  text_ = std::to_string(sender) + ' ' + std::to_string(sent_[sender]++) + ' ';
  text_.append(filling_, text_.size());
  return text_;
}

delivery_ledger::delivery delivery_ledger::receive(std::size_t member, std::string_view text) {
  const auto size = text.size();
  auto rest = text;
  const auto sender = take_number(rest);
  const auto number = take_number(rest);
  if (!sender || !number || *sender >= senders() || size != filling_.size() ||
      rest != std::string_view(filling_).substr(size - rest.size()))
    throw std::runtime_error("a message that nobody has sent: " + std::string(text));
  if (*sender == member)
    throw std::runtime_error("a sender got back what it has sent");
  auto& expected = received_[member * senders() + *sender];
  if (*number != expected || *number >= sent_[*sender])
    throw std::runtime_error("member " + std::to_string(member) + " got message " + std::to_string(*number) +
                             " of sender " + std::to_string(*sender) + " instead of " + std::to_string(expected));
  ++expected;
  auto& way = flights_[*sender * window_ + *number % window_];
  const bool complete = --way.missing == 0;
  if (complete)
    --on_their_way_;
  return {*sender, complete, way.sent_at};
}

} // namespace troupe::bench
