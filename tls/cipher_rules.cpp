#include "troupe/tls/cipher_rules.hpp"

#include <algorithm>
#include <string_view>

#include <openssl/err.h>

#include "troupe/tls/handles.hpp"
#include "troupe/tls/name_list.hpp"

namespace troupe::tls {

namespace {

constexpr std::string_view setting = "OpenSSLCipherList";

/// Words of ciphers(1) that name nothing in OpenSSL 3 any more, and are still in many lists, the documentation's too.
constexpr std::string_view gone[] = {
  "3DES",   "ADH",    "DES",   "EXP", "EXPORT", "EXPORT40", "EXPORT56",  "FZA",   "IDEA", "KRB5",
  "LOW",    "MD5",    "RC2",   "RC4", "SEED",   "SSLv2",    "kDH",       "kDHd",  "kDHr", "kECDH",
  "kECDHe", "kECDHr", "kKRB5", "aDH", "aECDH",  "aKRB5",    "GOST89MAC", "eNULL", "NULL", "COMPLEMENTOFALL"};

bool fits_something(SSL_CTX* scratch, std::string_view word) {
  const bool fits = SSL_CTX_set_cipher_list(scratch, std::string{word}.c_str()) == 1;
  ERR_clear_error();
  return fits;
}

bool is_known(SSL_CTX* scratch, std::string_view word) {
  return std::find(std::begin(gone), std::end(gone), word) != std::end(gone) || fits_something(scratch, word);
}

failure check_command(std::string_view command) {
  constexpr std::string_view level = "@SECLEVEL=";
  const bool good =
    command == "@STRENGTH" || (command.size() == level.size() + 1 && command.compare(0, level.size(), level) == 0 &&
                               command.back() >= '0' && command.back() <= '5');
  return good ? failure{} : bad_entry(setting, command, "is unknown; allowed are @STRENGTH and @SECLEVEL=0 to 5");
}

failure check_rule(SSL_CTX* scratch, std::string_view rule) {
  if (rule.front() == '@')
    return check_command(rule);
  auto words = rule;
  if (words.front() == '!' || words.front() == '-' || words.front() == '+')
    words.remove_prefix(1);
  if (!words.empty() && fits_something(scratch, words))
    return {};
  for (const auto word : entries_of(words, "+"))
    if (!is_known(scratch, word))
      return bad_entry(setting, word,
                       "is no word of ciphers(1); allowed are, for example, HIGH, ECDHE+AESGCM, "
                       "!aNULL; suites by IANA's names are for SSLEnabledCipherSuites");
  return {};
}

} // namespace

failure check_cipher_rules(const std::string& list) {
  const owned<SSL_CTX> scratch{SSL_CTX_new(TLS_server_method())};
  if (scratch == nullptr)
    return fail(errc::library);
  const auto rules = entries_of(list, ":;, ");
  for (std::size_t i = 0; i < rules.size(); ++i) {
    // Elsewhere OpenSSL takes it for the name of a suite.
    if (i > 0 && rules[i] == "DEFAULT")
      return bad_entry(setting, rules[i], "is only allowed at the beginning");
    if (auto why = check_rule(scratch.get(), rules[i]))
      return why;
  }
  return {};
}

} // namespace troupe::tls
