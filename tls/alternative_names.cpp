#include "troupe/tls/alternative_names.hpp"

#include <arpa/inet.h>

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "troupe/tls/algorithm_names.hpp"
#include "troupe/tls/names.hpp"

namespace troupe::tls {

namespace {

std::string bytes_of(const ASN1_STRING* value) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)),
          static_cast<std::size_t>(ASN1_STRING_length(value))};
}

std::string address_of(const ASN1_OCTET_STRING* value) {
  char text[INET6_ADDRSTRLEN];
  const int size = ASN1_STRING_length(value);
  if (size != 4 && size != 16)
    return {};
  return ::inet_ntop(size == 4 ? AF_INET : AF_INET6, ASN1_STRING_get0_data(value), text, sizeof text);
}

/// "": a kind that has no text.
std::string text_of(const GENERAL_NAME* name) {
  switch (name->type) {
  case GEN_DNS:
  case GEN_EMAIL:
  case GEN_URI:
    return bytes_of(name->d.ia5);
  case GEN_IPADD:
    return address_of(name->d.iPAddress);
  case GEN_DIRNAME:
    return "DirName:" + distinguished_name(name->d.directoryName);
  case GEN_RID:
    return "RID:" + object_identifier(name->d.registeredID);
  default:
    return {};
  }
}

} // namespace

std::string alternative_names(const credentials& of) {
  if (of.certificate() == nullptr)
    return {};
  auto* const names =
    static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(of.certificate(), NID_subject_alt_name, nullptr, nullptr));
  ERR_clear_error();
  std::string text;
  for (int i = 0; i < sk_GENERAL_NAME_num(names); ++i)
    if (auto name = text_of(sk_GENERAL_NAME_value(names, i)); !name.empty())
      text.append(text.empty() ? "" : ",").append(quoted(std::move(name)));
  GENERAL_NAMES_free(names);
  return text;
}

} // namespace troupe::tls
