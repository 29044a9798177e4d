#include "troupe/api/implementation.hpp"
#include "troupe/api/property_checks.hpp"

namespace troupe {

bool TCPServer::SSLAuthenticateClients() const {
  return implementation_->values().ssl.rules.ask_client;
}

void TCPServer::SSLAuthenticateClients(bool value) {
  implementation_->change(&tls::options::ask_client, value);
}

Certificate TCPServer::SSLCert() const {
  return implementation_->certificates_in_force().certificate;
}

void TCPServer::SSLCert(const Certificate& value) {
  implementation_->certificate(value);
}

CertificateMap TCPServer::SSLCerts() const {
  return implementation_->certificates_in_force().certificates;
}

void TCPServer::SSLCerts(const CertificateMap& value) {
  implementation_->certificates(value);
}

bool TCPServer::SSLEnabled() const {
  return SSLStartMode() != sslNone;
}

void TCPServer::SSLEnabled(bool value) {
  if (value != SSLEnabled())
    SSLStartMode(value ? sslAutomatic : sslNone);
}

SSLProviders TCPServer::SSLProvider() const {
  return implementation_->values().ssl.provider;
}

void TCPServer::SSLProvider(SSLProviders value) {
  check_ssl_provider(value);
  implementation_->change(&ssl_values::provider, value);
}

SSLStartModes TCPServer::SSLStartMode() const {
  return implementation_->values().ssl.start_mode;
}

void TCPServer::SSLStartMode(SSLStartModes value) {
  check_ssl_start_mode(value);
  implementation_->change(&ssl_values::start_mode, value);
}

} // namespace troupe
