#pragma once

#include <boost/test/unit_test.hpp>

#include "troupe/tests/support/tls_session.hpp"

namespace troupe::test {

/// For a case whose sentence holds for plaintext only; it is left out when the suite is run over TLS.
inline boost::unit_test::precondition plain_only() {
  return boost::unit_test::precondition{[](boost::unit_test::test_unit_id) { return !tls_session::wanted(); }};
}

} // namespace troupe::test
