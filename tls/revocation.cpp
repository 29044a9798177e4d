#include "troupe/tls/revocation.hpp"

#include <algorithm>
#include <new>
#include <utility>

#include <openssl/x509.h>

#include "troupe/tls/chain.hpp"
#include "troupe/tls/crl_check.hpp"
#include "troupe/tls/ocsp_check.hpp"

namespace troupe::tls {

class revocation_query {
public:
  revocation_query(chain_ptr chain, std::shared_ptr<const options> rules) noexcept
    : chain_(std::move(chain)), rules_(std::move(rules)) {}

  stack_st_X509* chain() const noexcept { return chain_.get(); }
  const options& rules() const noexcept { return *rules_; }

private:
  chain_ptr chain_;
  std::shared_ptr<const options> rules_;
};

namespace {

constexpr unsigned ignore_unknown = 0x100; // of SSLSecurityFlags

/// Whether the certificate is no good; the outcome's reason says why.
bool refuses(const revocation_outcome& outcome, revocation_check check, const options& rules) {
  if (outcome.is != revocation_outcome::kind::unknown)
    return outcome.is == revocation_outcome::kind::revoked;
  return check == revocation_check::required && (rules.security_flags & ignore_unknown) == 0;
}

/// Connections that may have to be opened.
int connections_for(X509* leaf, const options& rules) {
  std::size_t count = 0;
  if (rules.check_ocsp != revocation_check::none)
    count += ocsp_addresses(leaf).size();
  if (rules.check_crl != revocation_check::none)
    count += crl_addresses(leaf).size();
  return static_cast<int>(count);
}

/// Without the issuer's certificate nothing that it has signed can be verified.
revocation_outcome no_issuer() {
  return unknown("the certificate of the issuer is not known: its revocation can't be looked into");
}

} // namespace

revocation_query_ptr make_revocation_query(stack_st_X509* chain, std::shared_ptr<const options> rules) {
  chain_ptr shared{X509_chain_up_ref(chain)};
  if (shared == nullptr)
    throw std::bad_alloc{};
  return std::make_shared<const revocation_query>(std::move(shared), std::move(rules));
}

std::string check_revocation(const revocation_query& query, std::chrono::seconds limit) {
  const auto& rules = query.rules();
  auto* const chain = query.chain();
  const bool has_issuer = sk_X509_num(chain) > 1;
  time_budget time{limit, connections_for(sk_X509_value(chain, 0), rules)};
  // The responder's answer is small, and new.
  if (rules.check_ocsp != revocation_check::none) {
    const auto outcome = has_issuer ? check_ocsp(chain, time) : no_issuer();
    if (refuses(outcome, rules.check_ocsp, rules))
      return outcome.reason;
  }
  if (rules.check_crl != revocation_check::none) {
    const auto outcome = has_issuer ? check_crl(chain, rules, time) : no_issuer();
    if (refuses(outcome, rules.check_crl, rules))
      return outcome.reason;
  }
  return "OK";
}

} // namespace troupe::tls
