#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "troupe/actors/secure_report.hpp"
#include "troupe/actors/worker.hpp"
#include "troupe/api/code_page.hpp"
#include "troupe/api/error_code.hpp"
#include "troupe/api/handlers.hpp"

namespace troupe {

/// The events of one worker that have not fired yet, and the firing: the only place where the application's handlers
/// are called. On the worker's thread, outside of every actor's turn.
///
/// A connection is in the queue once, however much it has to report: what and in which order, its notices say. So the
/// queue needs no memory for data; what was not delivered stays with the connection.
///
/// What a handler throws, and what finds no memory before or after it, ends that connection and nothing else.
class event_queue final : public actors::turn_end_handler {
public:
  event_queue(actors::worker& home, const event_settings& settings);

  /// The connection has notices. From the façade's turn.
  void push(actors::connection& source) { ready_.push_back(&source); }
  /// The server as a whole has a problem. From the façade's turn.
  void push(const actors::server_trouble& trouble) { troubles_.push_back(trouble); }
  /// The façade begins (again): finds the connections that have notices, whoever was told of them.
  void collect();

  bool on_request(const net::endpoint& remote, bool accept) override;
  std::size_t on_turn_end() override;
  bool wants_progress() override;

private:
  void fire_troubles();
  void fire(actors::connection& source);
  bool fire_next(actors::connection& source);
  void fire_reports(actors::connection& source);
  void fire_report(actors::connection& source, const actors::handshake_progress& report);
  void fire_report(actors::connection& source, const actors::certificate_request& report);
  void fire_report(actors::connection& source, const actors::identity_request& report);
  void choose_certificate(actors::connection& source, const SSLConnectionRequestEvent& event);
  void fire_connected(actors::connection& source);
  void fire_ready_to_send(actors::connection& source);
  void fire_data(actors::connection& source);
  void fire_disconnected(actors::connection& source);
  void refresh();

  template <class Work>
  void guarded(actors::connection* source, Work work);
  template <class Event>
  bool call(std::function<void(Event&)> handlers::*which, Event& event, actors::connection* source);
  void report(ErrorCode code, const char* what, actors::connection* source) noexcept;

  actors::worker& worker_;
  const event_settings& settings_;
  unsigned version_ = 0;
  std::shared_ptr<const handlers> handlers_;
  std::vector<std::shared_ptr<const handlers>> replaced_; // while handlers run: one of these may be running
  unsigned running_ = 0;
  code_page code_page_;
  std::vector<actors::connection*> ready_;
  std::size_t next_ = 0;
  std::vector<actors::server_trouble> troubles_;
};

} // namespace troupe
