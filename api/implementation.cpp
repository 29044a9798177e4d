#include "troupe/api/implementation.hpp"

#include <system_error>

#include "troupe/api/certificate_state.hpp"
#include "troupe/api/error_table.hpp"
#include "troupe/api/server_setup.hpp"
#include "troupe/api/system_errors.hpp"

namespace troupe {

TCPServer::Implementation::~Implementation() {
  watch_ = nullptr;
  // Handlers that still run may use everything here.
  if (engine_)
    engine_->server().end_threads();
  *lives_ = false;
}

void TCPServer::Implementation::values(server_values changed, const credentials_set& set_anew) {
  // First, because it may fail.
  if (changed.reload_certificates && engine_)
    begin_watch();
  apply(std::move(changed), set_anew);
  update_watch();
}

void TCPServer::Implementation::certificate(const Certificate& value) {
  auto changed = values_;
  changed.ssl.certificate = value;
  values(std::move(changed), {value.Inside().found});
}

void TCPServer::Implementation::certificates(const CertificateMap& value) {
  auto changed = values_;
  changed.ssl.certificates = value;
  credentials_set set_anew;
  for (const auto& named : value)
    set_anew.push_back(named.second.Inside().found);
  values(std::move(changed), set_anew);
}

void TCPServer::Implementation::apply(server_values changed, const credentials_set& set_anew) {
  const std::lock_guard lock{tls_guard_};
  auto renewed = renewed_;
  for (const auto& set : set_anew)
    renewed.forget(set);
  auto tls = context_of(renewed.in_force(changed.ssl), tls_);
  if (listening())
    check_certificate(changed.ssl);
  const auto options = options_of(changed, tls);
  if (changed.code_page != values_.code_page) {
    code_page encoder{changed.code_page};
    const std::lock_guard encoder_lock{encoder_guard_};
    encoder_ = std::move(encoder);
    events_.code_page(changed.code_page);
  }
  events_.masks_sensitive_data(changed.mask_sensitive_data);
  values_ = std::move(changed);
  tls_ = std::move(tls);
  renewed_ = std::move(renewed);
  renewed_.keep(values_.ssl);
  if (engine_) {
    engine_->server().context().options(options);
    engine_->server().context().permits.limit(values_.max_connections);
  }
}

engine& TCPServer::Implementation::running() {
  if (!engine_)
    replace_engine();
  return *engine_;
}

void TCPServer::Implementation::replace_engine() {
  if (network_ != nullptr && values_.worker_threads > 0)
    throw Error{static_cast<int>(ErrorCode::InvalidCall), "A simulation has one thread: WorkerThreads must be 0."};
  actors::server::setup how;
  how.threads = static_cast<std::size_t>(values_.worker_threads);
  how.max_connections = values_.max_connections;
  {
    const std::lock_guard lock{tls_guard_};
    how.options = options_of(values_, tls_);
  }
  // Both can't be there at once: they may need all descriptors there are. Without either nothing listens.
  if (const auto before = exchange_engine(nullptr)) {
    before->server().end_threads();
    last_id_ = before->server().last_id();
    listening_ = false;
  }
  how.last_id = last_id_;
  try {
    exchange_engine(std::make_unique<engine>(network_, how, events_, stop_));
  } catch (const Error&) {
    throw;
  } catch (const std::system_error& failure) {
    // std::thread's EAGAIN has a number, 10035, but there it means something else.
    const auto what = how.threads > 0 ? "WorkerThreads=" + std::to_string(how.threads) : "the actor system";
    throw make_error(ErrorCode::SystemError, "can't start " + what + ": " + failure.code().message());
  }
}

std::unique_ptr<engine> TCPServer::Implementation::exchange_engine(std::unique_ptr<engine> next) {
  const std::lock_guard lock{tls_guard_};
  // A certificate may have been renewed while it was being made.
  if (next)
    next->server().context().options(options_of(values_, tls_));
  return std::exchange(engine_, std::move(next));
}

// -- listening ---------------------------------------------------------------------------------------------------

void TCPServer::Implementation::start_listening() {
  if (listening())
    throw Error{ErrorCode::AlreadyListening};
  check_certificate(values_.ssl);
  const auto places = endpoints_of(values_);
  const bool outdated = running().threads() != static_cast<std::size_t>(values_.worker_threads);
  if (outdated || engine_->server().context().over()) {
    if (!connections().empty() || own_worker_busy())
      throw Error{static_cast<int>(ErrorCode::InvalidCall),
                  std::string{outdated ? "WorkerThreads was changed: it takes effect" : "TCPServer can listen again"} +
                    " when all connections have ended. Call Shutdown, then DoEvents until Connections() is empty."};
    replace_engine();
  }
  if (values_.reload_certificates)
    begin_watch();
  listen_on(places);
  update_watch();
}

bool TCPServer::Implementation::own_worker_busy() const noexcept {
  const auto* here = own_worker();
  return here != nullptr && here->running();
}

void TCPServer::Implementation::listen_on(const std::vector<net::endpoint>& places) {
  const auto options = listen_options_of(values_);
  auto port = static_cast<std::uint16_t>(values_.local_port);
  bool first = true;
  for (auto place : places) {
    // The port that the system chose for the first address is the server's port on all.
    place.port(port);
    const auto local = engine_->server().listen(place, options);
    if (!local) {
      engine_->server().stop_listening();
      throw make_error(local.error(), place.to_string());
    }
    if (std::exchange(first, false)) {
      local_ = *local;
      port = local->port();
    }
  }
  listening_ = true;
}

void TCPServer::Implementation::stop_listening() {
  if (!std::exchange(listening_, false))
    return;
  engine_->server().stop_listening();
}

void TCPServer::Implementation::shutdown() {
  listening_ = false;
  if (engine_)
    engine_->server().shutdown();
}

void TCPServer::Implementation::start_tls(std::int64_t id) {
  with(id, [&](actors::connection& target) {
    if (!target.connected())
      throw Error{ErrorCode::NotConnected};
    auto rules = engine_->server().context().options()->tls;
    if (rules == nullptr || !rules->has_identity())
      throw make_error(ErrorCode::CannotFindServerCertificate, "set SSLCert before StartSSL");
    if (!target.start_tls(std::move(rules)))
      throw make_error(ErrorCode::InvalidCall, "this connection speaks TLS already");
  });
}

// -- certificates that are renewed -------------------------------------------------------------------------------

void TCPServer::Implementation::begin_watch() {
  if (watch_)
    return;
  certificate_watch::callbacks told;
  told.renew = [this](const auto& set, const auto& fresh) { return renew(set, fresh); };
  told.tell = [this](std::string text) { tell_status(std::move(text)); };
  try {
    watch_ = std::make_unique<certificate_watch>(std::move(told));
  } catch (const std::system_error& failure) {
    throw make_error(ErrorCode::SystemError, "can't start SSLCertAutoReload: " + failure.code().message());
  }
}

void TCPServer::Implementation::update_watch() {
  if (!values_.reload_certificates)
    watch_ = nullptr;
  if (!watch_)
    return;
  auto ssl = certificates_in_force();
  std::vector<certificate_watch::source> sources;
  if (const auto& set = values_.ssl.certificate.Inside().found)
    sources.push_back({"SSLCert", set, ssl.certificate});
  for (const auto& [name, certificate] : values_.ssl.certificates)
    sources.push_back({"SSLCerts[" + name + ']', certificate.Inside().found, ssl.certificates[name]});
  watch_->watch(std::move(sources));
}

/// On the watch's thread.
std::optional<std::string> TCPServer::Implementation::renew(const tls::credentials_ptr& set,
                                                            const tls::credentials_ptr& fresh) {
  const std::lock_guard lock{tls_guard_};
  auto renewed = renewed_;
  renewed.renew(set, fresh);
  renewed.keep(values_.ssl);
  try {
    auto tls = context_of(renewed.in_force(values_.ssl), tls_);
    if (tls == tls_)
      return std::string{}; // another was set meanwhile
    if (engine_) {
      auto options = *engine_->server().context().options();
      options.tls = tls;
      engine_->server().context().options(std::make_shared<const actors::server_options>(std::move(options)));
    }
    tls_ = std::move(tls);
    renewed_ = std::move(renewed);
    return std::nullopt;
  } catch (const Error& refused) {
    return refused.Description();
  }
}

/// On the watch's thread.
void TCPServer::Implementation::tell_status(std::string text) {
  const std::lock_guard lock{tls_guard_};
  if (engine_)
    engine_->server().tell(actors::server_notice{std::move(text)});
}

// -- running -----------------------------------------------------------------------------------------------------

void TCPServer::Implementation::do_events() {
  running().do_events(std::chrono::milliseconds{values_.do_events_wait});
}

void TCPServer::Implementation::run() {
  running().run();
}

ConnectionList TCPServer::Implementation::connections() {
  std::vector<Connection> found;
  if (engine_) {
    for (auto& one : engine_->server().connections()) {
      if (one->connected())
        found.emplace_back(std::make_shared<Connection::State>(std::move(one), lives_));
    }
  }
  return ConnectionList{std::move(found)};
}

Connection TCPServer::Implementation::connection(std::int64_t id) {
  auto found = engine_ ? engine_->server().find(id) : actors::actor_ref<actors::connection>{};
  if (!found || !found->connected())
    throw Error{ErrorCode::InvalidConnectionId};
  return Connection{std::make_shared<Connection::State>(std::move(found), lives_)};
}

std::shared_ptr<const tls::session_info> TCPServer::Implementation::session(std::int64_t id) {
  std::shared_ptr<const tls::session_info> found;
  with(id, [&found](const actors::connection& target) { found = target.session(); });
  return found;
}

std::string TCPServer::Implementation::encoded(std::string_view text) {
  const std::lock_guard lock{encoder_guard_};
  return encoder_.encode(text);
}

} // namespace troupe
