#include "troupe/tls/stores/device_key.hpp"

#include <new>
#include <utility>

#include <openssl/crypto.h>

namespace troupe::tls {

namespace {

using device = std::shared_ptr<const void>;

/// Called by OpenSSL after it has freed what the key itself consists of (EVP_PKEY_free in crypto/evp/p_lib.c).
void let_go(void* /*parent*/, void* data, CRYPTO_EX_DATA* /*all*/, int /*index*/, long /*number*/, void* /*pointer*/) {
  delete static_cast<device*>(data);
}

/// A number for the whole process, as CRYPTO_get_ex_new_index(3) gives them out; negative when there is no memory.
int place_of_device() noexcept {
  static const int index = CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_EVP_PKEY, 0, nullptr, nullptr, nullptr, let_go);
  return index;
}

} // namespace

owned<EVP_PKEY> bind_to_device(owned<EVP_PKEY> key, std::shared_ptr<const void> device_of_key) {
  const int place = place_of_device();
  std::unique_ptr<device> kept{new (std::nothrow) device{std::move(device_of_key)}};
  if (place < 0 || kept == nullptr || EVP_PKEY_set_ex_data(key.get(), place, kept.get()) != 1)
    return nullptr;
  kept.release(); // NOLINT(bugprone-unused-return-value): let_go deletes it
  return key;
}

bool is_in_device(const EVP_PKEY* key) noexcept {
  return key != nullptr && EVP_PKEY_get_ex_data(key, place_of_device()) != nullptr;
}

} // namespace troupe::tls
