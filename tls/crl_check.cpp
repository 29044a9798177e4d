#include "troupe/tls/crl_check.hpp"

#include <memory>
#include <new>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "troupe/tls/handles.hpp"
#include "troupe/tls/http_source.hpp"
#include "troupe/tls/stores/store_content.hpp"

namespace troupe::tls {

namespace {

/// Frees a verification; a list whose certificates or lists are somebody else's.
struct borrowed_freed {
  void operator()(X509_STORE_CTX* gone) const noexcept { X509_STORE_CTX_free(gone); }
  void operator()(STACK_OF(X509) * gone) const noexcept { sk_X509_free(gone); }
  void operator()(STACK_OF(X509_CRL) * gone) const noexcept { sk_X509_CRL_free(gone); }
};

template <class T>
using borrowed = std::unique_ptr<T, borrowed_freed>;

/// The lists in a text in PEM.
void add_lists(X509_STORE* to, const std::string& text) {
  if (text.empty())
    return;
  const auto source = reader_of(text);
  while (const owned<X509_CRL> list{PEM_read_bio_X509_CRL(source.get(), nullptr, nullptr, nullptr)})
    X509_STORE_add_crl(to, list.get());
  ERR_clear_error();
}

/// The lists that are configured. They are read each time, so that new ones count.
owned<X509_STORE> configured_lists(const options& rules) {
  owned<X509_STORE> store{X509_STORE_new()};
  if (store == nullptr)
    throw std::bad_alloc{};
  add_lists(store.get(), rules.client_authorities);
  add_lists(store.get(), rules.ca_certificates);
  if (!rules.ca_file.empty())
    X509_STORE_load_file(store.get(), rules.ca_file.c_str());
  if (!rules.ca_directory.empty())
    X509_STORE_load_path(store.get(), rules.ca_directory.c_str());
  ERR_clear_error();
  return store;
}

/// The chain itself was verified before: only what is wrong with the lists counts.
int only_lists(int good, X509_STORE_CTX* of) {
  switch (X509_STORE_CTX_get_error(of)) {
  case X509_V_ERR_CERT_REVOKED: {
    // The list is only known here; X509_verify_cert lets go of it.
    auto& found = *static_cast<owned<X509_CRL>*>(X509_STORE_CTX_get_app_data(of));
    auto* const list = X509_STORE_CTX_get0_current_crl(of);
    if (list != nullptr && X509_CRL_up_ref(list) == 1)
      found.reset(list);
    return good;
  }
  case X509_V_ERR_UNABLE_TO_GET_CRL:
  case X509_V_ERR_UNABLE_TO_DECRYPT_CRL_SIGNATURE:
  case X509_V_ERR_CRL_SIGNATURE_FAILURE:
  case X509_V_ERR_CRL_NOT_YET_VALID:
  case X509_V_ERR_CRL_HAS_EXPIRED:
  case X509_V_ERR_ERROR_IN_CRL_LAST_UPDATE_FIELD:
  case X509_V_ERR_ERROR_IN_CRL_NEXT_UPDATE_FIELD:
  case X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER:
  case X509_V_ERR_KEYUSAGE_NO_CRL_SIGN:
  case X509_V_ERR_UNHANDLED_CRITICAL_CRL_EXTENSION:
  case X509_V_ERR_DIFFERENT_CRL_SCOPE:
  case X509_V_ERR_CRL_PATH_VALIDATION_ERROR:
  case X509_V_ERR_OUT_OF_MEM:
    return good;
  default:
    X509_STORE_CTX_set_error(of, X509_V_OK);
    return 1;
  }
}

int reason_of(const X509_REVOKED* entry) {
  auto* const value = static_cast<ASN1_ENUMERATED*>(X509_REVOKED_get_ext_d2i(entry, NID_crl_reason, nullptr, nullptr));
  const auto reason = value != nullptr ? static_cast<int>(ASN1_ENUMERATED_get(value)) : -1;
  ASN1_ENUMERATED_free(value);
  return reason;
}

revocation_outcome found_in(X509_CRL* list, X509* leaf) {
  X509_REVOKED* entry = nullptr;
  if (list == nullptr || X509_CRL_get0_by_cert(list, &entry, leaf) != 1)
    return revoked(-1, nullptr);
  return revoked(reason_of(entry), X509_REVOKED_get0_revocationDate(entry));
}

/// What the lists in `store` and `fetched` (which may be nullptr) say of the first of `chain`.
revocation_outcome look_up(STACK_OF(X509) * chain, X509_STORE* store, STACK_OF(X509_CRL) * fetched) {
  // Without the first, which would be trusted, and not looked up.
  const borrowed<STACK_OF(X509)> issuers{sk_X509_dup(chain)};
  const borrowed<X509_STORE_CTX> lookup{X509_STORE_CTX_new()};
  auto* const leaf = sk_X509_shift(issuers.get());
  if (leaf == nullptr || lookup == nullptr || X509_STORE_CTX_init(lookup.get(), store, leaf, nullptr) != 1)
    throw std::bad_alloc{};
  X509_STORE_CTX_set0_trusted_stack(lookup.get(), issuers.get());
  X509_STORE_CTX_set0_crls(lookup.get(), fetched);
  X509_VERIFY_PARAM_set_flags(X509_STORE_CTX_get0_param(lookup.get()),
                              X509_V_FLAG_CRL_CHECK | X509_V_FLAG_PARTIAL_CHAIN);
  owned<X509_CRL> found;
  X509_STORE_CTX_set_app_data(lookup.get(), &found);
  X509_STORE_CTX_set_verify_cb(lookup.get(), only_lists);
  const bool good = X509_verify_cert(lookup.get()) > 0;
  const int error = X509_STORE_CTX_get_error(lookup.get());
  ERR_clear_error();
  if (good && error == X509_V_OK)
    return {revocation_outcome::kind::good, {}};
  if (error == X509_V_ERR_CERT_REVOKED)
    return found_in(found.get(), leaf);
  return unknown(error == X509_V_ERR_UNABLE_TO_GET_CRL ? "there is no list of revoked certificates (CRL) of its issuer"
                                                       : X509_verify_cert_error_string(error));
}

revocation_outcome fetch_and_look_up(const std::string& address, STACK_OF(X509) * chain, X509_STORE* store,
                                     int seconds) {
  const auto answer = ask_http(address, nullptr, seconds);
  if (answer.body == nullptr)
    return unknown("the list of revoked certificates " + address + " can't be fetched: " + answer.reason);
  const owned<X509_CRL> list{d2i_X509_CRL_bio(answer.body.get(), nullptr)};
  ERR_clear_error();
  if (list == nullptr)
    return unknown("what is at " + address + " is no list of revoked certificates (CRL)");
  const borrowed<STACK_OF(X509_CRL)> lists{sk_X509_CRL_new_null()};
  if (lists == nullptr || sk_X509_CRL_push(lists.get(), list.get()) == 0)
    throw std::bad_alloc{};
  auto outcome = look_up(chain, store, lists.get());
  if (outcome.is == revocation_outcome::kind::unknown)
    outcome.reason = "the list of revoked certificates " + address + " won't do: " + outcome.reason;
  return outcome;
}

void add_addresses(const DIST_POINT& point, std::vector<std::string>& to) {
  if (point.distpoint == nullptr || point.distpoint->type != 0)
    return;
  const auto* const names = point.distpoint->name.fullname;
  for (int i = 0; i < sk_GENERAL_NAME_num(names); ++i) {
    const auto* const name = sk_GENERAL_NAME_value(names, i);
    if (name->type != GEN_URI)
      continue;
    const auto* const uri = name->d.uniformResourceIdentifier;
    std::string address{reinterpret_cast<const char*>(ASN1_STRING_get0_data(uri)),
                        static_cast<std::size_t>(ASN1_STRING_length(uri))};
    if (is_http(address))
      to.push_back(std::move(address));
  }
}

} // namespace

std::vector<std::string> crl_addresses(x509_st* certificate) {
  std::vector<std::string> addresses;
  auto* const points =
    static_cast<CRL_DIST_POINTS*>(X509_get_ext_d2i(certificate, NID_crl_distribution_points, nullptr, nullptr));
  for (int i = 0; i < sk_DIST_POINT_num(points); ++i)
    add_addresses(*sk_DIST_POINT_value(points, i), addresses);
  CRL_DIST_POINTS_free(points);
  return addresses;
}

revocation_outcome check_crl(stack_st_X509* chain, const options& rules, time_budget& time) {
  const auto store = configured_lists(rules);
  auto outcome = look_up(chain, store.get(), nullptr);
  for (const auto& address : crl_addresses(sk_X509_value(chain, 0))) {
    if (outcome.is != revocation_outcome::kind::unknown)
      break;
    const int seconds = time.take();
    outcome = seconds > 0 ? fetch_and_look_up(address, chain, store.get(), seconds)
                          : unknown("there was no time to fetch the list of revoked certificates " + address);
  }
  return outcome;
}

} // namespace troupe::tls
