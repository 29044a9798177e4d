#include "troupe/tls/verification.hpp"

#include <string>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include "troupe/tls/context.hpp"
#include "troupe/tls/handles.hpp"
#include "troupe/tls/names.hpp"

namespace troupe::tls {

namespace {

/// The bit of SSLSecurityFlags that lets an error of X509_STORE_CTX_get_error(3) pass; 0: none does.
unsigned flag_for(int error) noexcept {
  switch (error) {
  case X509_V_ERR_CERT_NOT_YET_VALID:
  case X509_V_ERR_CERT_HAS_EXPIRED:
    return 0x1;
  case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
  case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
  case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
  case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
  case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
  case X509_V_ERR_CERT_UNTRUSTED:
    return 0x10;
  case X509_V_ERR_INVALID_PURPOSE:
    return 0x20;
  default:
    return 0;
  }
}

/// X509_STORE_CTX_set_verify_cb(3): whether the error passes.
int let_pass(int good, X509_STORE_CTX* of) {
  if (good != 0)
    return good;
  const auto* const ssl = static_cast<const SSL*>(X509_STORE_CTX_get_ex_data(of, SSL_get_ex_data_X509_STORE_CTX_idx()));
  const auto& rules = static_cast<const context*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)))->rules();
  if ((rules.security_flags & flag_for(X509_STORE_CTX_get_error(of))) == 0)
    return 0;
  X509_STORE_CTX_set_error(of, X509_V_OK);
  return 1;
}

/// The chain as far as it was built; the client's certificate at least.
chain_ptr chain_in(X509_STORE_CTX* of) noexcept {
  chain_ptr chain{X509_STORE_CTX_get1_chain(of)};
  auto* const leaf = X509_STORE_CTX_get0_cert(of);
  if (sk_X509_num(chain.get()) > 0 || leaf == nullptr)
    return chain;
  chain.reset(sk_X509_new_null());
  if (chain != nullptr)
    X509_add_cert(chain.get(), leaf, X509_ADD_FLAG_UP_REF);
  return chain;
}

} // namespace

verification verify(x509_store_ctx_st* of, const options& rules) noexcept {
  if (rules.security_flags != 0)
    X509_STORE_CTX_set_verify_cb(of, let_pass);
  verification done;
  done.acceptable = X509_verify_cert(of) > 0;
  done.error = X509_STORE_CTX_get_error(of);
  done.chain = chain_in(of);
  ERR_clear_error();
  return done;
}

bool is_first_of(const stack_st_X509* chain, x509_store_ctx_st* of) noexcept {
  const auto* const shown = X509_STORE_CTX_get0_cert(of);
  const auto* const known = sk_X509_value(chain, 0);
  return shown != nullptr && known != nullptr && X509_cmp(shown, known) == 0;
}

client_identity describe(const verification& verified, const options& rules) {
  client_identity client;
  client.acceptable = verified.acceptable;
  if (verified.chain == nullptr || sk_X509_num(verified.chain.get()) == 0) {
    client.acceptable = false;
    client.status = "the client has sent no certificate";
    return client;
  }
  auto* const leaf = sk_X509_value(verified.chain.get(), 0);
  client.subject = distinguished_name(X509_get_subject_name(leaf));
  client.issuer = distinguished_name(X509_get_issuer_name(leaf));
  const int count = rules.include_chain ? sk_X509_num(verified.chain.get()) : 1;
  for (int i = 0; i < count; ++i)
    client.encoded += pem_of(sk_X509_value(verified.chain.get(), i));
  if (!client.acceptable)
    client.status = X509_verify_cert_error_string(verified.error);
  return client;
}

} // namespace troupe::tls
