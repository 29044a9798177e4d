#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "troupe/net/descriptor.hpp"
#include "troupe/tls/algorithm_lists.hpp"
#include "troupe/tls/chain.hpp"
#include "troupe/tls/credentials.hpp"
#include "troupe/tls/failure.hpp"
#include "troupe/tls/options.hpp"

struct ssl_ctx_st;
struct ssl_st;

namespace troupe::tls {

/// Frees an SSL.
struct ssl_freed {
  void operator()(ssl_st* gone) const noexcept;
};

class context;
using context_ptr = std::shared_ptr<const context>;

/// Which certificate is for the clients that ask for which name (SNI, RFC 6066, 3): by `plain_host_name`, with "*." for
/// any one label.
using certificate_names = std::map<std::string, credentials_ptr>;

/// A certificate with its private key, ready to be used for an SSL.
struct prepared_certificate {
  credentials_ptr certificate;
  chain_ptr chain;        ///< that is sent beside it; nullptr: the certificate's own
  std::string sessions{}; ///< the scope of its sessions (SSL_set_session_id_context(3))

  stack_st_X509* sent() const noexcept { return chain != nullptr ? chain.get() : certificate->chain(); }
};

/// What the engines of one server share: its certificate, its rules, the sessions that clients may resume. Made once
/// for a set of options, never for a connection. Immutable; any thread.
class context final {
public:
  /// `identity` may be nullptr: such a context serves only clients for whom another certificate is chosen, by `names`
  /// or by the application. Errors: `invalid_option`, with the option's documented name and what is allowed;
  /// `no_credentials`, when a certificate has no key, or not its own; `store_not_opened`, for files of authorities.
  static result<context_ptr> make(const options& rules, credentials_ptr identity, certificate_names names = {});
  context(const context&) = delete;
  context& operator=(const context&) = delete;
  ~context();

  const options& rules() const noexcept { return rules_; }
  /// For clients that ask for no name, or for one that no certificate is there for.
  const credentials_ptr& identity() const noexcept { return identity_; }
  const certificate_names& names() const noexcept { return names_; }
  /// Whether there is any certificate.
  bool has_identity() const noexcept { return identity_ != nullptr || !names_.empty(); }
  /// The one for that name: exactly that before "*." and the rest. nullptr: `identity`.
  const prepared_certificate* named(std::string_view server_name) const;
  ssl_ctx_st* native() const noexcept { return native_; }

  /// Whether there is anything that depends on what a client offers.
  bool depends_on_offer() const noexcept { return lists_.differ || !names_.empty(); }
  /// What signature algorithms and groups each version has.
  const algorithm_lists& lists() const noexcept { return lists_; }
  /// The application protocols as `encode_protocols` writes them.
  const std::string& protocols() const noexcept { return protocols_; }
  /// What is sent beside a certificate: its own chain, completed by SSLCACerts and SSLServerCACerts. nullptr: the own
  /// chain is all. Throws `std::bad_alloc`.
  chain_ptr chain_for(const credentials& chosen) const;
  /// Appends a line to the file of SSLKeyLogFile. Any thread; throws nothing, and says nothing when it fails.
  void log_key(const char* line) const noexcept;

private:
  context(options rules, credentials_ptr identity, certificate_names names);

  failure set_identity();
  failure set_names();
  void narrow_lists();
  failure open_key_log();

  options rules_;
  credentials_ptr identity_;
  certificate_names names_;
  std::map<std::string, prepared_certificate, std::less<>> by_name_; // the same, ready to be used
  algorithm_lists lists_;
  std::string protocols_;
  chain_ptr own_authorities_; // nullptr: none
  net::descriptor key_log_;
  ssl_ctx_st* native_;
};

} // namespace troupe::tls
