#include "troupe/tls/options.hpp"

#include <tuple>

namespace troupe::tls {

namespace {

/// The fields about versions and algorithms, then those about certificates, then the rest: one tuple of all would be
/// a page of template instances.
auto algorithms_of(const options& of) {
  return std::tie(of.protocols, of.cipher_suites, of.cipher_list, of.cipher_strength, of.tls12_signature_algorithms,
                  of.tls12_groups, of.tls13_key_share_groups, of.tls13_signature_algorithms, of.tls13_groups, of.alpn,
                  of.reuse_sessions, of.renegotiation, of.system_defaults);
}

auto certificates_of(const options& of) {
  return std::tie(of.ask_client, of.ca_certificates, of.client_authorities, of.server_authorities, of.ca_directory,
                  of.ca_file, of.security_flags, of.include_chain, of.check_crl, of.check_ocsp);
}

auto diagnosis_of(const options& of) {
  return std::tie(of.key_log_file, of.log_messages, of.seed);
}

} // namespace

bool operator==(const options& a, const options& b) {
  return algorithms_of(a) == algorithms_of(b) && certificates_of(a) == certificates_of(b) &&
         diagnosis_of(a) == diagnosis_of(b);
}

} // namespace troupe::tls
