#include "troupe/tls/names.hpp"

#include <memory>

#include <openssl/objects.h>
#include <openssl/pem.h>

#include "troupe/tls/handles.hpp"

namespace troupe::tls {

namespace {

/// The documented letters of common fields; OpenSSL's short name for others.
std::string field_name(const ASN1_OBJECT* field) {
  switch (OBJ_obj2nid(field)) {
  case NID_stateOrProvinceName:
    return "S";
  case NID_pkcs9_emailAddress:
    return "E";
  case NID_undef: {
    char oid[80];
    OBJ_obj2txt(oid, sizeof oid, field, 1);
    return oid;
  }
  default:
    return OBJ_nid2sn(OBJ_obj2nid(field));
  }
}

/// Frees what OpenSSL has allocated.
struct bytes_freed {
  void operator()(unsigned char* gone) const noexcept { OPENSSL_free(gone); }
};

std::string text_of(const ASN1_STRING* value) {
  unsigned char* utf8 = nullptr;
  const int size = ASN1_STRING_to_UTF8(&utf8, value);
  const std::unique_ptr<unsigned char, bytes_freed> kept{utf8};
  if (size < 0)
    return {};
  return {reinterpret_cast<const char*>(utf8), static_cast<std::size_t>(size)};
}

} // namespace

std::string quoted(std::string value) {
  if (value.find_first_of(",\"") == std::string::npos)
    return value;
  std::string text = "\"";
  for (const char each : value) {
    if (each == '"')
      text += '"';
    text += each;
  }
  return text += '"';
}

std::string distinguished_name(const X509_name_st* name) {
  std::string text;
  for (int i = X509_NAME_entry_count(name) - 1; i >= 0; --i) {
    const auto* const entry = X509_NAME_get_entry(name, i);
    if (!text.empty())
      text += ", ";
    text += field_name(X509_NAME_ENTRY_get_object(entry)) + '=' + quoted(text_of(X509_NAME_ENTRY_get_data(entry)));
  }
  return text;
}

std::string pem_of(const x509_st* certificate) {
  const owned<BIO> memory{BIO_new(BIO_s_mem())};
  if (memory == nullptr || PEM_write_bio_X509(memory.get(), certificate) != 1)
    return {};
  char* text = nullptr;
  const auto size = BIO_get_mem_data(memory.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

} // namespace troupe::tls
