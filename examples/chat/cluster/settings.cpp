#include "troupe/examples/chat/cluster/settings.hpp"

#include <fstream>
#include <memory>

#include <caf/all.hpp>
#include <caf/io/middleman.hpp>
#include <caf/openssl/manager.hpp>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "troupe/examples/chat/cluster/wire.hpp"

namespace chat::cluster {

namespace {

/// The password of an encrypted key, for OpenSSL: `text` is a std::string.
int give_password(char* to, int size, int /*writing*/, void* text) {
  const auto& password = *static_cast<const std::string*>(text);
  if (password.size() > static_cast<std::size_t>(size))
    return -1;
  return static_cast<int>(password.copy(to, password.size()));
}

/// Takes the files as CAF will, which ends the process when one of them cannot be used.
std::string check_tls_files(const caf::actor_system_config& config) {
  const std::unique_ptr<SSL_CTX, decltype(&::SSL_CTX_free)> context{::SSL_CTX_new(::TLS_method()), ::SSL_CTX_free};
  if (!context)
    return "out of memory";
  auto password = config.openssl_passphrase;
  ::SSL_CTX_set_default_passwd_cb(context.get(), give_password);
  ::SSL_CTX_set_default_passwd_cb_userdata(context.get(), &password);
  const auto given = [](const std::string& name) { return name.empty() ? nullptr : name.c_str(); };
  const auto not_its_key =
    "the key in '" + config.openssl_key + "' is not that of the certificate in '" + config.openssl_certificate + "'";
  std::string wrong;
  if (::SSL_CTX_use_certificate_chain_file(context.get(), config.openssl_certificate.c_str()) != 1)
    wrong = "there is no certificate in PEM in '" + config.openssl_certificate + "'";
  else if (::SSL_CTX_use_PrivateKey_file(context.get(), config.openssl_key.c_str(), SSL_FILETYPE_PEM) != 1)
    wrong = ERR_GET_REASON(::ERR_peek_last_error()) == X509_R_KEY_VALUES_MISMATCH
              ? not_its_key
              : "there is no private key in PEM in '" + config.openssl_key +
                  "', or it is encrypted and --openssl.passphrase is not its password";
  else if (::SSL_CTX_check_private_key(context.get()) != 1) // of another kind
    wrong = not_its_key;
  else if (::SSL_CTX_load_verify_locations(context.get(), given(config.openssl_cafile), given(config.openssl_capath)) !=
           1)
    wrong = "there is no certificate in PEM in '" + config.openssl_cafile + "'";
  ::ERR_clear_error();
  return wrong;
}

} // namespace

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
  return check_tls_files(config);
}

} // namespace chat::cluster
