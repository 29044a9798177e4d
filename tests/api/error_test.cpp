#include <exception>
#include <string>
#include <system_error>
#include <type_traits>

#include <boost/test/unit_test.hpp>

#include "troupe/api/error.hpp"

namespace {

using troupe::Error;
using troupe::ErrorCode;

} // namespace

BOOST_AUTO_TEST_SUITE(error)

BOOST_AUTO_TEST_CASE(says_exactly_its_description) {
  const Error error{126, "Invalid ConnectionId: 7"};
  BOOST_TEST(error.Code() == 126);
  BOOST_TEST(error.Description() == "Invalid ConnectionId: 7");
  BOOST_TEST(std::string{error.what()} == "Invalid ConnectionId: 7");
}

BOOST_AUTO_TEST_CASE(has_the_documented_text_of_its_code) {
  const Error error{ErrorCode::AlreadyListening};
  BOOST_TEST(error.Code() == 104);
  BOOST_TEST(error.Description() == "TCPServer is already listening.");
}

BOOST_AUTO_TEST_CASE(is_caught_as_a_system_error) {
  try {
    throw Error{ErrorCode::WouldBlock};
  } catch (const std::system_error& caught) {
    BOOST_TEST(std::string{caught.what()} == "[10035] Operation would block.");
    BOOST_TEST((caught.code() == ErrorCode::WouldBlock));
    BOOST_TEST(caught.code().message() == "[10035] Operation would block.");
    BOOST_TEST(std::string{caught.code().category().name()} == "troupe");
  }
}

BOOST_AUTO_TEST_CASE(equals_the_standard_condition_of_a_system_error) {
  BOOST_TEST((Error{ErrorCode::AddressInUse}.code() == std::errc::address_in_use));
  BOOST_TEST((Error{ErrorCode::ConnectionReset}.code() == std::errc::connection_reset));
  BOOST_TEST((Error{ErrorCode::AccessDenied}.code() == std::errc::permission_denied));
  BOOST_TEST((Error{ErrorCode::ConnectionAborted}.code() == std::errc::connection_aborted));
  BOOST_TEST((Error{ErrorCode::AddressInUse}.code() != std::errc::connection_reset));
  BOOST_TEST(
    (Error{ErrorCode::InvalidConnectionId}.code().default_error_condition().category() == troupe::ErrorCategory()));
}

BOOST_AUTO_TEST_CASE(copies_without_throwing) {
  static_assert(std::is_nothrow_copy_constructible_v<Error> && std::is_nothrow_copy_assignable_v<Error>);
  const Error original{126, "Invalid ConnectionId: 7"};
  const std::exception_ptr thrown = std::make_exception_ptr(original);
  BOOST_CHECK_EXCEPTION(std::rethrow_exception(thrown), Error, [&original](const Error& caught) {
    return caught.Code() == original.Code() && caught.Description() == original.Description();
  });
}

BOOST_AUTO_TEST_SUITE_END()
