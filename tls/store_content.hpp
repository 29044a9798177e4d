#pragma once

#include <string_view>
#include <vector>

#include "troupe/tls/credentials.hpp"
#include "troupe/tls/failure.hpp"
#include "troupe/tls/handles.hpp"

namespace troupe::tls {

/// What a certificate store holds, in its order. For sources of tls/ only.
struct store_content {
  std::vector<owned<X509>> certificates;
  std::vector<owned<EVP_PKEY>> keys;        ///< private
  std::vector<owned<EVP_PKEY>> public_keys; ///< without a certificate

  bool empty() const noexcept { return certificates.empty() && keys.empty() && public_keys.empty(); }
};

/// Opens a store: reads its file, if it is one. Error: `store_not_opened`, with the reason.
result<store_content> read_store(const key_store& store);

/// All there is in PEM (RFC 7468; encrypted keys in PKCS#8 and in the older form with DEK-Info). Error:
/// `store_not_opened`: a password that is wrong or missing, a block that can't be read, none at all.
result<store_content> read_pem(std::string_view text, const std::string& password);

/// The certificates of a text in PEM, whatever is between them. Error: `store_not_opened`.
result<std::vector<owned<X509>>> read_certificates(std::string_view text);

/// A certificate or a private key in DER. Error: `store_not_opened`.
result<store_content> read_der(std::string_view bytes, const std::string& password);

/// PKCS#12 (RFC 7292). Error: `store_not_opened`: a wrong password, bytes that are none.
result<store_content> read_pfx(std::string_view bytes, const std::string& password);

/// A BIO that reads `bytes`, which must outlive it.
owned<BIO> reader_of(std::string_view bytes);

} // namespace troupe::tls
