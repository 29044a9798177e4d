// RSA and EC_KEY are how libp11 hooks a key in.
#define OPENSSL_SUPPRESS_DEPRECATED

#include <utility>

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include "troupe/tls/stores/device_key.hpp"
#include "troupe/tls/stores/pkcs11_lease.hpp"
#include "troupe/tls/stores/store_content.hpp"

namespace troupe::tls {

namespace {

template <class Object>
bool is_meant(const Object& object, const pkcs11_place& place) {
  const std::string_view id{reinterpret_cast<const char*>(object.id), object.id_len};
  return (place.id.empty() || place.id == id) &&
         (place.object.empty() || (object.label != nullptr && place.object == object.label));
}

/// A key of our own around libp11's numbers and its way to sign. libp11 keeps its own one until the slots are released,
/// so what was bound to that would never be let go.
owned<EVP_PKEY> own_key(PKCS11_KEY* of) {
  const owned<EVP_PKEY> from{PKCS11_get_private_key(of)}; // a reference more
  owned<EVP_PKEY> own{EVP_PKEY_new()};
  if (own == nullptr || from == nullptr)
    return nullptr;
  bool set = false;
  if (EVP_PKEY_get_base_id(from.get()) == EVP_PKEY_RSA)
    set = EVP_PKEY_set1_RSA(own.get(), const_cast<RSA*>(EVP_PKEY_get0_RSA(from.get()))) == 1;
  else if (EVP_PKEY_get_base_id(from.get()) == EVP_PKEY_EC)
    set = EVP_PKEY_set1_EC_KEY(own.get(), const_cast<EC_KEY*>(EVP_PKEY_get0_EC_KEY(from.get()))) == 1;
  return set ? std::move(own) : nullptr;
}

failure add_certificates(PKCS11_TOKEN* token, const pkcs11_place& place, store_content& to) {
  PKCS11_CERT* certificates = nullptr;
  unsigned int count = 0;
  if (PKCS11_enumerate_certs(token, &certificates, &count) != 0)
    return fail(errc::store_not_opened, "the certificates of the PKCS#11 token can't be listed");
  // Those of authorities have other labels.
  for (const bool meant : {true, false})
    for (unsigned int i = 0; i < count; ++i) {
      auto* const each = certificates[i].x509;
      if (each == nullptr || is_meant(certificates[i], place) != meant || (!meant && X509_check_ca(each) == 0))
        continue;
      X509_up_ref(each);
      to.certificates.emplace_back(each);
    }
  return {};
}

failure add_keys(PKCS11_TOKEN* token, const pkcs11_place& place, const std::shared_ptr<const void>& lease,
                 store_content& to) {
  PKCS11_KEY* keys = nullptr;
  unsigned int count = 0;
  if (PKCS11_enumerate_keys(token, &keys, &count) != 0)
    return fail(errc::store_not_opened,
                "the keys of the PKCS#11 token can't be listed; it may have some that are neither RSA nor EC");
  for (unsigned int i = 0; i < count; ++i) {
    if (!is_meant(keys[i], place))
      continue;
    auto key = own_key(&keys[i]);
    if (key != nullptr)
      key = bind_to_device(std::move(key), lease);
    if (key == nullptr)
      return fail(errc::store_not_opened, "a private key of the PKCS#11 token can't be used");
    to.keys.push_back(std::move(key));
  }
  return {};
}

} // namespace

result<store_content> read_pkcs11(const std::string& place, const std::string& pin) {
  ERR_clear_error();
  const auto meant = parse_pkcs11_place(place);
  if (!meant)
    return meant.why();
  store_content content;
  auto why = pkcs11_lease::with(meant->module, [&](pkcs11_module& module, const std::shared_ptr<const void>& lease) {
    const auto token = module.log_in(*meant, pin);
    if (!token)
      return token.why();
    auto missing = add_certificates(*token, *meant, content);
    return missing ? missing : add_keys(*token, *meant, lease, content);
  });
  if (why)
    return why;
  ERR_clear_error();
  if (content.empty())
    return not_opened(pin.empty() ? "the PKCS#11 token shows neither a certificate nor a key without its PIN"
                                  : "there is neither a certificate nor a key on the PKCS#11 token");
  return content;
}

} // namespace troupe::tls
