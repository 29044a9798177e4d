#include "troupe/tls/certificate_fields.hpp"

#include <openssl/x509.h>

#include "troupe/tls/algorithm_names.hpp"
#include "troupe/tls/hexadecimal.hpp"

namespace troupe::tls {

std::string serial_number(const credentials& of) {
  if (of.certificate() == nullptr)
    return {};
  const auto* const number = X509_get0_serialNumber(of.certificate());
  // The bytes of the amount: its sign is in the type (ASN1_INTEGER(3)).
  const std::string_view bytes{reinterpret_cast<const char*>(ASN1_STRING_get0_data(number)),
                               static_cast<std::size_t>(ASN1_STRING_length(number))};
  const bool negative = ASN1_STRING_type(number) == V_ASN1_NEG_INTEGER;
  return (negative ? "-" : "") + (bytes.empty() ? std::string{"00"} : hexadecimal(bytes));
}

std::string signature_algorithm(const credentials& of) {
  if (of.certificate() == nullptr)
    return {};
  const X509_ALGOR* algorithm = nullptr;
  X509_get0_signature(nullptr, &algorithm, of.certificate());
  const ASN1_OBJECT* name = nullptr;
  X509_ALGOR_get0(&name, nullptr, nullptr, algorithm);
  return algorithm_name(name);
}

std::string version(const credentials& of) {
  return of.certificate() != nullptr ? "V" + std::to_string(X509_get_version(of.certificate()) + 1) : std::string{};
}

} // namespace troupe::tls
