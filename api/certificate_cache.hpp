#pragma once

#include <deque>
#include <mutex>
#include <string>
#include <utility>

#include "troupe/tls/credentials.hpp"

namespace troupe {

/// The certificates that SSLConnectionRequest has chosen lately: opening a store takes up to 0.2 s, too long for a
/// handshake. A file that was changed is opened again. Any thread.
class certificate_cache final {
public:
  /// The certificate if it is known, else nullptr.
  tls::credentials_ptr find(const tls::key_store& store, const std::string& subject) const;
  /// Opens it, and knows it from then on. Blocks. Errors: of `credentials::open`.
  tls::result<tls::credentials_ptr> open(const tls::key_store& store, const std::string& subject);

private:
  /// Everything that says which certificate it is.
  struct entry {
    std::string key;
    tls::credentials_ptr certificate;
  };

  mutable std::mutex guard_;
  std::deque<entry> entries_; // the oldest first
};

} // namespace troupe
