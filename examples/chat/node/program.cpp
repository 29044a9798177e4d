#include "troupe/examples/chat/node/program.hpp"

#include <array>
#include <cstdio>
#include <memory>
#include <utility>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

#include <caf/all.hpp>

#include "troupe/actors/tls_rules.hpp"
#include "troupe/examples/chat/node/error_text.hpp"
#include "troupe/examples/chat/node/greeting.hpp"
#include "troupe/examples/chat/node/hub.hpp"
#include "troupe/examples/chat/node/messages.hpp"
#include "troupe/examples/chat/node/signals.hpp"

namespace chat::node {

namespace {

namespace tls = troupe::tls;

class event_descriptor final {
public:
  event_descriptor() : descriptor_(::eventfd(0, EFD_CLOEXEC)) {}
  event_descriptor(const event_descriptor&) = delete;
  event_descriptor& operator=(const event_descriptor&) = delete;
  ~event_descriptor() { ::close(descriptor_); }

  int get() const noexcept { return descriptor_; }

private:
  int descriptor_;
};

/// A descriptor that becomes readable when an actor has ended.
class end_of_actor final {
public:
  explicit end_of_actor(const caf::actor& whose) {
    // The actor's thread may still be at it when this is gone.
    whose->attach_functor([event = event_] { ::eventfd_write(event->get(), 1); });
  }
  int descriptor() const noexcept { return event_->get(); }

private:
  std::shared_ptr<event_descriptor> event_ = std::make_shared<event_descriptor>();
};

/// Each client is a descriptor, and 1,024 of them are what most shells allow at first.
void allow_many_descriptors() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
  }
}

/// The context of the TLS port; nullptr: it is off.
tls::result<tls::context_ptr> rules_of(const options& chosen) {
  if (!chosen.tls_port)
    return tls::context_ptr{};
  if (chosen.certificate.empty())
    return troupe::actors::tls_self_signed(chosen.node.server_name);
  return troupe::actors::tls_from_files(chosen.certificate, chosen.key);
}

/// What is wrong; empty: nothing.
std::string configure(caf::actor_system_config& config, const options& chosen) {
  // Its workers sleep when there is nothing to do, while those of the default policy look around all the time.
  config.set("scheduler.policy", caf::atom("sharing"));
  config.set("logger.verbosity", caf::atom("quiet"));
  auto error = configure_caf(config, chosen);
  if (error.empty() && chosen.has_links)
    cluster::configure(config, chosen.links);
  return error;
}

/// Waits until the hub has ended, and tells it to when a signal comes.
void wait(const caf::actor& hub, const end_of_actor& end, const signals& incoming, const log& to) {
  std::array<pollfd, 2> both{{{end.descriptor(), POLLIN, 0}, {incoming.descriptor(), POLLIN, 0}}};
  for (bool is_first = true;;) {
    if (::poll(both.data(), both.size(), -1) < 0)
      continue;
    if (both[0].revents != 0)
      return;
    const int number = incoming.take();
    if (number == 0)
      continue;
    if (!std::exchange(is_first, false))
      ::_exit(128 + number);
    to.info("saying goodbye to everybody");
    caf::anon_send(hub, stop{"Server is shutting down"});
  }
}

void tell_ports(const started& where, const log& to) {
  if (!where.plain.empty())
    to.info("listening for clients on " + where.plain);
  if (!where.tls.empty())
    to.info("listening for clients with TLS on " + where.tls);
  if (!where.links.empty())
    to.info("listening for servers on " + where.links);
}

} // namespace

int run(const std::string& program, const options& chosen) {
  const signals incoming;
  const log to{chosen.log_level};
  allow_many_descriptors();
  auto rules = rules_of(chosen);
  if (!rules)
    return complain(to, "the certificate cannot be used: " + rules.why().reason), 1;
  caf::actor_system_config config;
  if (const auto error = configure(config, chosen); !error.empty())
    return complain(to, error), 1;
  caf::actor_system system{config};
  const auto hub = spawn_hub(system, chosen, *rules, to);
  const end_of_actor end{hub};
  caf::scoped_actor self{system};
  std::string failure;
  self->request(hub, caf::infinite, start{})
    .receive(
      [&](const started& where) {
        tell_ports(where, to);
        const bool is_self_signed = *rules && chosen.certificate.empty();
        const auto text =
          greeting(program, chosen, where, is_self_signed ? troupe::actors::fingerprint_of(**rules) : std::string{});
        std::fputs(text.c_str(), stdout);
        std::fflush(stdout);
      },
      [&](const caf::error& why) { failure = text_of(why); });
  if (!failure.empty())
    complain(to, failure);
  self->monitor(hub);
  wait(hub, end, incoming, to);
  self->receive([&](const caf::down_msg& told) {
    if (told.reason != caf::exit_reason::normal && failure.empty())
      failure = text_of(told.reason);
  });
  return failure.empty() ? 0 : 1;
}

} // namespace chat::node
