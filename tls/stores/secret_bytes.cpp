#include "troupe/tls/stores/secret_bytes.hpp"

#include <algorithm>
#include <utility>

#include <openssl/crypto.h>

namespace troupe::tls {

secret_bytes::secret_bytes(std::size_t size) : bytes_(std::make_unique<unsigned char[]>(size)), size_(size) {}

secret_bytes::secret_bytes(std::string_view from) : secret_bytes(from.size()) {
  std::copy(from.begin(), from.end(), bytes_.get());
}

secret_bytes::secret_bytes(secret_bytes&& other) noexcept
  : bytes_(std::move(other.bytes_)), size_(std::exchange(other.size_, 0)) {}

secret_bytes& secret_bytes::operator=(secret_bytes&& other) noexcept {
  std::swap(bytes_, other.bytes_);
  std::swap(size_, other.size_);
  return *this;
}

secret_bytes::~secret_bytes() {
  OPENSSL_cleanse(bytes_.get(), size_);
}

void wipe(std::string& secret) noexcept {
  OPENSSL_cleanse(secret.data(), secret.size());
  secret.clear();
}

} // namespace troupe::tls
