#include <cerrno>
#include <cstring>
#include <ios>
#include <string>
#include <system_error>
#include <utility>

#include <netdb.h>

#include <boost/test/unit_test.hpp>

#include "troupe/api/error_table.hpp"
#include "troupe/api/system_errors.hpp"
#include "troupe/net/access_list.hpp"
#include "troupe/net/endpoint.hpp"

namespace {

using troupe::code_of;
using troupe::description_of;

std::error_code system_error(int number) {
  return {number, std::system_category()};
}

// Winsock's numbers: a documented code, and the errno it is the code of.
constexpr std::pair<int, int> documented[] = {
  {10004, EINTR},        {10009, EBADF},           {10013, EACCES},          {10013, EPERM},
  {10014, EFAULT},       {10022, EINVAL},          {10024, EMFILE},          {10024, ENFILE},
  {10035, EAGAIN},       {10035, EWOULDBLOCK},     {10036, EINPROGRESS},     {10037, EALREADY},
  {10038, ENOTSOCK},     {10039, EDESTADDRREQ},    {10040, EMSGSIZE},        {10041, EPROTOTYPE},
  {10042, ENOPROTOOPT},  {10043, EPROTONOSUPPORT}, {10044, ESOCKTNOSUPPORT}, {10045, EOPNOTSUPP},
  {10046, EPFNOSUPPORT}, {10047, EAFNOSUPPORT},    {10048, EADDRINUSE},      {10049, EADDRNOTAVAIL},
  {10050, ENETDOWN},     {10051, ENETUNREACH},     {10052, ENETRESET},       {10053, ECONNABORTED},
  {10053, EPIPE},        {10054, ECONNRESET},      {10055, ENOBUFS},         {10055, ENOMEM},
  {10056, EISCONN},      {10057, ENOTCONN},        {10058, ESHUTDOWN},       {10059, ETOOMANYREFS},
  {10060, ETIMEDOUT},    {10061, ECONNREFUSED},    {10062, ELOOP},           {10063, ENAMETOOLONG},
  {10064, EHOSTDOWN},    {10065, EHOSTUNREACH},    {10066, ENOTEMPTY},       {10068, EUSERS},
  {10069, EDQUOT},       {10070, ESTALE},          {10071, EREMOTE},
};

} // namespace

BOOST_AUTO_TEST_SUITE(system_errors)

BOOST_AUTO_TEST_CASE(maps_every_errno_to_its_documented_number) {
  for (const auto& [code, number] : documented) {
    BOOST_TEST(code_of(system_error(number)) == code);
    BOOST_TEST(code_of(std::error_code{number, std::generic_category()}) == code);
  }
}

BOOST_AUTO_TEST_CASE(describes_them_with_the_documented_text_alone) {
  for (const auto& [code, number] : documented)
    BOOST_TEST(description_of(system_error(number)) == troupe::text_of(code));
}

BOOST_AUTO_TEST_CASE(maps_no_error_to_zero_and_ok) {
  BOOST_TEST(code_of({}) == 0);
  BOOST_TEST(description_of({}) == "OK");
}

BOOST_AUTO_TEST_CASE(maps_name_resolution) {
  const auto resolve_error = [](int number) { return std::error_code{number, troupe::net::resolve_category()}; };
  BOOST_TEST(code_of(resolve_error(EAI_NONAME)) == 11001);
  BOOST_TEST(code_of(resolve_error(EAI_AGAIN)) == 11002);
  BOOST_TEST(code_of(resolve_error(EAI_FAIL)) == 11003);
  BOOST_TEST(code_of(resolve_error(EAI_NODATA)) == 11004);
  BOOST_TEST(code_of(resolve_error(EAI_ADDRFAMILY)) == 10047);
  BOOST_TEST(description_of(resolve_error(EAI_NONAME)) == "[11001] Host not found.");
  BOOST_TEST(code_of(resolve_error(EAI_SERVICE)) == 1010);
  BOOST_TEST(description_of(resolve_error(EAI_SERVICE)) == std::string{"System error: "} + gai_strerror(EAI_SERVICE));
}

