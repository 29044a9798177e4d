#include "troupe/tls/stores/pkcs11_lease.hpp"

#include <cstddef>
#include <filesystem>
#include <map>
#include <mutex>

namespace troupe::tls {

namespace {

struct leased_module {
  pkcs11_module module;
  std::size_t leases = 0;
};

struct module_table {
  std::mutex guard;
  std::map<std::string, leased_module> modules;
};

/// Of the process, as the modules themselves are. It stays until the end: a key may go after everything static.
module_table& table() {
  static auto* const only = new module_table;
  return *only;
}

} // namespace

pkcs11_lease::~pkcs11_lease() {
  if (!taken_)
    return;
  auto& all = table();
  const std::lock_guard lock{all.guard};
  const auto found = all.modules.find(path_);
  if (--found->second.leases == 0)
    all.modules.erase(found);
}

failure pkcs11_lease::with(const std::string& path,
                           const std::function<failure(pkcs11_module&, const std::shared_ptr<const void>&)>& work) {
  std::error_code ignored;
  const auto canonical = std::filesystem::canonical(path, ignored);
  auto& all = table();
  // Before the lock: it takes the lock at its end.
  const auto lease = std::make_shared<pkcs11_lease>(ignored ? path : canonical.string());
  const std::lock_guard lock{all.guard};
  auto& entry = all.modules[lease->path_];
  if (entry.leases == 0)
    if (auto why = entry.module.load(lease->path_)) {
      all.modules.erase(lease->path_);
      return why;
    }
  ++entry.leases;
  lease->taken_ = true;
  return work(entry.module, lease);
}

} // namespace troupe::tls
