#include "troupe/tls/certificate_fields.hpp"

#include "troupe/api/certificate_state.hpp"
#include "troupe/tls/alternative_names.hpp"
#include "troupe/tls/fingerprints.hpp"
#include "troupe/tls/key_text.hpp"
#include "troupe/tls/key_usage.hpp"
#include "troupe/tls/validity.hpp"

namespace troupe {

namespace {

using tls::hash_function;

/// What `field` says of the certificate, if there is one.
template <class Field, class... More>
auto ask(const tls::credentials_ptr& of, Field field, More... more) {
  return of ? field(*of, more...) : decltype(field(*of, more...)){};
}

std::string date_of(const std::optional<std::time_t>& when) {
  return when ? tls::local_date(*when) : std::string{};
}

} // namespace

std::string Certificate::EffectiveDate() const {
  return date_of(ask(Inside().found, tls::begin_of_validity));
}

std::string Certificate::ExpirationDate() const {
  return date_of(ask(Inside().found, tls::end_of_validity));
}

std::string Certificate::ExtendedKeyUsage() const {
  return ask(Inside().found, tls::extended_key_usage);
}

std::string Certificate::Fingerprint() const {
  return ask(Inside().found, tls::fingerprint, hash_function::md5);
}

std::string Certificate::FingerprintSHA1() const {
  return ask(Inside().found, tls::fingerprint, hash_function::sha1);
}

std::string Certificate::FingerprintSHA256() const {
  return ask(Inside().found, tls::fingerprint, hash_function::sha256);
}

std::string Certificate::Issuer() const {
  const auto& found = Inside().found;
  return found ? found->issuer() : std::string{};
}

std::string Certificate::PrivateKey() const {
  return ask(Inside().found, tls::private_key_pem);
}

bool Certificate::PrivateKeyAvailable() const noexcept {
  const auto& found = Inside().found;
  return found && found->key() != nullptr;
}

std::string Certificate::PrivateKeyContainer() const {
  return {};
}

std::string Certificate::PublicKey() const {
  return ask(Inside().found, tls::public_key_pem);
}

std::string Certificate::PublicKeyAlgorithm() const {
  return ask(Inside().found, tls::public_key_algorithm);
}

int Certificate::PublicKeyLength() const {
  return ask(Inside().found, tls::public_key_length);
}

std::string Certificate::SerialNumber() const {
  return ask(Inside().found, tls::serial_number);
}

std::string Certificate::SignatureAlgorithm() const {
  return ask(Inside().found, tls::signature_algorithm);
}

std::string Certificate::SubjectAltNames() const {
  return ask(Inside().found, tls::alternative_names);
}

std::string Certificate::ThumbprintMD5() const {
  return ask(Inside().found, tls::thumbprint, hash_function::md5);
}

std::string Certificate::ThumbprintSHA1() const {
  return ask(Inside().found, tls::thumbprint, hash_function::sha1);
}

std::string Certificate::ThumbprintSHA256() const {
  return ask(Inside().found, tls::thumbprint, hash_function::sha256);
}

std::string Certificate::Usage() const {
  return tls::key_usage_text(ask(Inside().found, tls::key_usage_flags));
}

int Certificate::UsageFlags() const {
  return static_cast<int>(ask(Inside().found, tls::key_usage_flags));
}

std::string Certificate::Version() const {
  return ask(Inside().found, tls::version);
}

} // namespace troupe
