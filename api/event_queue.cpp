#include "troupe/api/event_queue.hpp"

#include <exception>
#include <new>
#include <utility>
#include <variant>

#include "troupe/actors/background.hpp"
#include "troupe/actors/connection.hpp"
#include "troupe/api/error_table.hpp"
#include "troupe/api/system_errors.hpp"

namespace troupe {

namespace {

// More than the supervisors ever report at once: those that are reported for lack of memory need none.
constexpr std::size_t most_troubles = 8;

/// The text, or one that needs no memory when there is none for it.
template <class Make>
std::string text_from(Make make) noexcept {
  try {
    return make();
  } catch (const std::exception&) {
    return "Out of memory.";
  }
}

std::string text_for(const std::error_code& reason) noexcept {
  return text_from([&] { return description_of(reason); });
}
std::string text_for(const std::error_code& reason, const actors::connection& source) noexcept {
  return text_from([&] { return reason ? make_error(reason, source.end_detail()).Description() : text_of(0); });
}

/// Handlers that were replaced live on until the outermost one returns: each of them may be running.
class running_mark {
public:
  running_mark(unsigned& running, std::vector<std::shared_ptr<const handlers>>& replaced) noexcept
    : running_(running), replaced_(replaced) {
    ++running_;
  }
  running_mark(const running_mark&) = delete;
  running_mark& operator=(const running_mark&) = delete;
  ~running_mark() {
    if (--running_ == 0)
      replaced_.clear();
  }

private:
  unsigned& running_;
  std::vector<std::shared_ptr<const handlers>>& replaced_;
};

} // namespace

event_queue::event_queue(actors::worker& home, const event_settings& settings)
  : notice_queue(home), settings_(settings), handlers_(settings.current()) {
  troubles_.reserve(most_troubles);
}

void event_queue::refresh() {
  const auto version = settings_.version();
  // All that can fail first.
  if (code_page_.identifier() != settings_.code_page())
    code_page_ = code_page{settings_.code_page()};
  if (running_ > 0)
    replaced_.push_back(handlers_);
  handlers_ = settings_.current();
  version_ = version;
}

event_queue::telling event_queue::tell(actors::connection& source, actors::notice notices) {
  if (has(notices, actors::notice::security))
    guarded(&source, [&] { fire_reports(source); });
  if (has(notices, actors::notice::connected)) {
    guarded(&source, [&] { fire_connected(source); });
    // One that could not be opened: nothing else follows.
    if (!source.was_connected())
      return telling::over;
  }
  // Not if the handler before has disconnected, or thrown.
  if (has(notices, actors::notice::ready_to_send) && source.connected())
    guarded(&source, [&] { fire_ready_to_send(source); });
  if (has(notices, actors::notice::readable))
    guarded(&source, [&] { fire_data(source); });
  if (!has(notices, actors::notice::ended))
    return telling::next;
  guarded(&source, [&] { fire_disconnected(source); });
  return telling::over;
}

void event_queue::fire_connected(actors::connection& source) {
  const auto failure = source.connect_failure();
  ConnectedEvent event{source.id(), code_of(failure), text_for(failure, source)};
  call(&handlers::connected, event, &source);
}

void event_queue::fire_reports(actors::connection& source) {
  while (const auto report = source.next_report())
    std::visit([&](const auto& one) { fire_report(source, one); }, *report);
}

void event_queue::fire_report(actors::connection& source, const actors::handshake_progress& report) {
  const bool masked = settings_.masks_sensitive_data() && !report.sensitive.empty();
  SSLStatusEvent event{source.id(), report.text + (masked ? "***" : report.sensitive) + report.rest};
  call(&handlers::tls_status, event, &source);
}

void event_queue::fire_report(actors::connection& source, const actors::certificate_request& report) {
  SSLConnectionRequestEvent event;
  event.ConnectionId = source.id();
  event.SupportedCipherSuites = report.hello.cipher_suites;
  event.SupportedSignatureAlgs = report.hello.signature_algorithms;
  event.ServerName = report.hello.server_name;
  for (const auto& protocol : report.hello.alpn)
    event.AlpnProtocols += (event.AlpnProtocols.empty() ? "" : ",") + protocol;
  if (call(&handlers::tls_request, event, &source))
    choose_certificate(source, event);
}

/// Opened stores are known; another is opened away from the loop, and the handshake waits.
void event_queue::choose_certificate(actors::connection& source, const SSLConnectionRequestEvent& event) {
  if (event.CertStore.empty())
    return source.use_certificate(tls::credentials_ptr{});
  const tls::key_store store{static_cast<tls::store_type>(event.CertStoreType), event.CertStore, event.CertPassword};
  const auto subject = event.CertSubject.empty() ? "*" : event.CertSubject;
  if (auto known = settings_.certificates()->find(store, subject))
    return source.use_certificate(std::move(known));
  home().jobs.run(source, [store, subject, cache = settings_.certificates()] {
    return actors::certificate_opened{cache->open(store, subject)};
  });
}

void event_queue::fire_report(actors::connection& source, const actors::identity_request& report) {
  const auto& client = report.client;
  SSLClientAuthenticationEvent event{source.id(),   client.encoded,   {}, client.subject, client.issuer,
                                     client.status, client.acceptable};
  event.CertEncodedB = event.CertEncoded;
  if (call(&handlers::client_authentication, event, &source))
    source.decide_identity(event.Accept);
}

bool event_queue::wants_progress() {
  if (settings_.version() != version_)
    refresh();
  return static_cast<bool>(handlers_->tls_status);
}

bool event_queue::wants_requests() {
  if (settings_.version() != version_)
    refresh();
  return static_cast<bool>(handlers_->tls_request);
}

void event_queue::fire_ready_to_send(actors::connection& source) {
  ReadyToSendEvent event{source.id()};
  call(&handlers::ready_to_send, event, &source);
}

void event_queue::fire_data(actors::connection& source) {
  while (const auto frame = source.next_frame()) {
    // The handler before may have changed the code page.
    if (settings_.version() != version_)
      refresh();
    DataInEvent event{source.id(), frame->text, frame->text, frame->eol};
    if (code_page_.is_pass_through()) {
      call(&handlers::data_in, event, &source);
    } else {
      const auto text = code_page_.decode(frame->text);
      event.Text = text;
      call(&handlers::data_in, event, &source);
    }
  }
}

void event_queue::fire_disconnected(actors::connection& source) {
  DisconnectedEvent event{source.id(), code_of(source.end_reason()), text_for(source.end_reason(), source)};
  call(&handlers::disconnected, event, nullptr);
}

void event_queue::tell_troubles() {
  while (!troubles_.empty())
    tell_trouble();
  while (!notices_.empty())
    tell_notice();
}

void event_queue::tell_trouble() {
  const auto trouble = troubles_.front();
  troubles_.erase(troubles_.begin());
  const auto reason = trouble.stopped ? make_error_code(ErrorCode::ServerGaveUp) : trouble.reason;
  ErrorEvent event{0, code_of(reason), text_for(reason)};
  guarded(nullptr, [&] { call(&handlers::error, event, nullptr); });
}

void event_queue::tell_notice() {
  SSLStatusEvent event{0, std::move(notices_.front().text)};
  notices_.erase(notices_.begin());
  guarded(nullptr, [&] { call(&handlers::tls_status, event, nullptr); });
}

bool event_queue::on_request(const net::endpoint& remote, bool accept) {
  bool wanted = false;
  guarded(nullptr, [&] {
    if (settings_.version() != version_)
      refresh();
    if (!handlers_->connection_request) {
      wanted = accept;
      return;
    }
    ConnectionRequestEvent event{remote.address(), remote.port(), accept};
    wanted = call(&handlers::connection_request, event, nullptr) && event.Accept;
  });
  return wanted;
}

// -- calling -----------------------------------------------------------------------------------------------------

template <class Work>
void event_queue::guarded(actors::connection* source, Work work) {
  try {
    work();
  } catch (const std::bad_alloc&) {
    report(ErrorCode::NoBufferSpace, "", source);
  } catch (const std::exception& failure) {
    report(ErrorCode::SystemError, failure.what(), source);
  }
}

template <class Event>
bool event_queue::call(std::function<void(Event&)> handlers::*which, Event& event, actors::connection* source) {
  // The handler before may have replaced this one.
  if (settings_.version() != version_)
    refresh();
  const auto& handler = *handlers_.*which;
  if (!handler)
    return true;
  const running_mark mark{running_, replaced_};
  try {
    handler(event);
    return true;
  } catch (const std::exception& failure) {
    report(ErrorCode::HandlerFailed, failure.what(), source);
  } catch (...) {
    report(ErrorCode::HandlerFailed, "an exception that is no std::exception", source);
  }
  return false;
}

void event_queue::report(ErrorCode code, const char* what, actors::connection* source) noexcept {
  if (handlers_->error) {
    const int number = static_cast<int>(code);
    ErrorEvent event{source != nullptr ? source->id() : 0, number,
                     text_from([&] { return make_error(number, what).Description(); })};
    const running_mark mark{running_, replaced_};
    try {
      handlers_->error(event);
    } catch (...) { // NOLINT(bugprone-empty-catch): the handler for errors failed, and there is nobody left to tell
    }
  }
  if (source != nullptr)
    source->tell(actors::abort_connection{std::make_error_code(std::errc::connection_aborted)});
}

} // namespace troupe
