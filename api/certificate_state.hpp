#pragma once

#include "troupe/api/certificate.hpp"
#include "troupe/tls/credentials.hpp"

namespace troupe {

/// What a `Certificate` stands for. Immutable once it is shared, any thread.
struct Certificate::State final {
  tls::key_store where{tls::store_type::user, "MY", {}}; ///< the documented defaults
  tls::credentials_ptr found;                            ///< null: no certificate
  std::string sought;   ///< what it was found by in the store: a subject, or "Thumbprint=..."; "": otherwise
  bool is_named = true; ///< whether Subject tells its subject: documented for Encoded
};

} // namespace troupe
