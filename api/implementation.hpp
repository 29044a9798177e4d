#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "troupe/api/certificate_watch.hpp"
#include "troupe/api/code_page.hpp"
#include "troupe/api/connection_state.hpp"
#include "troupe/api/engine.hpp"
#include "troupe/api/renewed_certificates.hpp"
#include "troupe/api/sending.hpp"
#include "troupe/api/server_values.hpp"
#include "troupe/api/tcp_server.hpp"

namespace troupe {

/// The inside of a TCPServer: its values, its handlers, and its engine, which is there from the first use on.
class TCPServer::Implementation final {
public:
  /// Sockets of the kernel if `network` is nullptr.
  explicit Implementation(net::network* network) noexcept : network_(network) {}
  Implementation(const Implementation&) = delete;
  Implementation& operator=(const Implementation&) = delete;
  ~Implementation();

  /// With certificates as they were set.
  const server_values& values() const noexcept { return values_; }
  /// The same of TLS, with certificates that have come out of their files since (SSLCertAutoReload).
  ssl_values certificates_in_force() const {
    const std::lock_guard lock{tls_guard_};
    return renewed_.in_force(values_.ssl);
  }
  /// Puts changed values in force, for the connections to come; throws and changes nothing when they can't be.
  void values(server_values changed) { values(std::move(changed), {}); }
  /// SSLCert and SSLCerts, the same way: what was set is in force, whatever has come out of its file since.
  void certificate(const Certificate& value);
  void certificates(const CertificateMap& value);
  template <class Value>
  void change(Value server_values::*which, Value value) {
    auto changed = values_;
    changed.*which = std::move(value);
    values(std::move(changed));
  }
  template <class Value>
  void change(Value ssl_values::*which, Value value) {
    auto changed = values_.ssl;
    changed.*which = std::move(value);
    change(&server_values::ssl, std::move(changed));
  }
  template <class Value>
  void change(Value tls::options::*which, Value value) {
    auto changed = values_.ssl.rules;
    changed.*which = std::move(value);
    change(&ssl_values::rules, std::move(changed));
  }
  event_settings& events() noexcept { return events_; }
  /// The engine, started if need be.
  engine& running();

  bool listening() const noexcept { return listening_ && !engine_->gave_up(); }
  void start_listening();
  void stop_listening();
  void shutdown();
  /// Begins TLS on a connection. Any thread.
  void start_tls(std::int64_t id);
  /// Where it listens; the first address if there are several.
  const net::endpoint& local() const noexcept { return local_; }

  void do_events();
  void run();
  /// Any thread, also out of a signal handler.
  void stop() noexcept { stop_.raise(); }

  ConnectionList connections();
  Connection connection(std::int64_t id);
  /// What its TLS handshake has agreed on; null: it has none. Throws `Error` 126 when there is no such connection. Any
  /// thread.
  std::shared_ptr<const tls::session_info> session(std::int64_t id);
  /// Calls `use` with the connection. Throws `Error` 126 when there is none of that id. Any thread.
  template <class Use>
  void with(std::int64_t id, Use use) {
    reach(own_worker(), id, use);
  }
  /// The same with its `sending`.
  template <class Use>
  void send_to(std::int64_t id, Use use) {
    auto* here = own_worker();
    reach(here, id, [&](actors::connection& target) { use(sending{engine_->server(), here, target}); });
  }
  /// False when text and bytes are the same. Any thread.
  bool encodes() const noexcept { return events_.code_page() != code_page::pass_through; }
  /// Text in the bytes of CodePage. Any thread.
  std::string encoded(std::string_view text);

private:
  template <class Use>
  void reach(actors::worker* here, std::int64_t id, Use use) {
    if (here != nullptr) {
      if (auto* found = here->find_here(id); found != nullptr)
        return use(*found);
    }
    const auto found = engine_ ? engine_->server().find(id) : actors::actor_ref<actors::connection>{};
    if (!found)
      throw Error{ErrorCode::InvalidConnectionId};
    use(*found);
  }
  actors::worker* own_worker() const noexcept { return engine_ ? engine_->server().own_worker() : nullptr; }
  void listen_on(const std::vector<net::endpoint>& places);
  void replace_engine();
  std::unique_ptr<engine> exchange_engine(std::unique_ptr<engine> next);
  using credentials_set = std::vector<tls::credentials_ptr>;
  void values(server_values changed, const credentials_set& set_anew);
  void apply(server_values changed, const credentials_set& set_anew);
  void begin_watch();
  void update_watch();
  std::optional<std::string> renew(const tls::credentials_ptr& set, const tls::credentials_ptr& fresh);
  void tell_status(std::string text);
  bool own_worker_busy() const noexcept;

  net::network* network_;
  mutable std::mutex tls_guard_; // what is changed for the watch's thread, too: TLS in `values_`, and these
  server_values values_;
  renewed_certificates renewed_;
  tls::context_ptr tls_; // context_of(certificates_in_force())
  event_settings events_;
  stop_signal stop_; // outlives the engine
  std::unique_ptr<engine> engine_;
  std::int64_t last_id_ = 0; // of the engines before
  bool listening_ = false;
  net::endpoint local_;
  std::shared_ptr<std::atomic<bool>> lives_ = std::make_shared<std::atomic<bool>>(true);
  std::mutex encoder_guard_;
  code_page encoder_;
  std::unique_ptr<certificate_watch> watch_; // ends first
};

} // namespace troupe
