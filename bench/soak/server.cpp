#include "troupe/bench/soak/server.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <map>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <vector>

#include <unistd.h>

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/scoped_actor.hpp>

#include "troupe/actors/register_messages.hpp"
#include "troupe/actors/spawn_server.hpp"
#include "troupe/bench/process_meter.hpp"
#include "troupe/bench/soak/message_check.hpp"

namespace troupe::bench {

namespace {

using namespace actors;

constexpr auto patience = std::chrono::seconds(30);

struct configuration final : caf::actor_system_config {
  configuration() {
    set("scheduler.max-threads", 2U);
    set("scheduler.policy",
        caf::atom("sharing")); // the other one wakes up some thousand times a second to look for work
    set("logger.verbosity", caf::atom("quiet"));
    register_messages(*this);
  }
};

/// One client that does not read.
struct stalled_client {
  connection_id id = 0;
  std::uint64_t queued = 0;
  std::string ended; ///< why its connection is gone; empty: it is there
};

class soak_server final {
public:
  soak_server(const soak_settings& settings, line_pipe& clients) : settings_(settings), clients_(clients) {}
  soak_server(const soak_server&) = delete;
  soak_server& operator=(const soak_server&) = delete;
  ~soak_server() {
    if (server_) // something failed, and the system waits for it
      self_->send_exit(server_, caf::exit_reason::kill);
    server_ = nullptr;
  }

  soak_figures run();

private:
  void start();
  void await_clients();
  void find_stalled(const std::string& addresses);
  std::uint64_t send_for(double seconds);
  void send_next();
  void handle_messages(std::uint64_t until);
  void look();
  void check_stalled() const;
  void hear_the_end();
  void stop();
  void note_end(const disconnected& message);

  template <class Reply, class Message>
  std::optional<Reply> ask(Message message) {
    std::optional<Reply> answered;
    self_->request(server_, patience, std::move(message))
      .receive([&](Reply& reply) { answered = std::move(reply); }, [](const caf::error&) {});
    return answered;
  }

