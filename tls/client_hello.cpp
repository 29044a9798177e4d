#include "troupe/tls/client_hello.hpp"

#include <cstdint>
#include <string_view>

#include <openssl/ssl.h>

#include "troupe/tls/code_points.hpp"

namespace troupe::tls {

namespace {

/// Reads the fields of an extension, most significant byte first (RFC 8446, 3). Past the end there are zeros.
class field_reader {
public:
  field_reader(const unsigned char* bytes, std::size_t size) noexcept : at_(bytes), left_(size) {}

  std::size_t left() const noexcept { return left_; }

  unsigned number(std::size_t bytes) noexcept {
    unsigned value = 0;
    for (; bytes > 0; --bytes) {
      value = value << 8U | (left_ > 0 ? *at_ : 0U);
      skip(1);
    }
    return value;
  }

  /// What follows a length of `bytes` bytes.
  field_reader vector(std::size_t bytes) noexcept {
    const std::size_t size = number(bytes);
    const field_reader part{at_, size < left_ ? size : left_};
    skip(size);
    return part;
  }

  std::string text() const { return {reinterpret_cast<const char*>(at_), left_}; }

private:
  void skip(std::size_t count) noexcept {
    count = count < left_ ? count : left_;
    at_ += count;
    left_ -= count;
  }

  const unsigned char* at_;
  std::size_t left_;
};

field_reader extension(SSL* from, unsigned type) {
  const unsigned char* bytes = nullptr;
  std::size_t size = 0;
  if (SSL_client_hello_get0_ext(from, type, &bytes, &size) != 1)
    return {nullptr, 0};
  return {bytes, size};
}

void add(std::string& list, std::string_view name) {
  if (!list.empty())
    list += ',';
  list += name;
}

/// RFC 8701, 2: 0x0A0A, 0x1A1A ... 0xFAFA.
bool is_grease(unsigned value) {
  return (value & 0x0F0FU) == 0x0A0AU && (value >> 8U) == (value & 0xFFU);
}

std::string suites_of(SSL* from) {
  // SSL 2's form of a hello has suites of three bytes, and no version that is spoken here.
  if (SSL_client_hello_isv2(from) != 0)
    return {};
  const unsigned char* bytes = nullptr;
  const auto size = SSL_client_hello_get0_ciphers(from, &bytes);
  std::string names;
  field_reader suites{bytes, size};
  while (suites.left() >= 2) {
    const auto id = suites.number(2);
    const unsigned char coded[2] = {static_cast<unsigned char>(id >> 8U), static_cast<unsigned char>(id & 0xFFU)};
    const auto* const known = SSL_CIPHER_find(from, coded);
    const char* const name = known != nullptr ? SSL_CIPHER_standard_name(known) : nullptr;
    if (!is_grease(id))
      add(names, name != nullptr ? std::string{name} : cipher_suite_name(id));
  }
  return names;
}

std::string signature_algorithms_of(SSL* from) {
  auto list = extension(from, TLSEXT_TYPE_signature_algorithms).vector(2);
  std::string names;
  while (list.left() >= 2)
    if (const auto id = list.number(2); !is_grease(id))
      add(names, signature_algorithm_name(id));
  return names;
}

std::string server_name_of(SSL* from) {
  auto names = extension(from, TLSEXT_TYPE_server_name).vector(2);
  return names.number(1) == TLSEXT_NAMETYPE_host_name ? names.vector(2).text() : std::string{};
}

std::vector<std::string> protocols_of(SSL* from) {
  auto list = extension(from, TLSEXT_TYPE_application_layer_protocol_negotiation).vector(2);
  std::vector<std::string> names;
  while (list.left() > 0) {
    auto name = list.vector(1).text();
    if (name.size() != 2 ||
        !is_grease(static_cast<unsigned char>(name[0]) * 256U + static_cast<unsigned char>(name[1])))
      names.push_back(std::move(name));
  }
  return names;
}

bool offers_tls13(SSL* from) {
  auto versions = extension(from, TLSEXT_TYPE_supported_versions).vector(1);
  while (versions.left() >= 2)
    if (versions.number(2) == TLS1_3_VERSION)
      return true;
  return false;
}

} // namespace

client_hello read_client_hello(ssl_st* from, offer_names names) {
  client_hello hello;
  if (names == offer_names::read) {
    hello.cipher_suites = suites_of(from);
    hello.signature_algorithms = signature_algorithms_of(from);
  }
  hello.server_name = server_name_of(from);
  hello.alpn = protocols_of(from);
  hello.offers_tls13 = offers_tls13(from);
  return hello;
}

} // namespace troupe::tls
