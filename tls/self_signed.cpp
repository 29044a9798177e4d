#include "troupe/tls/self_signed.hpp"

#include <string_view>

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include "troupe/tls/handles.hpp"
#include "troupe/tls/host_name.hpp"

namespace troupe::tls {

namespace {

constexpr long hour = 3600;
constexpr long lifetime = 30L * 24 * hour;
// Of a CN (RFC 5280, ub-common-name).
constexpr std::size_t longest_name = 64;

bool is_address(const std::string& name) {
  if (name.find('\0') != std::string::npos)
    return false;
  auto* const address = a2i_IPADDRESS(name.c_str());
  ASN1_OCTET_STRING_free(address);
  ERR_clear_error();
  return address != nullptr;
}

failure check_name(const std::string& name) {
  if (name.size() <= longest_name && (is_host_name(name) || is_address(name)))
    return {};
  return {make_error_code(errc::invalid_option), '"' + name +
                                                   "\" can't be a host's name: a DNS name or an IP address of " +
                                                   std::to_string(longest_name) + " characters at most is wanted"};
}

/// The SAN, as x509v3_config(5) writes it: `name` holds none of its signs.
std::string alternative_names(const std::string& name) {
  std::string list = (is_address(name) ? "IP:" : "DNS:") + name;
  for (const std::string own : {"127.0.0.1", "::1"})
    if (own != name)
      list += ",IP:" + own;
  return list;
}

bool add_extension(X509* to, int kind, const std::string& value) {
  X509V3_CTX scope;
  X509V3_set_ctx(&scope, to, to, nullptr, nullptr, 0);
  auto* const made = X509V3_EXT_conf_nid(nullptr, &scope, kind, value.c_str());
  const bool added = made != nullptr && X509_add_ext(to, made, -1) == 1;
  X509_EXTENSION_free(made);
  return added;
}

/// Browsers refuse a second certificate of the same issuer with the same number: a random one, positive, of 16 bytes.
bool set_serial(X509* of) {
  unsigned char bytes[16];
  if (RAND_bytes(bytes, sizeof bytes) != 1)
    return false;
  bytes[0] = static_cast<unsigned char>((bytes[0] & 0x3FU) | 0x40U);
  auto* const number = BN_bin2bn(bytes, sizeof bytes, nullptr);
  const bool set = number != nullptr && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(of)) != nullptr;
  BN_free(number);
  return set;
}

bool set_subject(X509* of, const std::string& name) {
  auto* const subject = X509_get_subject_name(of);
  const auto* const bytes = reinterpret_cast<const unsigned char*>(name.data());
  return X509_NAME_add_entry_by_NID(subject, NID_commonName, MBSTRING_ASC, bytes, static_cast<int>(name.size()), -1,
                                    0) == 1 &&
         X509_set_issuer_name(of, subject) == 1;
}

bool set_time(X509* of, std::time_t now) {
  return X509_time_adj_ex(X509_getm_notBefore(of), 0, -hour, &now) != nullptr &&
         X509_time_adj_ex(X509_getm_notAfter(of), 0, lifetime, &now) != nullptr;
}

bool fill(X509* made, EVP_PKEY* key, const std::string& name, std::time_t now) {
  // No authority: who trusts it trusts this server only.
  return X509_set_version(made, X509_VERSION_3) == 1 && set_serial(made) && set_subject(made, name) &&
         set_time(made, now) && X509_set_pubkey(made, key) == 1 &&
         add_extension(made, NID_subject_alt_name, alternative_names(name)) &&
         add_extension(made, NID_basic_constraints, "critical,CA:FALSE") &&
         add_extension(made, NID_key_usage, "critical,digitalSignature") &&
         add_extension(made, NID_ext_key_usage, "serverAuth") &&
         add_extension(made, NID_subject_key_identifier, "hash") && X509_sign(made, key, EVP_sha256()) > 0;
}

} // namespace

result<credentials_ptr> make_self_signed(const std::string& name, std::time_t now) {
  ERR_clear_error();
  if (auto why = check_name(name))
    return why;
  owned<EVP_PKEY> key{EVP_EC_gen("P-256")};
  owned<X509> made{X509_new()};
  if (key == nullptr || made == nullptr || !fill(made.get(), key.get(), name, now))
    return fail(errc::library, "no certificate could be made");
  return std::make_shared<const credentials>(made.release(), key.release(), nullptr);
}

} // namespace troupe::tls
