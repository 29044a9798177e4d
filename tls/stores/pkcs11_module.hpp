#pragma once

#include <string>
#include <vector>

#include <libp11.h>

#include "troupe/tls/failure.hpp"
#include "troupe/tls/stores/pkcs11_place.hpp"
#include "troupe/tls/stores/secret_bytes.hpp"

namespace troupe::tls {

/// A PKCS#11 module, loaded and initialized, and its slots. One thread at a time, but for what is signed with its keys.
class pkcs11_module final {
public:
  pkcs11_module() = default;
  pkcs11_module(const pkcs11_module&) = delete;
  pkcs11_module& operator=(const pkcs11_module&) = delete;
  /// All its keys have to be gone.
  ~pkcs11_module();

  /// Once. Error: `store_not_opened`: no such file, no module, one that does not work.
  failure load(const std::string& path);
  /// The token that is meant, with the PIN given to it. "": what needs none. Error: `store_not_opened`: none, several,
  /// a wrong PIN.
  result<PKCS11_TOKEN*> log_in(const pkcs11_place& place, const std::string& pin);

private:
  result<PKCS11_SLOT*> find_slot(const pkcs11_place& place) const;

  PKCS11_CTX* context_ = nullptr;
  bool loaded_ = false;
  PKCS11_SLOT* slots_ = nullptr;
  unsigned int count_ = 0;
  std::vector<secret_bytes> pins_; // of the slots; empty: not logged in
};

} // namespace troupe::tls
