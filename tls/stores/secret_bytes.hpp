#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace troupe::tls {

/// Bytes of a key or a password, in one place in memory that is wiped before it is given back (OPENSSL_cleanse(3)).
class secret_bytes final {
public:
  secret_bytes() noexcept = default;
  /// So many zeros.
  explicit secret_bytes(std::size_t size);
  explicit secret_bytes(std::string_view from);
  secret_bytes(secret_bytes&& other) noexcept;
  secret_bytes& operator=(secret_bytes&& other) noexcept;
  ~secret_bytes();

  unsigned char* data() noexcept { return bytes_.get(); }
  const unsigned char* data() const noexcept { return bytes_.get(); }
  std::size_t size() const noexcept { return size_; }
  std::string_view view() const noexcept { return {reinterpret_cast<const char*>(bytes_.get()), size_}; }

private:
  std::unique_ptr<unsigned char[]> bytes_;
  std::size_t size_ = 0;
};

/// Wipes a string that held a secret, and leaves it empty.
void wipe(std::string& secret) noexcept;

} // namespace troupe::tls
