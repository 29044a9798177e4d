#include "troupe/api/certificate_map.hpp"

#include "troupe/api/error_table.hpp"
#include "troupe/tls/host_name.hpp"

namespace troupe {

CertificateMap::CertificateMap(std::initializer_list<std::pair<std::string_view, Certificate>> certificates) {
  for (const auto& [name, certificate] : certificates)
    Add(name, certificate);
}

void CertificateMap::Add(std::string_view name, const Certificate& certificate) & {
  auto plain = tls::plain_host_name(name);
  if (!tls::is_host_name(plain))
    throw make_error(ErrorCode::InvalidValue, "SSLCerts: \"" + std::string{name} +
                                                "\" can't be a host's name (allowed: www.example.com, *.example.com)");
  names_.insert_or_assign(std::move(plain), certificate);
}

bool CertificateMap::Remove(std::string_view name) & {
  return names_.erase(tls::plain_host_name(name)) > 0;
}

Certificate CertificateMap::operator[](std::string_view name) const {
  const auto found = names_.find(tls::plain_host_name(name));
  return found != names_.end() ? found->second : Certificate{};
}

} // namespace troupe
