#pragma once

#include <functional>
#include <memory>
#include <string>

#include "troupe/tls/stores/pkcs11_module.hpp"

namespace troupe::tls {

/// Keeps a PKCS#11 module initialized. There is one of a path in a process, whoever opens it: who initializes it again
/// shares sessions and log-ins with the first, and who finalizes it does so for all (PKCS#11 2.40, 5.4). It goes with
/// the last lease. Any thread.
class pkcs11_lease final {
public:
  explicit pkcs11_lease(std::string path) noexcept : path_(std::move(path)) {}
  pkcs11_lease(const pkcs11_lease&) = delete;
  pkcs11_lease& operator=(const pkcs11_lease&) = delete;
  ~pkcs11_lease();

  /// Runs `work` with the module at `path` and a lease of it, which what `work` makes may keep; while nobody else
  /// opens or lets go of a module. Error: `store_not_opened`, also that of `work`.
  static failure with(const std::string& path,
                      const std::function<failure(pkcs11_module&, const std::shared_ptr<const void>&)>& work);

private:
  std::string path_;
  bool taken_ = false;
};

} // namespace troupe::tls
