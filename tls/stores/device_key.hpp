#pragma once

#include <memory>

#include "troupe/tls/handles.hpp"

namespace troupe::tls {

/// Binds what `key` needs while it is used to its last reference, wherever that is: a connection may outlive the
/// credentials. From then on `is_in_device`. nullptr when there is no memory.
owned<EVP_PKEY> bind_to_device(owned<EVP_PKEY> key, std::shared_ptr<const void> device);

/// Whether the private key signs in a device. False for nullptr.
bool is_in_device(const EVP_PKEY* key) noexcept;

} // namespace troupe::tls
