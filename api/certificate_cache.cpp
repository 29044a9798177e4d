#include "troupe/api/certificate_cache.hpp"

#include <algorithm>

#include "troupe/api/file_version.hpp"

namespace troupe {

namespace {

// As many as a server has names; each of them some kilobytes.
constexpr std::size_t most_entries = 256;

std::string key_of(const tls::key_store& store, const std::string& subject) {
  std::string key = std::to_string(static_cast<int>(store.type));
  // With their lengths, so that no two of them look alike.
  for (const auto& part : {store.place, store.password, subject, file_version(store.place)})
    key += ' ' + std::to_string(part.size()) + ':' + part;
  return key;
}

} // namespace

tls::credentials_ptr certificate_cache::find(const tls::key_store& store, const std::string& subject) const {
  const auto key = key_of(store, subject);
  const std::lock_guard lock{guard_};
  const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const entry& each) { return each.key == key; });
  return found != entries_.end() ? found->certificate : nullptr;
}

tls::result<tls::credentials_ptr> certificate_cache::open(const tls::key_store& store, const std::string& subject) {
  // Before it is read: a change in the middle of that is seen next time.
  auto key = key_of(store, subject);
  auto opened = tls::credentials::open(store, subject);
  if (!opened)
    return opened.why();
  const std::lock_guard lock{guard_};
  // Several handshakes may have waited for the same.
  entries_.erase(std::remove_if(entries_.begin(), entries_.end(), [&](const entry& each) { return each.key == key; }),
                 entries_.end());
  if (entries_.size() == most_entries)
    entries_.pop_front();
  entries_.push_back({std::move(key), *opened});
  return *opened;
}

} // namespace troupe
