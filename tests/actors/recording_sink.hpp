#pragma once

#include <exception>
#include <functional>
#include <vector>

#include "troupe/actors/connection.hpp"
#include "troupe/actors/worker.hpp"
#include "troupe/tests/actors/event_record.hpp"

namespace troupe::actors_test {

/// What a test does in its events. Set before the server starts; called on the workers' threads, outside of turns.
struct reactions {
  std::function<bool(const net::endpoint&, bool)> request = [](const net::endpoint&, bool accept) { return accept; };
  std::function<void(actors::connection&)> connected = [](actors::connection&) {};
  std::function<void(actors::connection&)> ready_to_send = [](actors::connection&) {};
  std::function<void(actors::connection&, const net::frame&)> data = [](actors::connection&, const net::frame&) {};
  std::function<void(actors::connection&)> ended = [](actors::connection&) {};
  bool choose_certificates = false; ///< is asked for one, and answers as follows: with the server's own
  std::function<void(actors::connection&)> chosen = [](actors::connection& source) {
    source.use_certificate(tls::credentials_ptr{});
  };
  std::function<void(actors::connection&, bool)> judged = [](actors::connection& source, bool acceptable) {
    source.decide_identity(acceptable);
  };
};

/// Pulls and records what the connections of one worker have to report: what `event_queue` is to the façade.
class recorder final : public actors::turn_end_handler {
public:
  recorder(actors::worker& home, event_record& events, const reactions& then)
    : worker_(home), events_(events), then_(then) {}

  void push(actors::connection& source) { ready_.push_back(&source); }
  void push(const actors::server_trouble& trouble) {
    events_.add({event::kind::trouble, 0, {}, false, trouble.reason, trouble.stopped});
  }
  /// The sink begins (again).
  void collect() {
    ready_.clear();
    for (const auto& served : worker_.all()) {
      if (served->has_notices() && !served->in_event())
        push(*served);
    }
  }

  bool on_request(const net::endpoint& remote, bool accept) override {
    events_.add({event::kind::request, 0, remote.to_string(), accept, {}, false});
    return then_.request(remote, accept);
  }
  bool wants_requests() override { return then_.choose_certificates; }
  std::size_t on_turn_end() override {
    std::size_t fired = 0;
    while (!ready_.empty()) {
      auto& source = *ready_.front();
      ready_.erase(ready_.begin());
      fire(source);
      ++fired;
    }
    return fired;
  }

private:
  void fire(actors::connection& source) {
    bool over = false;
    source.in_event(true);
    while (source.has_notices() && !over)
      over = fire_next(source);
    source.in_event(false);
    if (over)
      worker_.remove(source);
  }

  bool fire_next(actors::connection& source) {
    using actors::notice;
    const auto notices = source.take_notices();
    bool over = false;
    while (const auto report = source.next_report()) {
      if (std::holds_alternative<actors::certificate_request>(*report))
        then_.chosen(source);
      if (const auto* asked = std::get_if<actors::identity_request>(&*report))
        then_.judged(source, asked->client.acceptable);
    }
    if (has(notices, notice::connected)) {
      over = !source.was_connected();
      const auto failure = source.connect_failure();
      const auto what = failure ? event::kind::failed : event::kind::connected;
      events_.add({what, source.id(), {}, false, failure, false});
      if (!failure)
        guarded(source, [&] { then_.connected(source); });
    }
    if (!over && has(notices, notice::ready_to_send) && source.connected()) {
      events_.add({event::kind::ready_to_send, source.id(), {}, false, {}, false});
      guarded(source, [&] { then_.ready_to_send(source); });
    }
    if (has(notices, notice::readable)) {
      while (const auto frame = source.next_frame()) {
        events_.add({event::kind::data, source.id(), std::string{frame->text}, frame->eol, {}, false});
        guarded(source, [&] { then_.data(source, *frame); });
      }
    }
    if (has(notices, notice::ended)) {
      events_.add({event::kind::ended, source.id(), {}, false, source.end_reason(), false});
      guarded(source, [&] { then_.ended(source); });
      over = true;
    }
    return over;
  }

  // As the documented events do: an exception ends that connection.
  template <class Work>
  void guarded(actors::connection& source, Work work) {
    try {
      work();
    } catch (const std::exception&) {
      source.tell(actors::abort_connection{std::make_error_code(std::errc::connection_aborted)});
    }
  }

  actors::worker& worker_;
  event_record& events_;
  const reactions& then_;
  std::vector<actors::connection*> ready_;
};

/// The sink of a worker: hands what it hears to a recorder, which outlives it.
class recording_sink final : public actors::bound_actor {
public:
  recording_sink(caf::actor_config& config, actors::worker& home, recorder& to)
    : bound_actor(config, home), worker_(home), to_(to) {}

  const char* name() const override { return "recording_sink"; }
  caf::behavior make_behavior() override {
    worker_.sink(this);
    worker_.events(&to_);
    to_.collect();
    return {
      [](const actors::begin&) {},
      [this](const actors::noticed& message) { to_.push(*message.source); },
      [this](const actors::server_trouble& message) { to_.push(message); },
    };
  }

private:
  void on_hot(caf::mailbox_element& message) override { to_.push(*value_of<actors::noticed>(message).source); }
  void on_exit() override {
    if (worker_.sink() == this)
      worker_.sink(nullptr);
  }

  actors::worker& worker_;
  recorder& to_;
};

} // namespace troupe::actors_test
