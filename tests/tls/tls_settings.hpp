#pragma once

#include <string>

#include "troupe/tests/tls/tls_pair.hpp"

namespace troupe::test {

/// A client that speaks one version only.
inline client_setup only(int version) {
  client_setup setup;
  setup.least = version;
  setup.most = version;
  return setup;
}

/// Why these options are refused; "" when they are not.
inline std::string refused(const tls::options& rules) {
  const auto made = tls::context::make(rules, credentials_of(ecdsa_server()));
  if (made)
    return {};
  return made.why().code == tls::errc::invalid_option ? made.why().reason
                                                      : "not an invalid_option: " + made.why().reason;
}

/// What was agreed on; an empty one when the handshake failed.
inline tls::session_info agreed(const tls::options& rules, const client_setup& setup = {},
                                const minted& identity = ecdsa_server()) {
  tls_pair both{make_context(rules, identity), setup};
  return both.run() ? both.server().session() : tls::session_info{};
}

} // namespace troupe::test
