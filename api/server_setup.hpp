#pragma once

#include <vector>

#include "troupe/actors/server.hpp"
#include "troupe/api/server_values.hpp"

namespace troupe {

/// The context of TLS for these values: `present`, if it is that already; else a new one, which reads files of
/// authorities. Null when nothing is set that is about TLS. Throws `Error` 1002 for a setting that can't be, 270 to 275
/// for a certificate or a store that can't be used; the text says why.
tls::context_ptr context_of(const ssl_values& values, const tls::context_ptr& present);

/// Throws `Error` 282 when connections would have to begin with TLS, and there is no certificate.
void check_certificate(const ssl_values& values);

/// How connections are treated by a server with these values and their `context_of`. Their access lists are shared, not
/// read again: it looks up no names.
actors::options_ptr options_of(const server_values& values, tls::context_ptr tls);

/// How it listens.
net::listen_options listen_options_of(const server_values& values);

/// Where it listens: LocalHost and LocalPort within the families of UseIPv6. Throws `Error` 11001 ... when the name
/// can't be resolved.
std::vector<net::endpoint> endpoints_of(const server_values& values);

} // namespace troupe
