#include "troupe/tls/subject.hpp"

#include <algorithm>
#include <vector>

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "troupe/tls/names.hpp"

namespace troupe::tls {

namespace {

char lower(char of) {
  return of >= 'A' && of <= 'Z' ? static_cast<char>(of - 'A' + 'a') : of;
}

std::string lowered(std::string_view text) {
  std::string done{text};
  std::transform(done.begin(), done.end(), done.begin(), lower);
  return done;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ')
    text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ')
    text.remove_suffix(1);
  return text;
}

/// The fields of a distinguished name: what is between commas outside of quotes.
std::vector<std::string_view> fields_of(std::string_view name) {
  std::vector<std::string_view> fields;
  bool quoted = false;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= name.size(); ++i) {
    if (i == name.size() || (name[i] == ',' && !quoted)) {
      fields.push_back(trimmed(name.substr(begin, i - begin)));
      begin = i + 1;
    } else if (name[i] == '"') {
      quoted = !quoted;
    }
  }
  return fields;
}

bool same_name(std::string_view a, std::string_view b) {
  auto fields = fields_of(a);
  const auto others = fields_of(b);
  if (fields == others)
    return true;
  std::reverse(fields.begin(), fields.end());
  return fields == others;
}

/// The digits without what is between them.
std::string hex_digits(std::string_view text) {
  std::string digits;
  for (const char each : text)
    if (each != ':' && each != ' ')
      digits += lower(each);
  return digits;
}

bool has_thumbprint(x509_st* certificate, const std::string& digits) {
  const auto* const hash = digits.size() == 32 ? EVP_md5() : digits.size() == 40 ? EVP_sha1() : EVP_sha256();
  unsigned char bytes[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  if (X509_digest(certificate, hash, bytes, &size) != 1)
    return false;
  std::string own;
  for (unsigned int i = 0; i < size; ++i) {
    own += "0123456789abcdef"[bytes[i] >> 4];
    own += "0123456789abcdef"[bytes[i] & 15];
  }
  return own == digits;
}

} // namespace

subject_fit fits(x509_st* certificate, std::string_view asked) {
  constexpr std::string_view prefix = "thumbprint=";
  const auto wanted = lowered(trimmed(asked));
  if (wanted == "*")
    return subject_fit::exact;
  if (wanted.compare(0, prefix.size(), prefix) == 0)
    return has_thumbprint(certificate, hex_digits(std::string_view{wanted}.substr(prefix.size()))) ? subject_fit::exact
                                                                                                   : subject_fit::none;
  const auto name = lowered(distinguished_name(X509_get_subject_name(certificate)));
  if (same_name(name, wanted))
    return subject_fit::exact;
  return name.find(wanted) != std::string::npos ? subject_fit::part : subject_fit::none;
}

} // namespace troupe::tls
