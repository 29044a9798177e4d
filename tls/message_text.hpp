#pragma once

#include <string>

#include "troupe/tls/hooks.hpp"

namespace troupe::tls {

/// The message as a line of a log (LogSSLPackets): "sent TLSv1.3 Handshake, Finished (52 bytes)". "" for what is no
/// message of its own: a record's header, an inner content type.
std::string text_of(const tls_message& message);

/// The name of an alert (RFC 8446, 6): "unknown CA". OpenSSL's own table ends before TLS 1.3.
std::string alert_name(int alert);

/// Whether it is the Certificate of a client that has none: a list of length 0 (RFC 5246, 7.4.6), in TLS 1.3 after a
/// context of length 0 (RFC 8446, 4.4.2).
bool is_empty_certificate(const tls_message& message);

} // namespace troupe::tls
