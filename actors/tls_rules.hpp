#pragma once

#include <string>

#include "troupe/tls/context.hpp"

namespace troupe::actors {

/// TLS for `server_options::tls`, with the certificate, its chain and its private key from files in PEM or PFX; an
/// empty `key`: it is in `certificate` too. Reads the files; any thread. Errors: `store_not_opened` with the reason,
/// `certificate_not_found`, `no_credentials` when the key does not belong to the certificate.
tls::result<tls::context_ptr> tls_from_files(const std::string& certificate, const std::string& key = {},
                                             const std::string& password = {});

/// The same with a certificate for the host `name` that is made now, is valid for 30 days, and is trusted by nobody: to
/// try things out. Error: `invalid_option`, a name that no host can have.
tls::result<tls::context_ptr> tls_self_signed(const std::string& name);

/// `rules`, with the certificate of `other` for the clients that ask for `name` (SNI): "www.example.com", or
/// "*.example.com" for any one label in front; exactly the name counts before that. Clients that ask for another name,
/// or none, get the certificate of `rules`. The rest of `other` has no effect. Errors: `invalid_option`, a name that no
/// host can have; `no_credentials`.
tls::result<tls::context_ptr> tls_for_name(const tls::context& rules, const std::string& name,
                                           const tls::context& other);

/// SHA-256 of the certificate of `rules`, by which users recognize it: "A1:B2:..."; "" if there is none.
std::string fingerprint_of(const tls::context& rules);

} // namespace troupe::actors