  const soak_settings& settings_;
  line_pipe& clients_;
  configuration configuration_;
  caf::actor_system system_{configuration_};
  caf::scoped_actor self_{system_};
  caf::actor server_;
  process_meter meter_{::getpid()};
  std::vector<connection_id> ids_;
  std::vector<stalled_client> stalled_;
  std::uint64_t begun_at_ = 0;
  std::uint64_t sent_ = 0;
  std::uint64_t next_look_ = 0;
  soak_figures figures_;
};

soak_figures soak_server::run() {
  start();
  await_clients();
  figures_.memory_before = meter_.anonymous_bytes();
  begun_at_ = next_look_ = now_ns();
  send_for(settings_.warm_up);
  figures_.memory_warm = meter_.anonymous_bytes();
  figures_.memory_most = figures_.memory_warm;
  figures_.latest_ms = 0;
  const auto from = now_ns();
  const auto cpu_from = meter_.cpu_ns();
  const auto messages = send_for(settings_.measured);
  const auto seconds = static_cast<double>(now_ns() - from) / 1e9;
  const auto cpu = static_cast<double>(meter_.cpu_ns() - cpu_from) / 1e9;
  look();
  figures_.memory_end = meter_.anonymous_bytes();
  const auto deliveries = static_cast<double>(messages * (settings_.clients - settings_.stalled));
  figures_.deliveries_per_second = deliveries / seconds;
  figures_.cpu_us = cpu * 1e6 / deliveries;
  figures_.server_busy = cpu / seconds;
  check_stalled();
  hear_the_end();
  stop();
  return figures_;
}

void soak_server::start() {
  spawn_options options;
  options.threads = settings_.threads;
  options.max_connections = static_cast<std::int64_t>(settings_.clients) + 1;
  options.connections.send_limit = settings_.send_limit;
  options.connections.overflow = settings_.policy;
  options.connections.socket.no_delay = true;
  options.connections.socket.send_buffer = static_cast<int>(settings_.send_buffer);
  auto started = spawn_server(system_, std::move(options), caf::actor{self_});
  if (!started)
    throw std::runtime_error("spawn_server: " + system_.render(started.error()));
  server_ = std::move(*started);
}

void soak_server::await_clients() {
  const auto where = ask<listening_info>(get_listening{});
  if (!where)
    throw std::runtime_error("the server does not say where it listens");
  const auto& endpoint = where->endpoints.at(0);
  clients_.say(endpoint.substr(endpoint.rfind(':') + 1));
  const auto addresses = clients_.hear(120);
  while (ids_.size() < settings_.clients)
    self_->receive([&](const connected& message) { ids_.push_back(message.info.id); },
                   caf::after(patience) >> [] { throw std::runtime_error("a client is missing"); });
  find_stalled(addresses);
}

void soak_server::find_stalled(const std::string& addresses) {
  std::map<std::string, connection_id> by_address;
  const auto all = ask<std::vector<connection_info>>(list_connections{});
  for (const auto& one : all.value())
    by_address[one.remote] = one.id;
  std::istringstream words{addresses};
  for (std::string address; words >> address;)
    stalled_.push_back({by_address.at(address), 0, {}});
}

std::uint64_t soak_server::send_for(double seconds) {
  const auto first = sent_;
  const auto end = now_ns() + static_cast<std::uint64_t>(seconds * 1e9);
  while (now_ns() < end) {
    const auto due = begun_at_ + sent_ * 1'000'000'000U / settings_.rate;
    if (const auto now = now_ns(); now >= due) {
      figures_.latest_ms = std::max(figures_.latest_ms, static_cast<double>(now - due) / 1e6);
      send_next();
    }
    if (now_ns() >= next_look_) {
      look();
      next_look_ += 1'000'000'000U;
    }
    handle_messages(std::min(begun_at_ + sent_ * 1'000'000'000U / settings_.rate, next_look_));
  }
  return sent_ - first;
}

void soak_server::send_next() {
  self_->send(server_, broadcast{ids_, net::slice::copy_of(numbered_message(sent_, settings_.size))});
  ++sent_;
}

void soak_server::handle_messages(std::uint64_t until) {
  bool more = true;
  while (more) {
    const auto now = now_ns();
    self_->receive([&](const disconnected& message) { note_end(message); },
                   caf::after(std::chrono::nanoseconds(until > now ? until - now : 0)) >> [&] { more = false; });
  }
}

void soak_server::note_end(const disconnected& message) {
  const auto found = std::find_if(stalled_.begin(), stalled_.end(), [&](auto& one) { return one.id == message.id; });
  if (found == stalled_.end())
    throw std::runtime_error("a client that reads was disconnected: " + message.reason.text);
  std::ostringstream text;
  text << "disconnected after " << std::llround(static_cast<double>(now_ns() - begun_at_) / 1e9)
       << " s: " << message.reason.code << ' ' << message.reason.text;
  found->ended = text.str();
}

void soak_server::look() {
  if (clients_.is_spoken())
    throw std::runtime_error("the clients: " + clients_.hear(1));
  const auto memory = meter_.anonymous_bytes();
  figures_.memory_most = std::max(figures_.memory_most, memory);
  std::uint64_t queued = 0; // for all of them
  std::size_t gone = 0;
  for (auto& one : stalled_) {
    const auto info = one.ended.empty() ? ask<connection_info>(find_connection{one.id}) : std::nullopt;
    one.queued = info ? info->queued : 0;
    queued += one.queued;
    gone += info ? 0 : 1;
    figures_.queued_most = std::max(figures_.queued_most, one.queued);
  }
  std::fprintf(stderr, "%6.1f s: RssAnon %llu KiB; queued for %zu who do not read %llu KiB, %zu of them gone\n",
               static_cast<double>(now_ns() - begun_at_) / 1e9, static_cast<unsigned long long>(memory / 1024),
               stalled_.size(), static_cast<unsigned long long>(queued / 1024), gone);
}

// Without it nothing was shown.
void soak_server::check_stalled() const {
  for (const auto& one : stalled_) {
    const bool felt = settings_.policy == overflow_policy::disconnect
                        ? !one.ended.empty()
                        : one.ended.empty() && one.queued >= settings_.send_limit / 2;
    if (!felt)
      throw std::runtime_error("a stalled client was not met with the policy: " + std::to_string(one.queued) +
                               " bytes wait for it; " + one.ended);
  }
}

void soak_server::hear_the_end() {
  for (const auto& one : stalled_)
    figures_.fate += (figures_.fate.empty() ? "" : "; ") + (one.ended.empty() ? "connected" : one.ended);
  clients_.say(std::to_string(sent_));
  const auto line = clients_.hear(120);
  if (line.substr(0, 3) != "ok ")
    throw std::runtime_error("the clients: " + line);
  figures_.read_later = line.substr(3);
}

void soak_server::stop() {
  self_->request(server_, patience, shut_down{})
    .receive([] {}, [&](const caf::error& why) { throw std::runtime_error("shut_down: " + system_.render(why)); });
  server_ = nullptr;
}

} // namespace

soak_figures run_soak_server(const soak_settings& settings, line_pipe& clients) {
  stay_on_core(settings.server_core);
  allow_all_descriptors();
  return soak_server{settings, clients}.run();
}

} // namespace troupe::bench
