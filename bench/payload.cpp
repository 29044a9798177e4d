#include "troupe/bench/payload.hpp"

#include <algorithm>
#include <cstring>
#include <random>
#include <stdexcept>
#include <string>

namespace troupe::bench {

namespace {

// Large messages repeat sooner: the stream should stay in the cache, or we measure the generator's memory.
std::size_t messages_in_period(std::size_t message_size) {
  return std::max<std::size_t>(16, 65536 / message_size);
}

} // namespace

payload::payload(kind content, std::size_t message_size, std::size_t window)
  : message_size_(message_size), period_(messages_in_period(message_size) * message_size), stream_(period_ + window) {
  if (content == kind::lines && message_size < 2)
    throw std::invalid_argument("a line has at least the 2 bytes of its CRLF");
  std::mt19937 random(7); // always the same stream
  std::uniform_int_distribution<int> byte = content == kind::lines ? std::uniform_int_distribution<int>(' ', '~')
                                                                   : std::uniform_int_distribution<int>(-128, 127);
  std::generate_n(stream_.begin(), period_, [&] { return static_cast<char>(byte(random)); });
  if (content == kind::lines)
    for (std::size_t end = message_size; end <= period_; end += message_size)
      std::memcpy(stream_.data() + end - 2, "\r\n", 2);
  for (std::size_t i = period_; i < stream_.size(); ++i)
    stream_[i] = stream_[i - period_];
}

void payload::verify(std::uint64_t position, const char* data, std::size_t size) const {
  if (std::memcmp(at(position), data, size) == 0)
    return;
  const auto* expected = at(position);
  const auto offset = std::mismatch(expected, expected + size, data).first - expected;
  throw std::runtime_error("wrong byte in a reply, at byte " + std::to_string(position) + " + " +
                           std::to_string(offset) + " of the stream");
}

} // namespace troupe::bench
