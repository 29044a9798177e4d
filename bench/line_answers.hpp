#pragma once

#include <string>
#include <string_view>

namespace troupe::bench {

/// Splits `block` at CRLF and appends every complete line, with a CRLF of its own, to `reply`.
///
/// The bytes of a last, unfinished line wait in `partial` (one string a connection, empty at first). The reply is built
/// line by line although it equals the input here: a server that handles lines does not know that in advance.
/// Shared by the bare, Asio and libuv servers, so that they differ in their loops only.
inline void append_line_answers(std::string_view block, std::string& partial, std::string& reply) {
  std::size_t resume = 0;
  if (!partial.empty()) {
    resume = partial.size() - 1; // the CR may be the last byte that is already here
    partial.append(block);
    block = partial;
  }
  std::size_t line_start = 0;
  for (;;) {
    const auto carriage_return = block.find('\r', resume);
    if (carriage_return == std::string_view::npos || carriage_return + 1 == block.size())
      break;
    resume = carriage_return + 1;
    if (block[resume] != '\n')
      continue;
    reply.append(block.substr(line_start, carriage_return - line_start));
    reply.append("\r\n", 2);
    line_start = ++resume;
  }
  if (block.data() == partial.data())
    partial.erase(0, line_start);
  else
    partial.assign(block.substr(line_start));
}

} // namespace troupe::bench
