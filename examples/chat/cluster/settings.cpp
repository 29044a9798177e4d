#include "troupe/examples/chat/cluster/settings.hpp"

#include <fstream>

#include <caf/all.hpp>
#include <caf/io/middleman.hpp>
#include <caf/openssl/manager.hpp>

#include "troupe/examples/chat/cluster/wire.hpp"

namespace chat::cluster {

void configure(caf::actor_system_config& config, const settings& wanted) {
  config.load<caf::io::middleman>();
  if (wanted.tls)
    config.load<caf::openssl::manager>();
  config.add_message_type<wire::hello>("chat::cluster::hello");
  config.add_message_type<wire::welcome>("chat::cluster::welcome");
  config.add_message_type<wire::confirm>("chat::cluster::confirm");
  config.add_message_type<wire::refusal>("chat::cluster::refusal");
  config.add_message_type<wire::frame>("chat::cluster::frame");
  config.add_message_type<wire::pulse>("chat::cluster::pulse");
  config.add_message_type<wire::addresses>("chat::cluster::addresses");
  config.add_message_type<wire::drop>("chat::cluster::drop");
  const auto unless_set = [&](const std::string& option, std::chrono::milliseconds value) {
    if (!caf::get_if<caf::timespan>(&config, option))
      config.set(option, caf::timespan{value});
  };
  unless_set("middleman.heartbeat-interval", wanted.heartbeat_interval);
  // Later than the mesh, which has the better reason.
  unless_set("middleman.connection-timeout", wanted.heartbeat_limit + wanted.heartbeat_interval);
}

std::string check_tls(const caf::actor_system_config& config) {
  const auto unreadable = [](const std::string& file) { return !std::ifstream{file}.is_open(); };
  if (config.openssl_certificate.empty() || config.openssl_key.empty())
    return "links with TLS need --openssl.certificate=FILE and --openssl.key=FILE";
  // Without either CAF would accept no certificate at all.
  if (config.openssl_cafile.empty() && config.openssl_capath.empty())
    return "links with TLS need --openssl.cafile=FILE, the certificate of the authority that has signed the nodes'";
  for (const auto& file : {config.openssl_certificate, config.openssl_key, config.openssl_cafile})
    if (!file.empty() && unreadable(file))
      return "cannot read '" + file + "'";
  return {};
}

} // namespace chat::cluster
