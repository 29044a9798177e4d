#include "troupe/api/build_info.hpp"

#include <caf/config.hpp>
#include <fmt/core.h>

namespace troupe {

namespace {

// As in CMakeLists.txt; a test compares them.
constexpr const char* product_version = "0.1.0";

std::string version(int major, int minor, int patch) {
  return std::to_string(major) + '.' + std::to_string(minor) + '.' + std::to_string(patch);
}

std::string compiler() {
#ifdef __clang__
  return "clang " + version(__clang_major__, __clang_minor__, __clang_patchlevel__);
#else
  return "g++ " + version(__GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__);
#endif
}

} // namespace

std::string build_info() {
  return std::string{"Troupe "} + product_version + "; " + compiler() + "; CAF " +
         version(CAF_MAJOR_VERSION, CAF_MINOR_VERSION, CAF_PATCH_VERSION) + "; fmt " +
         version(FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100) + "; no TLS";
}

std::string license_info() {
  return "Product: Troupe; Product Key: none needed; License Source: LICENSE; License Type: BSD-3-Clause; "
         "Last Valid Build: any";
}

} // namespace troupe
