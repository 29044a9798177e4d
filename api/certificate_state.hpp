#pragma once

#include "troupe/api/certificate.hpp"
#include "troupe/tls/credentials.hpp"

namespace troupe {

/// What a `Certificate` stands for. Immutable once it is shared, any thread.
struct Certificate::State final {
  tls::key_store where{tls::store_type::user, "MY", {}}; ///< the documented defaults
  tls::credentials_ptr found;                            ///< null: no certificate
};

} // namespace troupe
