#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "troupe/actors/notice_queue.hpp"
#include "troupe/actors/secure_report.hpp"
#include "troupe/api/code_page.hpp"
#include "troupe/api/error_code.hpp"
#include "troupe/api/handlers.hpp"

namespace troupe {

/// The events of one worker that have not fired yet, and the firing: the only place where the application's handlers
/// are called. On the worker's thread, outside of every actor's turn.
///
/// What a handler throws, and what finds no memory before or after it, ends that connection and nothing else.
class event_queue final : public actors::notice_queue {
public:
  event_queue(actors::worker& home, const event_settings& settings);

  using notice_queue::push;
  void push(const actors::server_trouble& trouble) override { troubles_.push_back(trouble); }
  void push(const actors::server_notice& notice) override { notices_.push_back(notice); }

  bool on_request(const net::endpoint& remote, bool accept) override;
  bool wants_progress() override;
  bool wants_requests() override;

private:
  telling tell(actors::connection& source, actors::notice notices) override;
  void tell_troubles() override;
  void tell_trouble();
  void tell_notice();

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

  const event_settings& settings_;
  unsigned version_ = 0;
  std::shared_ptr<const handlers> handlers_;
  std::vector<std::shared_ptr<const handlers>> replaced_; // while handlers run: one of these may be running
  unsigned running_ = 0;
  code_page code_page_;
  std::vector<actors::server_trouble> troubles_;
  std::vector<actors::server_notice> notices_;
};

} // namespace troupe
