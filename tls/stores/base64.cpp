#include "troupe/tls/stores/base64.hpp"

#include <openssl/evp.h>

#include "troupe/tls/stores/secret_bytes.hpp"

namespace troupe::tls {

namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

class wiped_at_end {
public:
  explicit wiped_at_end(std::string& secret) noexcept : secret_(secret) {}
  wiped_at_end(const wiped_at_end&) = delete;
  wiped_at_end& operator=(const wiped_at_end&) = delete;
  ~wiped_at_end() { wipe(secret_); }

private:
  std::string& secret_;
};

} // namespace

std::optional<std::string> from_base64(std::string_view text) {
  std::string packed;
  packed.reserve(text.size()); // it may be a key: no copies are left behind
  const wiped_at_end kept{packed};
  for (const char each : text)
    if (each != ' ' && each != '\t' && each != '\r' && each != '\n')
      packed += each;
  const auto digits = packed.find_last_not_of('=') + 1;
  if (digits == 0 || packed.size() % 4 != 0 || packed.size() - digits > 2)
    return std::nullopt;
  if (packed.find_first_not_of(alphabet) < digits)
    return std::nullopt;
  std::string bytes(packed.size() / 4 * 3, '\0');
  const int count =
    EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                    reinterpret_cast<const unsigned char*>(packed.data()), static_cast<int>(packed.size()));
  if (count < 0) {
    wipe(bytes);
    return std::nullopt;
  }
  // EVP_DecodeBlock counts what the padding stands for.
  bytes.resize(static_cast<std::size_t>(count) - (packed.size() - digits));
  return bytes;
}

std::optional<std::string> from_base64url(std::string_view text) {
  if (text.find_first_of("+/= \t\r\n") != std::string_view::npos || text.size() % 4 == 1)
    return std::nullopt;
  std::string usual;
  usual.reserve(text.size() + 3);
  usual = text;
  const wiped_at_end kept{usual};
  for (char& each : usual)
    each = each == '-' ? '+' : each == '_' ? '/' : each;
  usual.append((4 - usual.size() % 4) % 4, '=');
  return from_base64(usual);
}

} // namespace troupe::tls
