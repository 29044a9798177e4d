#include "troupe/tls/stores/derivation_cost.hpp"

#include <cstdint>
#include <memory>

#include <openssl/err.h>

#include "troupe/tls/handles.hpp"

namespace troupe::tls {

namespace {

constexpr long most_iterations = 5'000'000;
constexpr std::uint64_t most_scrypt_blocks = 1U << 22U; // of 128 bytes: N times r times p

struct parameters_freed {
  void operator()(PBE2PARAM* gone) const noexcept { PBE2PARAM_free(gone); }
  void operator()(PBEPARAM* gone) const noexcept { PBEPARAM_free(gone); }
  void operator()(PBKDF2PARAM* gone) const noexcept { PBKDF2PARAM_free(gone); }
  void operator()(SCRYPT_PARAMS* gone) const noexcept { SCRYPT_PARAMS_free(gone); }
};

template <class T>
std::unique_ptr<T, parameters_freed> parameters_of(const X509_ALGOR* how, const ASN1_ITEM* form) noexcept {
  return std::unique_ptr<T, parameters_freed>{static_cast<T*>(ASN1_TYPE_unpack_sequence(form, how->parameter))};
}

std::uint64_t value_of(const ASN1_INTEGER* of) noexcept {
  std::uint64_t value = 0;
  return of != nullptr && ASN1_INTEGER_get_uint64(&value, of) == 1 ? value : UINT64_MAX;
}

bool is_affordable_scrypt(const SCRYPT_PARAMS& of) noexcept {
  std::uint64_t blocks = 1;
  for (const auto* each : {of.costParameter, of.blockSize, of.parallelizationParameter}) {
    const auto value = value_of(each);
    if (value > most_scrypt_blocks)
      return false;
    blocks *= value;
    if (blocks > most_scrypt_blocks)
      return false;
  }
  return true;
}

bool is_affordable_derivation(const X509_ALGOR* how) noexcept {
  switch (OBJ_obj2nid(how->algorithm)) {
  case NID_id_pbkdf2: {
    const auto of = parameters_of<PBKDF2PARAM>(how, ASN1_ITEM_rptr(PBKDF2PARAM));
    return of == nullptr || is_affordable_count(ASN1_INTEGER_get(of->iter));
  }
  case NID_id_scrypt: {
    const auto of = parameters_of<SCRYPT_PARAMS>(how, ASN1_ITEM_rptr(SCRYPT_PARAMS));
    return of == nullptr || is_affordable_scrypt(*of);
  }
  default:
    return true;
  }
}

} // namespace

bool is_affordable_count(long iterations) noexcept {
  return iterations >= 0 && iterations <= most_iterations;
}

bool is_affordable(const X509_ALGOR* how) noexcept {
  if (how == nullptr)
    return true;
  bool affordable = true;
  if (OBJ_obj2nid(how->algorithm) == NID_pbes2) {
    const auto of = parameters_of<PBE2PARAM>(how, ASN1_ITEM_rptr(PBE2PARAM));
    affordable = of == nullptr || is_affordable_derivation(of->keyfunc);
  } else if (const auto of = parameters_of<PBEPARAM>(how, ASN1_ITEM_rptr(PBEPARAM))) {
    affordable = is_affordable_count(ASN1_INTEGER_get(of->iter));
  }
  ERR_clear_error();
  return affordable;
}

bool is_affordable_key(std::string_view der) noexcept {
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  const owned<X509_SIG> read{d2i_X509_SIG(nullptr, &at, static_cast<long>(der.size()))};
  const X509_ALGOR* how = nullptr;
  if (read != nullptr)
    X509_SIG_get0(read.get(), &how, nullptr);
  ERR_clear_error();
  return is_affordable(how);
}

} // namespace troupe::tls
