#pragma once

#include <cstddef>
#include <functional>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "troupe/api/certificate.hpp"

namespace troupe {

/// Ours: which certificate is for the clients that ask for which name (SNI). For TCPServer's SSLCerts. A value.
///
/// A name is that of a host, "www.example.com", or "*.example.com", which stands for any one label in front; exactly
/// the name counts before that. Case does not matter.
class CertificateMap final {
public:
  using Names = std::map<std::string, Certificate, std::less<>>;

  CertificateMap() = default;
  /// Error 1002 for a name that no host can have.
  CertificateMap(std::initializer_list<std::pair<std::string_view, Certificate>> certificates);

  /// Adds one, or replaces that of the same name. Error 1002 for a name that no host can have. For variables:
  /// `server.SSLCerts().Add(...)` would change a copy.
  void Add(std::string_view name, const Certificate& certificate) &;
  /// Whether there was one.
  bool Remove(std::string_view name) &;
  void Clear() & noexcept { names_.clear(); }

  /// The one of exactly that name; one with its defaults if there is none.
  Certificate operator[](std::string_view name) const;
  /// By their names, in small letters.
  Names::const_iterator begin() const noexcept { return names_.begin(); }
  Names::const_iterator end() const noexcept { return names_.end(); }
  std::size_t size() const noexcept { return names_.size(); }
  bool empty() const noexcept { return names_.empty(); }

private:
  Names names_;
};

} // namespace troupe
