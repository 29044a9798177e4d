#include "troupe/api/renewed_certificates.hpp"

#include <algorithm>
#include <memory>

#include "troupe/api/certificate_state.hpp"

namespace troupe {

namespace {

bool has(const ssl_values& values, const tls::credentials_ptr& set) {
  return values.certificate.Inside().found == set ||
         std::any_of(values.certificates.begin(), values.certificates.end(),
                     [&](const auto& named) { return named.second.Inside().found == set; });
}

} // namespace

Certificate renewed_certificates::renewed(const Certificate& set) const {
  const auto& found = set.Inside().found;
  const auto pair = std::find_if(pairs_.begin(), pairs_.end(), [&](const auto& one) { return one.first == found; });
  if (found == nullptr || pair == pairs_.end())
    return set;
  auto state = std::make_shared<Certificate::State>(set.Inside());
  state->found = pair->second;
  return Certificate{std::shared_ptr<const Certificate::State>{std::move(state)}};
}

ssl_values renewed_certificates::in_force(ssl_values values) const {
  if (pairs_.empty())
    return values;
  values.certificate = renewed(values.certificate);
  CertificateMap certificates;
  for (const auto& [name, certificate] : values.certificates)
    certificates.Add(name, renewed(certificate));
  values.certificates = std::move(certificates);
  return values;
}

void renewed_certificates::renew(const tls::credentials_ptr& set, const tls::credentials_ptr& fresh) {
  forget(set);
  pairs_.emplace_back(set, fresh);
}

void renewed_certificates::forget(const tls::credentials_ptr& set) {
  pairs_.erase(std::remove_if(pairs_.begin(), pairs_.end(), [&](const auto& pair) { return pair.first == set; }),
               pairs_.end());
}

void renewed_certificates::keep(const ssl_values& values) {
  pairs_.erase(std::remove_if(pairs_.begin(), pairs_.end(), [&](const auto& pair) { return !has(values, pair.first); }),
               pairs_.end());
}

} // namespace troupe
