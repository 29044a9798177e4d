#include <memory>
#include <string>

#include <openssl/err.h>
#include <openssl/pkcs12.h>

#include "troupe/tls/stores/derivation_cost.hpp"
#include "troupe/tls/stores/legacy_scope.hpp"
#include "troupe/tls/stores/store_content.hpp"

namespace troupe::tls {

namespace {

/// Frees the lists of a PKCS#12 store.
struct list_freed {
  void operator()(STACK_OF(PKCS7) * gone) const noexcept { sk_PKCS7_pop_free(gone, PKCS7_free); }
  void operator()(STACK_OF(PKCS12_SAFEBAG) * gone) const noexcept {
    sk_PKCS12_SAFEBAG_pop_free(gone, PKCS12_SAFEBAG_free);
  }
};

template <class T>
using list_owned = std::unique_ptr<T, list_freed>;

/// Takes what is in a store out of its bags (RFC 7292, 4.2).
class unpacker {
public:
  /// `password` may be nullptr: none is not the same as an empty one (RFC 7292, B.1).
  unpacker(OSSL_LIB_CTX* scope, const char* password, store_content& to)
    : scope_(scope), password_(password), size_(password != nullptr ? -1 : 0), to_(to) {}

  /// False: the reason is in OpenSSL's queue.
  bool unpack(const PKCS12* store) {
    const list_owned<STACK_OF(PKCS7)> safes{PKCS12_unpack_authsafes(store)};
    if (safes == nullptr)
      return false;
    for (int i = 0; i < sk_PKCS7_num(safes.get()); ++i)
      if (!unpack(sk_PKCS7_value(safes.get(), i)))
        return false;
    return true;
  }

  /// Whether it was left because of what it would take.
  bool too_costly() const { return too_costly_; }

private:
  bool refuse() {
    too_costly_ = true;
    return false;
  }

  static const X509_ALGOR* algorithm_of(const PKCS7* safe) {
    const auto* const what = safe->d.encrypted != nullptr ? safe->d.encrypted->enc_data : nullptr;
    return what != nullptr ? what->algorithm : nullptr;
  }

  static const X509_ALGOR* algorithm_of(const PKCS12_SAFEBAG* bag) {
    const X509_ALGOR* how = nullptr;
    X509_SIG_get0(PKCS12_SAFEBAG_get0_pkcs8(bag), &how, nullptr);
    return how;
  }

  bool unpack(PKCS7* safe) {
    const int kind = OBJ_obj2nid(safe->type);
    if (kind != NID_pkcs7_data && kind != NID_pkcs7_encrypted)
      return true;
    if (kind == NID_pkcs7_encrypted && !is_affordable(algorithm_of(safe)))
      return refuse();
    const list_owned<STACK_OF(PKCS12_SAFEBAG)> bags{
      kind == NID_pkcs7_data ? PKCS12_unpack_p7data(safe) : PKCS12_unpack_p7encdata(safe, password_, size_)};
    return bags != nullptr && unpack(bags.get());
  }

  bool unpack(const STACK_OF(PKCS12_SAFEBAG) * bags) {
    for (int i = 0; i < sk_PKCS12_SAFEBAG_num(bags); ++i)
      if (!unpack(sk_PKCS12_SAFEBAG_value(bags, i)))
        return false;
    return true;
  }

  bool unpack(const PKCS12_SAFEBAG* bag) {
    switch (PKCS12_SAFEBAG_get_nid(bag)) {
    case NID_keyBag:
      return add_key(PKCS12_SAFEBAG_get0_p8inf(bag));
    case NID_pkcs8ShroudedKeyBag: {
      if (!is_affordable(algorithm_of(bag)))
        return refuse();
      const owned<PKCS8_PRIV_KEY_INFO> key{PKCS12_decrypt_skey_ex(bag, password_, size_, scope_, nullptr)};
      return add_key(key.get());
    }
    case NID_certBag:
      return PKCS12_SAFEBAG_get_bag_nid(bag) != NID_x509Certificate || add_certificate(bag);
    case NID_safeContentsBag:
      return unpack(PKCS12_SAFEBAG_get0_safes(bag));
    default:
      return true;
    }
  }

  bool add_key(const PKCS8_PRIV_KEY_INFO* found) {
    // For the rest of the process, whatever was needed to decrypt it.
    owned<EVP_PKEY> key{found != nullptr ? EVP_PKCS82PKEY(found) : nullptr};
    if (key == nullptr)
      return false;
    to_.keys.push_back(std::move(key));
    return true;
  }

  bool add_certificate(const PKCS12_SAFEBAG* bag) {
    owned<X509> certificate{PKCS12_SAFEBAG_get1_cert(bag)};
    if (certificate == nullptr)
      return false;
    to_.certificates.push_back(std::move(certificate));
    return true;
  }

  OSSL_LIB_CTX* scope_;
  const char* password_;
  int size_;
  store_content& to_;
  bool too_costly_ = false;
};

failure too_costly() {
  return not_opened("opening the PFX store would take too long: write it again with fewer iterations");
}

bool is_mac_affordable(const PKCS12* store) {
  const ASN1_INTEGER* iterations = nullptr;
  PKCS12_get0_mac(nullptr, nullptr, nullptr, &iterations, store);
  return iterations == nullptr || is_affordable_count(ASN1_INTEGER_get(iterations));
}

failure wrong_password(const std::string& password) {
  return not_opened(password.empty() ? "the PFX store is encrypted: a password is needed" : "wrong password");
}

result<store_content> read_in(OSSL_LIB_CTX* scope, std::string_view bytes, const std::string& password) {
  ERR_clear_error();
  // d2i keeps what it is read into: the scope.
  auto* blank = PKCS12_init_ex(NID_pkcs7_data, scope, nullptr);
  const owned<PKCS12> store{d2i_PKCS12_bio(reader_of(bytes).get(), &blank)};
  if (store == nullptr) {
    PKCS12_free(blank); // nullptr, if it got that far
    return fail(errc::store_not_opened, "not a PFX (PKCS#12) store");
  }
  if (!is_mac_affordable(store.get()))
    return too_costly();
  const char* used = password.c_str();
  if (PKCS12_mac_present(store.get()) == 1 && PKCS12_verify_mac(store.get(), used, -1) != 1) {
    // Some programs take an empty password for none.
    used = nullptr;
    if (!password.empty() || PKCS12_verify_mac(store.get(), nullptr, 0) != 1)
      return wrong_password(password);
  }
  store_content content;
  unpacker unpacking{scope, used, content};
  if (!unpacking.unpack(store.get()))
    return unpacking.too_costly() ? too_costly() : fail(errc::store_not_opened, "the PFX store can't be read");
  ERR_clear_error();
  return content;
}

} // namespace

result<store_content> read_pfx(std::string_view bytes, const std::string& password) {
  auto content = read_in(nullptr, bytes, password);
  if (content || content.why().reason.find("unsupported") == std::string::npos)
    return content;
  const legacy_scope old;
  if (old.get() == nullptr)
    return content;
  return read_in(old.get(), bytes, password);
}

} // namespace troupe::tls
