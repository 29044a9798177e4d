#include "troupe/tls/validity.hpp"

#include <cstdio>

#include <openssl/x509.h>

namespace troupe::tls {

namespace {

std::optional<std::time_t> seconds_of(const ASN1_TIME* when) {
  std::tm utc{};
  if (ASN1_TIME_to_tm(when, &utc) != 1)
    return std::nullopt;
  return ::timegm(&utc);
}

} // namespace

std::string local_date(std::time_t when) {
  // Not those of strftime(3), which follow the locale.
  constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::tm local{};
  if (::localtime_r(&when, &local) == nullptr)
    return {};
  char text[64];
  std::snprintf(text, sizeof text, "%02d-%s-%04d %02d:%02d:%02d", local.tm_mday, months[local.tm_mon],
                local.tm_year + 1900, local.tm_hour, local.tm_min, local.tm_sec);
  return text;
}

std::optional<std::time_t> begin_of_validity(const credentials& of) {
  return of.certificate() != nullptr ? seconds_of(X509_get0_notBefore(of.certificate())) : std::nullopt;
}

std::optional<std::time_t> end_of_validity(const credentials& of) {
  return of.certificate() != nullptr ? seconds_of(X509_get0_notAfter(of.certificate())) : std::nullopt;
}

} // namespace troupe::tls