BOOST_AUTO_TEST_CASE(keeps_its_own_codes) {
  BOOST_TEST(code_of(troupe::make_error_code(troupe::ErrorCode::HandlerFailed)) == 1008);
  BOOST_TEST(description_of(troupe::make_error_code(troupe::ErrorCode::HandlerFailed)) ==
             "An event handler threw an exception.");
  BOOST_TEST(description_of(troupe::make_error_code(troupe::ErrorCode::SystemError)) == "System error.");
}

BOOST_AUTO_TEST_CASE(explains_an_errno_without_a_number) {
  BOOST_TEST(code_of(system_error(ENOSPC)) == 1010);
  BOOST_TEST(description_of(system_error(ENOSPC)) == std::string{"System error: "} + std::strerror(ENOSPC));
}

BOOST_AUTO_TEST_CASE(explains_an_error_of_any_other_category) {
  const auto error = make_error_code(std::io_errc::stream);
  BOOST_TEST(code_of(error) == 1010);
  BOOST_TEST(description_of(error) == "System error: " + error.message());
}

BOOST_AUTO_TEST_CASE(explains_what_is_wrong_with_an_access_list) {
  const auto error = make_error_code(troupe::net::access_list_error::bad_prefix);
  BOOST_TEST(code_of(error) == 1002);
  BOOST_TEST(description_of(error) == "Invalid value: " + error.message());
}

BOOST_AUTO_TEST_CASE(keeps_the_documented_numbers_of_tls) {
  using troupe::tls::errc;
  for (const auto code :
       {errc::library, errc::store_not_opened, errc::certificate_not_found, errc::no_credentials, errc::no_chain,
        errc::chain_not_verified, errc::handshake_failed, errc::certificate_not_verified, errc::no_client_certificate,
        errc::no_server_certificate, errc::not_encrypted, errc::not_decrypted}) {
    BOOST_TEST(code_of(code) == static_cast<int>(code));
    BOOST_TEST(description_of(code) == troupe::text_of(static_cast<int>(code)));
  }
  BOOST_TEST(code_of(errc::invalid_option) == 1002);
}

BOOST_AUTO_TEST_CASE(throws_those_of_tls_with_their_reason) {
  const auto closed = troupe::make_error({troupe::tls::errc::store_not_opened, "server.pem: no such file"});
  BOOST_TEST(closed.Code() == 271);
  BOOST_TEST(closed.Description() == "Cannot open certificate store: server.pem: no such file");
  const auto invalid = troupe::make_error({troupe::tls::errc::invalid_option, "SSLEnabledProtocols=0 (allowed: ...)"});
  BOOST_TEST(invalid.Code() == 1002);
  BOOST_TEST(invalid.Description() == "Invalid value: SSLEnabledProtocols=0 (allowed: ...)");
}

BOOST_AUTO_TEST_CASE(throws_them_with_a_detail) {
  const auto in_use = troupe::make_error(system_error(EADDRINUSE), "127.0.0.1:80");
  BOOST_TEST(in_use.Code() == 10048);
  BOOST_TEST(in_use.Description() == "[10048] Address already in use: 127.0.0.1:80");
  const auto full = troupe::make_error(system_error(ENOSPC), "/tmp/x");
  BOOST_TEST(full.Description() == std::string{"System error: "} + std::strerror(ENOSPC) + ": /tmp/x");
}

BOOST_AUTO_TEST_CASE(leads_back_to_one_errno) {
  BOOST_TEST(troupe::errno_of(10054) == ECONNRESET);
  BOOST_TEST(troupe::errno_of(10053) == ECONNABORTED);
  BOOST_TEST(troupe::errno_of(10013) == EACCES);
  BOOST_TEST(troupe::errno_of(126) == 0);
  BOOST_TEST(troupe::errno_of(0) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
