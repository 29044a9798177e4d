#pragma once

#include <string>
#include <vector>

#include "troupe/tests/support/temporary_file.hpp"
#include "troupe/tests/tls/minted.hpp"
#include "troupe/tls/credentials.hpp"
#include "troupe/tls/handles.hpp"

namespace troupe::test {

/// Runs a program to its end. Throws with what it says if its exit status is not 0.
void run_tool(const std::vector<std::string>& words);

/// The bytes of a file.
std::string content_of(const std::string& file);

/// A file of ssh-keygen's: `kind` as its -t, `bits` as its -b. The public half is beside it, with ".pub".
std::string ssh_key_file(const temporary_folder& in, const std::string& kind, const std::string& bits,
                         const std::string& password = {});

/// A file of puttygen's. `parameters` as its --ppk-param.
std::string ppk_file(const temporary_folder& in, const std::string& kind, const std::string& bits,
                     const std::string& parameters, const std::string& password = {});

/// A store of keytool's with the key "own", of `kind` RSA or EC, and its certificate, that signs itself.
std::string jks_file(const temporary_folder& in, const std::string& kind, const std::string& password);

/// PKCS#7 by openssl(1); `form`: PEM or DER.
std::string p7b_file(const temporary_folder& in, const std::string& certificates, const std::string& form);

/// XML with RSAKeyValue and X509Certificate, by xmlsec1(1).
std::string xml_file(const temporary_folder& in, const minted& of);

/// A JSON Web Key by jose(1); `form` as its -i.
std::string jwk_file(const temporary_folder& in, const std::string& form);

/// A JSON Web Key of a key, with the certificates in x5c.
std::string jwk_of(const std::string& key_pem, const std::vector<std::string>& chain = {});

/// RSAKeyValue with all its numbers, as .NET writes it.
std::string xml_of(const std::string& key_pem);

/// A key in OpenSSH's own form: Ed25519, with this seed.
std::string openssh_key_of_seed(const std::string& seed);

/// Reads PEM: a private or a public key.
tls::owned<EVP_PKEY> key_from_pem(const std::string& pem);

/// Whether what the private key signs is found good with the public one.
bool signs_for(EVP_PKEY* secret, EVP_PKEY* open);

/// Whether all that goes wrong with the bytes of a store is an error 271 with a reason: cut off at many places, changed
/// at many places (where another outcome is allowed, but no crash), random bytes. Says what not.
void check_refusals(tls::store_type type, const std::string& good, const std::string& password);

/// Requires that the store is opened, and returns it.
tls::credentials_ptr open_store(tls::store_type type, const std::string& place, const std::string& password = {},
                                const std::string& subject = "*");

/// Why a store is not opened; requires error 271.
std::string reason_of(tls::store_type type, const std::string& place, const std::string& password = {});

} // namespace troupe::test
