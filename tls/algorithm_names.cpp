#include "troupe/tls/algorithm_names.hpp"

#include <openssl/objects.h>

namespace troupe::tls {

namespace {

struct known_algorithm {
  int nid;
  const char* name;
};

constexpr known_algorithm known[] = {
  // wincrypt.h, without its szOID_.
  {NID_rsaEncryption, "RSA"},
  {NID_dhKeyAgreement, "RSA_DH"},
  {NID_md2WithRSAEncryption, "RSA_MD2RSA"},
  {NID_md4WithRSAEncryption, "RSA_MD4RSA"},
  {NID_md5WithRSAEncryption, "RSA_MD5RSA"},
  {NID_sha1WithRSAEncryption, "RSA_SHA1RSA"},
  {NID_sha224WithRSAEncryption, "RSA_SHA224RSA"},
  {NID_sha256WithRSAEncryption, "RSA_SHA256RSA"},
  {NID_sha384WithRSAEncryption, "RSA_SHA384RSA"},
  {NID_sha512WithRSAEncryption, "RSA_SHA512RSA"},
  {NID_rsassaPss, "RSA_SSA_PSS"},
  {NID_ecdsa_with_SHA1, "ECDSA_SHA1"},
  {NID_ecdsa_with_SHA224, "ECDSA_SHA224"},
  {NID_ecdsa_with_SHA256, "ECDSA_SHA256"},
  {NID_ecdsa_with_SHA384, "ECDSA_SHA384"},
  {NID_ecdsa_with_SHA512, "ECDSA_SHA512"},
  {NID_dsaWithSHA1, "X957_SHA1DSA"},
  // As everybody calls them.
  {NID_X9_62_id_ecPublicKey, "EC"},
  {NID_dsa, "DSA"},
  {NID_ED25519, "Ed25519"},
  {NID_ED448, "Ed448"},
  {NID_X25519, "X25519"},
  {NID_X448, "X448"},
};

} // namespace

std::string object_identifier(const asn1_object_st* of) {
  char text[256];
  const int size = of != nullptr ? OBJ_obj2txt(text, sizeof text, of, 1) : 0;
  return size > 0 ? std::string{text} : std::string{};
}

std::string algorithm_name(const asn1_object_st* of) {
  const int nid = of != nullptr ? OBJ_obj2nid(of) : NID_undef;
  for (const auto& each : known)
    if (each.nid == nid)
      return each.name;
  return object_identifier(of);
}

} // namespace troupe::tls
