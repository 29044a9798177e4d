#include <cstddef>
#include <new>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "troupe/tests/support/memory_faults.hpp"
#include "troupe/tests/tls/tls_settings.hpp"

// Handshakes with one allocation failing after the other: OpenSSL's code, which knows no exceptions, is between the
// engine and those who are called by it.

using namespace troupe;
using namespace troupe::test;

namespace {

/// How a conversation with one failing allocation ends: with the exception, or a failed engine, or as if nothing was.
bool survives(const tls::context_ptr& rules, const client_setup& setup, std::size_t nth) {
  const auto other = credentials_of(rsa_server());
  tls_pair both{rules, setup};
  both.choose = [&other](const auto&) { return other; };
  both.judge = [](const auto&) { return true; };
  memory_faults::throw_in(nth);
  try {
    if (both.run()) {
      both.server().write("some words");
      both.server().close();
      both.run();
    }
  } catch (const std::bad_alloc&) { // NOLINT(bugprone-empty-catch): one of the ends
  }
  both.destroy_server();
  return memory_faults::clear() == 0;
}

} // namespace

BOOST_AUTO_TEST_SUITE(engine_memory)

BOOST_DATA_TEST_CASE(may_run_out_at_any_allocation_of_a_handshake, boost::unit_test::data::make({false, true}), asks) {
  tls::options options;
  // Not both at once: AddressSanitizer knows nothing of the stack that a line of the log would throw on then.
  options.ask_client = asks;
  options.log_messages = !asks;
  options.client_authorities = client_authority().certificate;
  options.server_authorities = client_authority().certificate;
  options.alpn = {"irc"};
  const auto rules = make_context(options);
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION})
    for (const auto* const identity : {&test::client(), static_cast<const minted*>(nullptr)}) {
      auto setup = only(version);
      setup.identity = identity;
      setup.alpn = {"irc"};
      setup.server_name = "a.name.that.is.too.long.for.a.small.string.example";
      std::size_t nth = 1;
      while (!survives(rules, setup, nth))
        ++nth;
      BOOST_TEST(nth > 20U);
    }
}

BOOST_AUTO_TEST_SUITE_END()
