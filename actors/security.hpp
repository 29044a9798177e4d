#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <caf/mailbox_element.hpp>

#include "troupe/actors/secure_report.hpp"
#include "troupe/net/event_loop.hpp"
#include "troupe/tls/session_info.hpp"

namespace troupe::actors {

/// What a connection that speaks TLS, or begins to, knows of it. Its worker's thread only.
struct security {
  net::loop_clock::time_point began;  ///< the handshake
  std::vector<secure_report> reports; ///< not yet told the application
  std::size_t told = 0;               ///< of these
  bool failed = false;                ///< the handshake came to nothing
  std::string detail;                 ///< what the connection's end_reason does not say
  caf::mailbox_element_ptr abortion;  ///< made while there was memory for it: connection::break_off

  /// The next report, in order.
  std::optional<secure_report> next() {
    if (told == reports.size()) {
      reports = {};
      told = 0;
      return std::nullopt;
    }
    return std::move(reports[told++]);
  }
};

} // namespace troupe::actors
