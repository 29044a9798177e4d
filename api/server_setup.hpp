#pragma once

#include <vector>

#include "troupe/actors/server.hpp"
#include "troupe/api/server_values.hpp"

namespace troupe {

/// How connections are treated by a server with these values. Their access lists are shared, not read again: it looks
/// up no names.
actors::options_ptr options_of(const server_values& values);

/// How it listens.
net::listen_options listen_options_of(const server_values& values);

/// Where it listens: LocalHost and LocalPort within the families of UseIPv6. Throws `Error` 11001 ... when the name
/// can't be resolved.
std::vector<net::endpoint> endpoints_of(const server_values& values);

} // namespace troupe
