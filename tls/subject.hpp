#pragma once

#include <string>
#include <string_view>

struct x509_st;

namespace troupe::tls {

/// How well a certificate fits what was asked for.
enum class subject_fit { none, part, exact };

/// `asked`: a distinguished name as `distinguished_name` writes it (the order of its fields may be turned round,
/// spaces after commas left out), a part of one, "*", or "Thumbprint=" and the MD5, SHA-1 or SHA-256 hash of the
/// certificate in hexadecimal digits. Letters' case does not matter.
subject_fit fits(x509_st* certificate, std::string_view asked);

} // namespace troupe::tls
