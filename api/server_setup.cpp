#include "troupe/api/server_setup.hpp"

#include "troupe/api/certificate_state.hpp"
#include "troupe/api/error_table.hpp"
#include "troupe/api/system_errors.hpp"

namespace troupe {

namespace {

net::socket_options socket_options_of(const server_values& values) {
  net::socket_options options;
  options.no_delay = values.tcp_no_delay;
  options.keep_alive = values.keep_alive;
  options.keep_alive_time = std::chrono::milliseconds{values.keep_alive_time};
  options.keep_alive_interval = std::chrono::milliseconds{values.keep_alive_interval};
  options.receive_buffer = values.in_buffer_size;
  options.send_buffer = values.out_buffer_size;
  return options;
}

net::ip_family family_of(const server_values& values) noexcept {
  switch (values.use_ipv6) {
  case 1:
    return net::ip_family::v6_only;
  case 2:
    return net::ip_family::both;
  default:
    return net::ip_family::v4_only;
  }
}

actors::tls_start start_of(const ssl_values& values) noexcept {
  switch (values.start_mode) {
  case sslAutomatic: // documented: implicit on any port but a standard plaintext one
  case sslImplicit:
    return actors::tls_start::at_once;
  case sslExplicit:
    return actors::tls_start::on_request;
  default:
    return actors::tls_start::never;
  }
}

tls::certificate_names names_of(const CertificateMap& certificates) {
  tls::certificate_names names;
  for (const auto& [name, certificate] : certificates)
    names.emplace(name, certificate.Inside().found);
  return names;
}

} // namespace

tls::context_ptr context_of(const ssl_values& values, const tls::context_ptr& present) {
  auto rules = values.rules;
  rules.system_defaults = values.provider == sslpPlatform;
  const auto& identity = values.certificate.Inside().found;
  auto names = names_of(values.certificates);
  if (present && present->identity() == identity && present->names() == names && present->rules() == rules)
    return present;
  const bool plaintext_only = values.start_mode == sslNone && !identity && names.empty();
  if (plaintext_only && rules == ssl_values{}.rules)
    return nullptr;
  auto made = tls::context::make(rules, identity, std::move(names));
  if (!made)
    throw make_error(made.why());
  return *std::move(made);
}

void check_certificate(const ssl_values& values) {
  const bool has_none = !values.certificate.Inside().found && values.certificates.empty();
  if (start_of(values) == actors::tls_start::at_once && has_none)
    throw make_error(ErrorCode::CannotFindServerCertificate,
                     "set SSLCert first, or SSLStartMode to sslNone or sslExplicit");
}

actors::options_ptr options_of(const server_values& values, tls::context_ptr tls) {
  actors::server_options options;
  options.socket = socket_options_of(values);
  options.framing.eol = net::delimiter{values.default_eol};
  options.framing.max_line_length = static_cast<std::size_t>(values.default_max_line_length);
  options.framing.single_line = values.default_single_line_mode;
  options.timeout = values.default_timeout;
  options.idle_timeout = values.default_idle_timeout;
  options.linger = values.linger;
  options.send_limit = static_cast<std::size_t>(values.send_queue_limit);
  options.drain_limit = std::chrono::seconds{values.drain_timeout};
  options.allowed = values.allowed_clients;
  options.blocked = values.blocked_clients;
  options.overload = values.max_connections_policy;
  options.refusal = values.max_connections_message;
  options.restarts.most = static_cast<std::size_t>(values.restart_limit);
  options.start = start_of(values.ssl);
  options.tls = std::move(tls);
  options.handshake_limit = std::chrono::seconds{values.default_connection_timeout};
  options.max_handshakes = static_cast<std::size_t>(values.max_handshakes);
  return std::make_shared<const actors::server_options>(std::move(options));
}

net::listen_options listen_options_of(const server_values& values) {
  net::listen_options options;
  options.backlog = values.connection_backlog;
  options.exclusive = values.bind_exclusively;
  options.v6_only = values.use_ipv6 == 1;
  return options;
}

std::vector<net::endpoint> endpoints_of(const server_values& values) {
  auto found = net::resolve(values.local_host, static_cast<std::uint16_t>(values.local_port), family_of(values));
  if (!found)
    throw make_error(found.error(), "LocalHost '" + values.local_host + "'");
  return std::move(*found);
}

} // namespace troupe
