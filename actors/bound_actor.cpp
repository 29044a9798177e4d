#include "troupe/actors/bound_actor.hpp"

#include <algorithm>
#include <new>

#include <caf/detail/sync_request_bouncer.hpp>
#include <caf/exit_reason.hpp>
#include <caf/resumable.hpp>
#include <caf/scheduler/abstract_coordinator.hpp>
#include <caf/system_messages.hpp>

namespace troupe::actors {

namespace {

// As many messages as CAF's own brokers handle in one turn before others get theirs.
constexpr std::size_t messages_per_turn = 64;

constexpr std::size_t least_room = 16;

/// CAF's errors need memory; an actor that ends for lack of it leaves without a reason.
template <class Reason>
caf::error error_of(Reason reason) noexcept {
  try {
    return reason;
  } catch (const std::bad_alloc&) {
    return {};
  }
}

/// Also reset when the turn throws: an actor that died is asked whether it is in its turn, too.
class turn_mark {
public:
  explicit turn_mark(bool& in_turn) noexcept : flag_(in_turn) { flag_ = true; }
  turn_mark(const turn_mark&) = delete;
  turn_mark& operator=(const turn_mark&) = delete;
  ~turn_mark() { flag_ = false; }

private:
  bool& flag_;
};

} // namespace

// -- job_queue ---------------------------------------------------------------------------------------------------

job_queue::job_queue(caf::actor_system& system) : caf::execution_unit(&system) {}

job_queue::~job_queue() {
  take_inbox();
  for (auto* job : local_)
    caf::intrusive_ptr_release(job);
}

void job_queue::make_room() {
  const std::lock_guard lock{mutex_};
  if (inbox_.capacity() <= actors_)
    inbox_.reserve(std::max(2 * actors_, least_room));
  ++actors_;
}

void job_queue::leave_room() noexcept {
  const std::lock_guard lock{mutex_};
  --actors_;
}

void job_queue::exec_later(caf::resumable* job) {
  if (job->subtype() != caf::resumable::io_actor)
    return system().scheduler().enqueue(job);
  if (on_own_thread()) {
    try {
      return local_.push_back(job);
    } catch (const std::bad_alloc&) { // NOLINT(bugprone-empty-catch): there is room in the inbox
    }
  }
  bool first;
  {
    const std::lock_guard lock{mutex_};
    first = inbox_.empty();
    inbox_.push_back(job);
    inbox_filled_.store(true, std::memory_order_release);
  }
  if (first)
    wake();
}

void job_queue::take_inbox() {
  if (!inbox_filled_.load(std::memory_order_acquire))
    return;
  const std::lock_guard lock{mutex_};
  local_.insert(local_.end(), inbox_.begin(), inbox_.end());
  inbox_.clear();
  inbox_filled_.store(false, std::memory_order_relaxed);
}

bool job_queue::has_jobs() {
  take_inbox();
  return !local_.empty();
}

std::size_t job_queue::run_jobs() {
  if (!has_jobs())
    return 0;
  // A turn may run the loop again and so come back here: each level runs a list of its own.
  std::vector<caf::resumable*> jobs = std::move(running_);
  jobs.swap(local_);
  for (auto* job : jobs)
    resume(job);
  const std::size_t turns = jobs.size();
  jobs.clear();
  running_ = std::move(jobs);
  return turns;
}

void job_queue::resume(caf::resumable* job) {
  // The queue holds a reference to each job (scheduled_actor::enqueue); a job that is not done keeps it.
  while (job->resume(this, messages_per_turn) == caf::resumable::resume_later) {
    try {
      return local_.push_back(job);
    } catch (const std::bad_alloc&) { // NOLINT(bugprone-empty-catch): nobody may be forgotten: it goes on at once
    }
  }
  caf::intrusive_ptr_release(job);
}

// -- bound_actor -------------------------------------------------------------------------------------------------

bound_actor::bound_actor(caf::actor_config& config, job_queue& home) : caf::event_based_actor(config), home_(home) {
  home_.make_room();
  // CAF's default handler prints to the console; whoever monitors the actor learns the reason instead.
  set_exception_handler([](caf::scheduled_actor*, std::exception_ptr&) { return error_of(caf::sec::runtime_error); });
}

void bound_actor::enqueue(caf::mailbox_element_ptr message, caf::execution_unit*) {
  // One that has ended takes nothing, and its queue may be gone.
  entrance_.pass([&] { caf::event_based_actor::enqueue(std::move(message), &home_); },
                 [&] { caf::event_based_actor::enqueue(std::move(message), nullptr); });
}

void bound_actor::enqueue(caf::strong_actor_ptr from, caf::message_id id, caf::message content,
                          caf::execution_unit* unit) {
  enqueue(caf::make_mailbox_element(std::move(from), id, {}, std::move(content)), unit);
}

caf::invoke_message_result bound_actor::consume(caf::mailbox_element& message) {
  const turn_mark mark{in_turn_};
  return caf::event_based_actor::consume(message);
}

void bound_actor::on_hot(caf::mailbox_element& message) {
  run_turn(message);
}

bool bound_actor::cleanup(caf::error&& reason, caf::execution_unit* unit) {
  if (ended())
    return false;
  try {
    clean_up(std::move(reason), unit);
  } catch (const std::bad_alloc&) { // NOLINT(bugprone-empty-catch): it has ended all the same
  }
  // One that is destroyed without a turn, as which CAF calls this without a unit, may outlive its queue.
  if (unit != nullptr) {
    entrance_.close();
    home_.leave_room();
  }
  if (auto farewell = std::move(farewell_)) {
    if (const auto to = caf::actor_cast<caf::strong_actor_ptr>(farewell_to_))
      to->enqueue(std::move(farewell), nullptr);
  }
  return true;
}

void bound_actor::on_destroy() {
  // As local_actor::on_destroy of CAF 0.17.6, without a reason: it would need memory, and nothing may be thrown here.
  if (!ended()) {
    if (getf(is_initialized_flag))
      on_exit();
    cleanup({}, nullptr);
  }
  caf::event_based_actor::on_destroy();
}

void bound_actor::clean_up(caf::error&& reason, caf::execution_unit* unit) {
  if (!no_timeouts_) {
    caf::event_based_actor::cleanup(std::move(reason), unit);
    return;
  }
  // As scheduled_actor::cleanup and local_actor::cleanup of CAF 0.17.6, without actor_clock::cancel_timeouts (and
  // without streams and the registry, which bound actors have no part in).
  awaited_responses_.clear();
  multiplexed_responses_.clear();
  if (!mailbox_.closed()) {
    mailbox_.close();
    get_normal_queue().flush_cache();
    get_urgent_queue().flush_cache();
    caf::detail::sync_request_bouncer bounce{reason};
    while (mailbox_.queue().new_round(messages_per_turn, bounce).consumed_items > 0)
      continue;
  }
  caf::monitorable_actor::cleanup(std::move(reason), unit); // NOLINT(bugprone-parent-virtual-call)
}

bool bound_actor::run_turn(caf::mailbox_element& message) {
  if (ended())
    return false;
  return caf::event_based_actor::activate(&home_, message) != activation_result::terminated;
}

// A turn without what CAF does around each of its own (its receive timeout, a changed behavior, handing an exception
// to a handler), none of which an actor that takes hot messages uses.
bool bound_actor::run_hot_turn(caf::mailbox_element& message) {
  // The first turn begins with CAF's initialization.
  if (!getf(is_initialized_flag) && !caf::event_based_actor::activate(&home_))
    return false;
  if (ended())
    return false;
  try {
    const turn_mark mark{in_turn_};
    on_hot(message);
    return !ended();
  } catch (...) {
    end(caf::exit_reason::unhandled_exception);
    return false;
  }
}

void bound_actor::end(caf::exit_reason reason) {
  caf::mailbox_element_vals<caf::exit_msg> message{
    {}, caf::make_message_id(), {}, caf::exit_msg{address(), error_of(reason)}};
  set_exit_handler([](caf::scheduled_actor* self, caf::exit_msg& exit) { self->quit(std::move(exit.reason)); });
  run_turn(message);
}

} // namespace troupe::actors
