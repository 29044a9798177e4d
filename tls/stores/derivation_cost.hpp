#pragma once

#include <string_view>

#include <openssl/x509.h>

namespace troupe::tls {

/// How much work a file may ask for before a password is found wrong: whoever wrote it chose the numbers. What is
/// allowed takes some seconds.

/// Of iterations of PBKDF2 (RFC 8018, 5.2), or of PKCS#12's own (RFC 7292, B.2).
bool is_affordable_count(long iterations) noexcept;

/// Of an encryption with a password: PBES1, PBES2 with PBKDF2 or scrypt (RFC 8018, 6; RFC 7914, 7), PKCS#12. True for
/// others, that are not known here, and for nullptr: OpenSSL refuses them.
bool is_affordable(const X509_ALGOR* how) noexcept;

/// Of an encrypted private key (RFC 5958, 3), DER. True for what is none.
bool is_affordable_key(std::string_view der) noexcept;

} // namespace troupe::tls
