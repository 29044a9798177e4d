#include "troupe/tls/context.hpp"

#include <cerrno>
#include <cstring>
#include <new>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/uio.h>

#include <openssl/err.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>

#include "troupe/tls/alpn.hpp"
#include "troupe/tls/handles.hpp"
#include "troupe/tls/handshake_callbacks.hpp"
#include "troupe/tls/host_name.hpp"
#include "troupe/tls/protocol_settings.hpp"
#include "troupe/tls/trust.hpp"

namespace troupe::tls {

namespace {

/// What no option changes.
void set_fixed(SSL_CTX* of) {
  // An idle connection keeps no buffers: 14 KB instead of 48. The chain is ours to build, once: OpenSSL would try to
  // in each handshake, out of the authorities trusted for clients.
  // What is there is read at once, instead of each record's header first.
  SSL_CTX_set_read_ahead(of, 1);
  SSL_CTX_set_mode(of, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_NO_AUTO_CHAIN | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_options(of, SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_dh_auto(of, 1);
}

void set_sessions(SSL_CTX* of, const options& rules) {
  const unsigned char scope[] = "troupe";
  // Without one, clients that have shown a certificate can't resume (SSL_CTX_set_session_id_context(3)).
  SSL_CTX_set_session_id_context(of, scope, sizeof scope - 1);
  // A resumed session does not show its certificate again, and SSLClientAuthentication is to fire for every
  // connection: whether a client is welcome may have changed since.
  if (rules.reuse_sessions && !rules.ask_client) {
    SSL_CTX_set_session_cache_mode(of, SSL_SESS_CACHE_SERVER);
    SSL_CTX_set_num_tickets(of, 1);
    return;
  }
  SSL_CTX_set_session_cache_mode(of, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options(of, SSL_OP_NO_TICKET);
  SSL_CTX_set_num_tickets(of, 0);
}

/// What a server needs of its certificate.
failure check_servable(const credentials& of) {
  if (of.certificate() == nullptr)
    return {make_error_code(errc::no_credentials), "there is a key, but no certificate: a server needs both"};
  if (of.key() == nullptr)
    return {make_error_code(errc::no_credentials), "the certificate has no private key"};
  return {};
}

/// Puts the value of a result, or returns why there is none.
template <class T>
failure put(result<T> from, T& to) {
  if (!from)
    return from.why();
  to = *std::move(from);
  return {};
}

} // namespace

result<context_ptr> context::make(const options& rules, credentials_ptr identity, certificate_names names) {
  ERR_clear_error();
  const std::shared_ptr<context> made{new context(rules, std::move(identity), std::move(names))};
  auto* const native = made->native();
  if (native == nullptr)
    return fail(errc::library, "no context");
  set_fixed(native);
  set_sessions(native, rules);
  // More entropy for this process (RAND_add(3)): never less than the system's own.
  if (!rules.seed.empty())
    RAND_seed(rules.seed.data(), static_cast<int>(rules.seed.size()));
  if (auto why = put(set_protocol(native, rules), made->lists_))
    return why;
  if (auto why = put(encode_protocols(rules.alpn), made->protocols_))
    return why;
  if (auto why = put(read_own_authorities(rules), made->own_authorities_))
    return why;
  if (auto why = made->set_identity())
    return why;
  if (auto why = made->set_names())
    return why;
  made->narrow_lists();
  if (auto why = set_trust(native, rules))
    return why;
  if (auto why = made->open_key_log())
    return why;
  install_callbacks(native, *made);
  ERR_clear_error();
  return context_ptr{made};
}

context::context(options rules, credentials_ptr identity, certificate_names names)
  : rules_(std::move(rules)), identity_(std::move(identity)), names_(std::move(names)),
    native_(SSL_CTX_new(TLS_server_method())) {}

context::~context() {
  SSL_CTX_free(native_);
}

chain_ptr context::chain_for(const credentials& chosen) const {
  if (own_authorities_ == nullptr)
    return nullptr;
  const chain_ptr pool{X509_chain_up_ref(own_authorities_.get())};
  constexpr int flags = X509_ADD_FLAG_UP_REF | X509_ADD_FLAG_NO_DUP;
  if (pool == nullptr || X509_add_certs(pool.get(), chosen.chain(), flags) != 1)
    throw std::bad_alloc{};
  // SSLCACerts are to be sent, the root too.
  return chain_of(chosen.certificate(), pool.get(), !rules_.ca_certificates.empty());
}

const prepared_certificate* context::named(std::string_view server_name) const {
  if (by_name_.empty() || server_name.empty())
    return nullptr;
  const auto plain = plain_host_name(server_name);
  auto found = by_name_.find(plain);
  if (found == by_name_.end())
    found = by_name_.find(wildcard_of(plain));
  return found != by_name_.end() ? &found->second : nullptr;
}

failure context::set_identity() {
  if (identity_ == nullptr)
    return {};
  if (auto why = check_servable(*identity_))
    return why;
  const auto chain = chain_for(*identity_);
  auto* const sent = chain != nullptr ? chain.get() : identity_->chain();
  if (SSL_CTX_use_cert_and_key(native_, identity_->certificate(), identity_->key(), sent, 1) != 1)
    return fail(errc::no_credentials, "the certificate can't be used");
  return {};
}

/// Each is made ready once, and tried: what can't be used is said now, and not to a client.
failure context::set_names() {
  for (const auto& [name, certificate] : names_) {
    if (!is_host_name(name) || name != plain_host_name(name))
      return {make_error_code(errc::invalid_option), "SSLCerts: \"" + name + "\" can't be a host's name"};
    if (certificate == nullptr)
      return {make_error_code(errc::no_credentials), name + ": there is no certificate"};
    if (auto why = check_servable(*certificate))
      return {why.code, name + ": " + why.reason};
    prepared_certificate ready{certificate, chain_for(*certificate), "troupe" + std::to_string(by_name_.size())};
    const owned<SSL> trial{SSL_new(native_)};
    if (trial == nullptr)
      return fail(errc::library, "no context");
    if (SSL_use_cert_and_key(trial.get(), certificate->certificate(), certificate->key(), ready.sent(), 1) != 1)
      return fail(errc::no_credentials, name + ": the certificate can't be used");
    by_name_.emplace(name, std::move(ready));
  }
  return {};
}

/// To what its certificates can do. Where clients are asked for theirs, the list is also what they may sign with.
void context::narrow_lists() {
  if (rules_.system_defaults || rules_.ask_client)
    return;
  std::vector<EVP_PKEY*> keys;
  if (identity_ != nullptr)
    keys.push_back(identity_->key());
  for (const auto& [name, certificate] : names_)
    keys.push_back(certificate->key());
  leave_usable_signatures(native_, lists_, keys);
}

failure context::open_key_log() {
  const auto& name = rules_.key_log_file;
  if (name.empty())
    return {};
  key_log_ = net::descriptor{::open(name.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600)};
  if (!key_log_)
    return {make_error_code(errc::invalid_option),
            "SSLKeyLogFile: " + name + ": " + std::generic_category().message(errno)};
  return {};
}

void context::log_key(const char* line) const noexcept {
  char end[] = "\n";
  // One call for a line: contexts of other servers may append to the same file.
  const iovec parts[] = {{const_cast<char*>(line), std::strlen(line)}, {end, 1}};
  // A handshake does not fail for its log.
  [[maybe_unused]] const auto ignored = ::writev(key_log_.get(), parts, 2);
}

} // namespace troupe::tls
