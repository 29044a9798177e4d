#pragma once

#include <string>

struct X509_name_st;
struct x509_st;

namespace troupe::tls {

/// As the documentation writes a subject: "CN=www.example.com, O=Example, C=US", the most specific field first; a
/// value with a comma is quoted.
std::string distinguished_name(const X509_name_st* name);

/// The value, in quotes if it has a comma or a quote in it, which is doubled then.
std::string quoted(std::string value);

/// The certificate in PEM.
std::string pem_of(const x509_st* certificate);

} // namespace troupe::tls
