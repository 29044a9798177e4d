#include "troupe/api/event_queue.hpp"

#include <exception>
#include <utility>

#include "troupe/actors/connection.hpp"
#include "troupe/api/system_errors.hpp"

namespace troupe {

namespace {

/// No second event of a connection fires while one is being handled.
class event_mark {
public:
  explicit event_mark(actors::connection& source) noexcept : source_(source) { source_.in_event(true); }
  event_mark(const event_mark&) = delete;
  event_mark& operator=(const event_mark&) = delete;
  ~event_mark() { source_.in_event(false); }

private:
  actors::connection& source_;
};

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

event_queue::event_queue(actors::worker& home, const event_settings& settings) : worker_(home), settings_(settings) {}

void event_queue::collect() {
  ready_.clear();
  next_ = 0;
  for (const auto& served : worker_.all()) {
    if (served->has_notices() && !served->in_event())
      push(*served);
  }
}

std::size_t event_queue::on_turn_end() {
  if (ready_.empty() && troubles_.empty())
    return 0;
  if (settings_.version() != version_)
    refresh();
  if (!troubles_.empty())
    fire_troubles();
  std::size_t fired = 0;
  // A handler may run the loop again and come back here: the rest of the queue is then fired there.
  while (next_ < ready_.size()) {
    auto& source = *ready_[next_++];
    if (next_ == ready_.size()) {
      ready_.clear();
      next_ = 0;
    }
    fire(source);
    ++fired;
  }
  return fired;
}

void event_queue::refresh() {
  version_ = settings_.version();
  if (running_ > 0)
    replaced_.push_back(std::move(handlers_));
  handlers_ = settings_.current();
  if (code_page_.identifier() != settings_.code_page())
    code_page_ = code_page{settings_.code_page()};
}

void event_queue::fire(actors::connection& source) {
  bool over = false;
  {
    const event_mark mark{source};
    while (source.has_notices() && !over)
      over = fire_next(source);
  }
  if (over)
    worker_.remove(source);
}

bool event_queue::fire_next(actors::connection& source) {
  const auto notices = source.take_notices();
  if (has(notices, actors::notice::connected)) {
    // One that could not be opened: nothing else follows.
    const bool failed = !source.connected() && !has(notices, actors::notice::ended);
    fire_connected(source, failed ? source.end_reason() : std::error_code{});
    if (failed)
      return true;
  }
  // Not if the handler before has disconnected, or thrown.
  if (has(notices, actors::notice::ready_to_send) && source.connected()) {
    ReadyToSendEvent event{source.id()};
    call(&handlers::ready_to_send, event, &source);
  }
  if (has(notices, actors::notice::readable))
    fire_data(source);
  if (!has(notices, actors::notice::ended))
    return false;
  fire_disconnected(source);
  return true;
}

void event_queue::fire_connected(actors::connection& source, std::error_code reason) {
  ConnectedEvent event{source.id(), code_of(reason), description_of(reason)};
  call(&handlers::connected, event, &source);
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
  DisconnectedEvent event{source.id(), code_of(source.end_reason()), description_of(source.end_reason())};
  call(&handlers::disconnected, event, nullptr);
}

void event_queue::fire_troubles() {
  for (const auto& trouble : std::exchange(troubles_, {})) {
    ErrorEvent event{0, code_of(trouble.reason), description_of(trouble.reason)};
    if (trouble.stopped)
      event.ErrorCode = static_cast<int>(ErrorCode::ServerGaveUp);
    if (trouble.stopped)
      event.Description = Error{ErrorCode::ServerGaveUp}.Description();
    call(&handlers::error, event, nullptr);
  }
}

bool event_queue::on_request(const net::endpoint& remote, bool accept) {
  if (settings_.version() != version_)
    refresh();
  if (!handlers_->connection_request)
    return accept;
  ConnectionRequestEvent event{remote.address(), remote.port(), accept};
  return call(&handlers::connection_request, event, nullptr) && event.Accept;
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
    report_exception(failure.what(), source);
  } catch (...) {
    report_exception("an exception that is no std::exception", source);
  }
  return false;
}

void event_queue::report_exception(const char* what, actors::connection* source) {
  if (handlers_->error) {
    const auto failure = make_error(ErrorCode::HandlerFailed, what);
    ErrorEvent event{source != nullptr ? source->id() : 0, failure.Code(), failure.Description()};
    try {
      handlers_->error(event);
    } catch (...) { // NOLINT(bugprone-empty-catch): the handler for errors failed, and there is nobody left to tell
    }
  }
  if (source != nullptr)
    source->tell(actors::abort_connection{std::make_error_code(std::errc::connection_aborted)});
}

} // namespace troupe
