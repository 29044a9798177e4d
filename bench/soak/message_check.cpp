#include "troupe/bench/soak/message_check.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace troupe::bench {

std::string numbered_message(std::uint64_t number, std::size_t size) {
  std::string text(size, '\0');
  if (size < sizeof number)
    throw std::invalid_argument("a message of at least 8 bytes is wanted");
  std::memcpy(text.data(), &number, sizeof number);
  for (auto i = sizeof number; i < size; ++i)
    text[i] = static_cast<char>('a' + i % 26);
  return text;
}

void message_check::feed(std::string_view bytes, std::string_view filling) {
  while (!bytes.empty()) {
    std::size_t used = 0;
    if (offset_ < sizeof number_) {
      used = std::min(bytes.size(), sizeof number_ - offset_);
      std::memcpy(reinterpret_cast<char*>(&number_) + offset_, bytes.data(), used);
      if (offset_ + used == sizeof number_)
        check_number();
    } else {
      used = std::min(bytes.size(), size_ - offset_);
      if (std::memcmp(bytes.data(), filling.data() + offset_, used) != 0)
        throw std::runtime_error("a message is not whole: number " + std::to_string(number_));
    }
    bytes.remove_prefix(used);
    offset_ += used;
    if (offset_ == size_) {
      offset_ = 0;
      ++count_;
    }
  }
}

void message_check::check_number() {
  if (number_ < next_ || (number_ > next_ && missing_ == gaps::forbidden))
    throw std::runtime_error("message " + std::to_string(number_) + " came instead of " + std::to_string(next_));
  next_ = number_ + 1;
}

} // namespace troupe::bench
