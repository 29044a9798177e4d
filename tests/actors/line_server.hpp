#pragma once

#include <string>

#include "troupe/tests/actors/server_fixture.hpp"

namespace troupe::actors_test {

/// Bytes of which every part is in its place or not.
inline std::string pattern(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i)
    bytes[i] = static_cast<char>('a' + (i * 7 + i / 251) % 26);
  return bytes;
}

/// A server that cuts lines and has a small send budget.
struct line_server : simulated_server {
  line_server() {
    run.options.framing.eol = net::delimiter{"\n"};
    run.options.send_limit = 100'000;
  }
  std::error_code end_reason(connection_id id) { return run.events.of(kind::ended, id).at(0).reason; }
};

} // namespace troupe::actors_test
