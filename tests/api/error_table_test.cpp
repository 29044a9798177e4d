#include <set>
#include <string>
#include <string_view>
#include <utility>

#include <boost/test/unit_test.hpp>

#include "troupe/api/error_table.hpp"

namespace {

// The documentation's "Trappable Errors", word by word.
constexpr std::pair<int, std::string_view> documented[] = {
  {100, "You cannot change the RemotePort at this time. A connection is in progress."},
  {101, "You cannot change the RemoteHost at this time. A connection is in progress."},
  {102, "The RemoteHost address is invalid (0.0.0.0)."},
  {104, "TCPServer is already listening."},
  {106, "Cannot change LocalPort when TCPServer is listening."},
  {107, "Cannot change LocalHost when TCPServer is listening."},
  {108, "Cannot change MaxConnections when TCPServer is listening."},
  {112, "You cannot change MaxLineLength at this time. A connection is in progress."},
  {116, "RemotePort cannot be zero. Please specify a valid service port number."},
  {126, "Invalid ConnectionId."},
  {135, "Operation would block."},
  {270, "Cannot load specified security library."},
  {271, "Cannot open certificate store."},
  {272, "Cannot find specified certificate."},
  {273, "Cannot acquire security credentials."},
  {274, "Cannot find certificate chain."},
  {275, "Cannot verify certificate chain."},
  {276, "Error during handshake."},
  {280, "Error verifying certificate."},
  {281, "Could not find client certificate."},
  {282, "Could not find server certificate."},
  {283, "Error encrypting data."},
  {284, "Error decrypting data."},
  {10004, "[10004] Interrupted system call."},
  {10009, "[10009] Bad file number."},
  {10013, "[10013] Access denied."},
  {10014, "[10014] Bad address."},
  {10022, "[10022] Invalid argument."},
  {10024, "[10024] Too many open files."},
  {10035, "[10035] Operation would block."},
  {10036, "[10036] Operation now in progress."},
  {10037, "[10037] Operation already in progress."},
  {10038, "[10038] Socket operation on nonsocket."},
  {10039, "[10039] Destination address required."},
  {10040, "[10040] Message is too long."},
  {10041, "[10041] Protocol wrong type for socket."},
  {10042, "[10042] Bad protocol option."},
  {10043, "[10043] Protocol is not supported."},
  {10044, "[10044] Socket type is not supported."},
  {10045, "[10045] Operation is not supported on socket."},
  {10046, "[10046] Protocol family is not supported."},
  {10047, "[10047] Address family is not supported by protocol family."},
  {10048, "[10048] Address already in use."},
  {10049, "[10049] Cannot assign requested address."},
  {10050, "[10050] Network is down."},
  {10051, "[10051] Network is unreachable."},
  {10052, "[10052] Net dropped connection or reset."},
  {10053, "[10053] Software caused connection abort."},
  {10054, "[10054] Connection reset by peer."},
  {10055, "[10055] No buffer space available."},
  {10056, "[10056] Socket is already connected."},
  {10057, "[10057] Socket is not connected."},
  {10058, "[10058] Cannot send after socket shutdown."},
  {10059, "[10059] Too many references, cannot splice."},
  {10060, "[10060] Connection timed out."},
  {10061, "[10061] Connection refused."},
  {10062, "[10062] Too many levels of symbolic links."},
  {10063, "[10063] File name is too long."},
  {10064, "[10064] Host is down."},
  {10065, "[10065] No route to host."},
  {10066, "[10066] Directory is not empty"},
  {10067, "[10067] Too many processes."},
  {10068, "[10068] Too many users."},
  {10069, "[10069] Disc Quota Exceeded."},
  {10070, "[10070] Stale NFS file handle."},
  {10071, "[10071] Too many levels of remote in path."},
  {10091, "[10091] Network subsystem is unavailable."},
  {10092, "[10092] WINSOCK DLL Version out of range."},
  {10093, "[10093] Winsock is not loaded yet."},
  {11001, "[11001] Host not found."},
  {11002, "[11002] Nonauthoritative 'Host not found' (try again or check DNS setup)."},
  {11003, "[11003] Nonrecoverable errors: FORMERR, REFUSED, NOTIMP."},
  {11004, "[11004] Valid name, no data record (check DNS setup)."},
};

constexpr int first_own = 1001;
constexpr int last_own = 1011;
constexpr int retired = 1007; // "not available yet", of the versions without TLS

} // namespace

BOOST_AUTO_TEST_SUITE(error_table)

BOOST_AUTO_TEST_CASE(has_the_text_of_every_documented_error) {
  for (const auto& [code, text] : documented)
    BOOST_TEST(troupe::text_of(code) == text);
}

BOOST_AUTO_TEST_CASE(has_nothing_but_documented_errors_and_its_own) {
  std::set<int> expected;
  for (const auto& row : documented)
    expected.insert(row.first);
  for (int code = first_own; code <= last_own; ++code)
    expected.insert(code);
  expected.erase(retired);
  std::set<int> present;
  for (const auto& row : troupe::error_table())
    BOOST_TEST(present.insert(static_cast<int>(row.first)).second);
  BOOST_TEST(present == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(has_a_text_for_each_of_its_own) {
  for (int code = first_own; code <= last_own; ++code) {
    if (code == retired)
      continue;
    const auto text = troupe::text_of(code);
    BOOST_TEST(text.find("Unknown error") == std::string::npos);
    BOOST_TEST(text.size() > 1);
  }
}

BOOST_AUTO_TEST_CASE(calls_no_error_ok_and_admits_that_it_does_not_know_a_number) {
  BOOST_TEST(troupe::text_of(0) == "OK");
  BOOST_TEST(troupe::text_of(4711) == "Unknown error 4711.");
  BOOST_TEST(troupe::text_of(-1) == "Unknown error -1.");
}

BOOST_AUTO_TEST_CASE(makes_errors_with_the_text_as_it_is) {
  const auto error = troupe::make_error(108);
  BOOST_TEST(error.Code() == 108);
  BOOST_TEST(error.Description() == "Cannot change MaxConnections when TCPServer is listening.");
}

BOOST_AUTO_TEST_CASE(adds_a_detail_after_a_colon) {
  using troupe::ErrorCode;
  BOOST_TEST(troupe::make_error(ErrorCode::AddressInUse, "0.0.0.0:80").Description() ==
             "[10048] Address already in use: 0.0.0.0:80");
  BOOST_TEST(troupe::make_error(ErrorCode::DirectoryNotEmpty, "/tmp").Description() ==
             "[10066] Directory is not empty: /tmp");
}

BOOST_AUTO_TEST_SUITE_END()
