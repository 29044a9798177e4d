#include "troupe/actors/tls_rules.hpp"

#include <cerrno>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "troupe/tls/host_name.hpp"
#include "troupe/tls/self_signed.hpp"

namespace troupe::actors {

namespace {

tls::failure unreadable(const std::string& file, const std::string& why) {
  return {make_error_code(tls::errc::store_not_opened), "'" + file + "' cannot be read: " + why};
}

tls::result<std::string> content_of(const std::string& file) {
  std::error_code ignored;
  if (std::filesystem::is_directory(file, ignored))
    return unreadable(file, "it is a folder");
  errno = 0;
  std::ifstream in{file, std::ios::binary};
  if (!in)
    return unreadable(file, std::generic_category().message(errno));
  return std::string{std::istreambuf_iterator<char>{in}, {}};
}

tls::result<tls::context_ptr> context_of(tls::result<tls::credentials_ptr> identity) {
  if (!identity)
    return identity.why();
  return tls::context::make({}, std::move(*identity));
}

} // namespace

tls::result<tls::context_ptr> tls_from_files(const std::string& certificate, const std::string& key,
                                             const std::string& password) {
  auto store = content_of(certificate);
  if (!store)
    return store.why();
  if (!key.empty()) {
    const auto more = content_of(key);
    if (!more)
      return more.why();
    *store = *more + '\n' + *store;
  }
  const bool is_pem = store->find("-----BEGIN") != std::string::npos;
  const auto type = is_pem ? tls::store_type::pem_key_blob : tls::store_type::pfx_blob;
  return context_of(tls::credentials::open({type, std::move(*store), password}));
}

tls::result<tls::context_ptr> tls_self_signed(const std::string& name) {
  return context_of(tls::make_self_signed(name, std::time(nullptr)));
}

tls::result<tls::context_ptr> tls_for_name(const tls::context& rules, const std::string& name,
                                           const tls::context& other) {
  auto names = rules.names();
  names[tls::plain_host_name(name)] = other.identity();
  return tls::context::make(rules.rules(), rules.identity(), std::move(names));
}

std::string fingerprint_of(const tls::context& rules) {
  return rules.identity() ? rules.identity()->fingerprint() : std::string{};
}

} // namespace troupe::actors
