#include "troupe/net/delimiter.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace troupe::net {

// Knuth, Morris, Pratt: the one search whose state is a number, so that it goes on in the next block, and at a limit
// the number is what has to stay behind.
struct delimiter::table {
  std::string bytes;
  // borders[i]: the length of the longest proper prefix of bytes[0..i] that is a suffix of it too.
  std::vector<std::size_t> borders;
};

delimiter::delimiter(std::string_view bytes) {
  if (bytes.empty())
    return;
  std::vector<std::size_t> borders(bytes.size(), 0);
  for (std::size_t i = 1, length = 0; i < bytes.size(); ++i) {
    while (length > 0 && bytes[length] != bytes[i])
      length = borders[length - 1];
    if (bytes[length] == bytes[i])
      ++length;
    borders[i] = length;
  }
  table_ = std::make_shared<const table>(table{std::string{bytes}, std::move(borders)});
}

std::string_view delimiter::bytes() const noexcept {
  return table_ != nullptr ? std::string_view{table_->bytes} : std::string_view{};
}

std::size_t delimiter::search(std::string_view text, std::size_t& matched) const noexcept {
  const std::string_view wanted = table_->bytes;
  const std::size_t* borders = table_->borders.data();
  std::size_t length = matched;
  std::size_t at = 0;
  if (length == 0) {
    // Nearly always the rest of it is right behind its first byte.
    at = std::min(text.find(wanted.front()), text.size());
    if (text.size() - at >= wanted.size() && std::equal(wanted.begin() + 1, wanted.end(), text.begin() + at + 1)) {
      matched = wanted.size();
      return at + matched;
    }
  }
  while (at < text.size() && length < wanted.size()) {
    if (length == 0) {
      at = std::min(text.find(wanted.front(), at), text.size());
      if (at == text.size())
        break;
    }
    while (length > 0 && wanted[length] != text[at])
      length = borders[length - 1];
    if (wanted[length] == text[at])
      ++length;
    ++at;
  }
  matched = length;
  return at;
}

} // namespace troupe::net
