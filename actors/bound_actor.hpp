#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include <caf/actor_addr.hpp>
#include <caf/actor_cast.hpp>
#include <caf/actor_config.hpp>
#include <caf/actor_system.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/execution_unit.hpp>
#include <caf/mailbox_element.hpp>

#include "troupe/actors/entrance.hpp"

// The one file pair that knows how CAF 0.17 runs an actor: execution units, direct activation, message ids.

namespace troupe::actors {

/// Resumes the actors that are bound to one thread. The base of `worker`.
///
/// Anyone may hand it work, from any thread; only the owning thread runs it.
class job_queue : public caf::execution_unit {
public:
  explicit job_queue(caf::actor_system& system);
  job_queue(const job_queue&) = delete;
  job_queue& operator=(const job_queue&) = delete;
  ~job_queue() override;

  /// CAF's way of scheduling an actor that got its first message. Any thread. Never lacks memory for an actor that
  /// there is room for: CAF would not schedule it again. Actors that are not bound to a job queue (an actor here has
  /// written to them) are the scheduler's, as with CAF's own brokers.
  void exec_later(caf::resumable* job) override;
  /// One more actor lives here. Any thread.
  void make_room();
  /// It has ended. Any thread.
  void leave_room() noexcept;

  /// Nobody runs the actors until a thread claims them: what they are told meanwhile waits for it.
  void disown() noexcept { owner_.store({}, std::memory_order_relaxed); }
  /// Makes the calling thread the one that runs the actors.
  void claim() noexcept { owner_.store(std::this_thread::get_id(), std::memory_order_relaxed); }
  /// Called after each completion that an actor took (bound_actor::attempt), outside of all turns. Own thread.
  virtual std::size_t end_turn() { return 0; }
  /// True on the thread that runs the actors.
  bool on_own_thread() const noexcept { return owner_.load(std::memory_order_relaxed) == std::this_thread::get_id(); }

protected:
  /// Gives every waiting actor a turn; how many turns. Own thread.
  std::size_t run_jobs();
  /// True when an actor waits for its turn. Own thread.
  bool has_jobs();

private:
  /// Ends the owning thread's wait. Any thread.
  virtual void wake() noexcept = 0;

  void resume(caf::resumable* job);
  void take_inbox();

  std::atomic<std::thread::id> owner_{std::this_thread::get_id()};
  std::vector<caf::resumable*> local_;
  std::vector<caf::resumable*> running_;
  std::mutex mutex_;
  std::vector<caf::resumable*> inbox_; // has the capacity for all actors
  std::size_t actors_ = 0;
  std::atomic<bool> inbox_filled_{false};
};

/// A message that is handed over by direct activation again and again: made once, its value exchanged each time.
template <class Message>
class hot_message {
public:
  explicit hot_message(Message value = {})
    : element_({}, caf::make_message_id(), caf::mailbox_element::forwarding_stack{}, std::move(value)) {}

  Message& value() { return element_.template get_mutable_as<Message>(0); }
  caf::mailbox_element& element() noexcept { return element_; }

private:
  caf::mailbox_element_vals<Message> element_;
};

/// An actor that always runs on one job queue's thread, whoever writes to it.
///
/// On that thread it can also be activated directly: 10 ns for a `hot_message`, against 450 ns through the mailbox.
/// An actor is never activated inside its own turn.
class bound_actor : public caf::event_based_actor {
public:
  bound_actor(caf::actor_config& config, job_queue& home);

  void enqueue(caf::mailbox_element_ptr message, caf::execution_unit* unit) override;
  void enqueue(caf::strong_actor_ptr from, caf::message_id id, caf::message content,
               caf::execution_unit* unit) override;
  /// For job_queue::exec_later: it stays here.
  caf::resumable::subtype_t subtype() const override { return caf::resumable::io_actor; }

  /// Runs one turn of this actor with the message, at once; false when the actor has ended. Own thread, outside of
  /// its turn.
  template <class Message>
  bool activate(hot_message<Message>& message) {
    return run_hot_turn(message.element());
  }

  /// Delivers a message: at once on the own thread, by the mailbox from anywhere else and inside the actor's own turn.
  template <class Message>
  void tell(Message message) {
    if (home_.on_own_thread() && !in_turn_) {
      caf::mailbox_element_vals<Message> element{{}, caf::make_message_id(), {}, std::move(message)};
      run_turn(element);
    } else {
      post(std::move(message));
    }
  }
  /// The same with one that is handed over again and again. Own thread.
  template <class Message>
  void tell(hot_message<Message>& message) {
    if (in_turn_)
      post(std::move(message.value()));
    else
      run_hot_turn(message.element());
  }
  /// Delivers a message by the mailbox, behind those that are there. Any thread.
  template <class Message>
  void post(Message message) {
    enqueue(caf::make_mailbox_element(nullptr, caf::make_message_id(), {}, std::move(message)), nullptr);
  }

  /// Ends the actor at once. Own thread, outside of its turn. It leaves as CAF's exit reason `reason` says.
  void end(caf::exit_reason reason);
  /// True when the actor has ended; it hears nothing any more. Any thread.
  bool ended() const noexcept { return getf(is_cleaned_up_flag); }

  /// Has `message` delivered to `to` when the actor has ended. It is made now: CAF's down_msg is lost when there is no
  /// memory for it then. Before the first turn.
  template <class Message>
  void tell_end(caf::actor_addr to, Message message) {
    farewell_ = caf::make_mailbox_element(nullptr, caf::make_message_id(), {}, std::move(message));
    farewell_to_ = std::move(to);
  }

  job_queue& home() const noexcept { return home_; }

  bool cleanup(caf::error&& reason, caf::execution_unit* unit) override;
  void on_destroy() override;

protected:
  /// For an actor that never sends with a delay nor asks with a time limit: its end is then no business of the clock's
  /// thread, which CAF would wake for each actor that ends.
  void promise_no_timeouts() noexcept { no_timeouts_ = true; }

  caf::invoke_message_result consume(caf::mailbox_element& message) override;
  /// Does what the loop calls for, outside of a turn, and what is to be done after it (job_queue::end_turn). An
  /// exception ends the actor as one in a turn would. Own thread.
  template <class Work>
  void attempt(Work work) {
    auto& queue = home_; // outlives the actor
    {
      const caf::strong_actor_ptr keep{ctrl()};
      try {
        work();
      } catch (...) {
        end(caf::exit_reason::unhandled_exception);
      }
    }
    queue.end_turn();
  }
  /// The value of a `hot_message`, from `on_hot`.
  template <class Message>
  static Message& value_of(caf::mailbox_element& message) {
    return message.content().template get_mutable_as<Message>(0);
  }

private:
  /// Handles what `activate` handed over.
  virtual void on_hot(caf::mailbox_element& message);

  bool run_turn(caf::mailbox_element& message);
  bool run_hot_turn(caf::mailbox_element& message);
  void clean_up(caf::error&& reason, caf::execution_unit* unit);

  job_queue& home_;
  entrance entrance_;
  caf::mailbox_element_ptr farewell_;
  caf::actor_addr farewell_to_;
  bool in_turn_ = false;
  bool no_timeouts_ = false;
};

/// A strong reference to an actor of known type; its memory lives as long, also when the actor has ended. Any thread.
template <class Actor>
class actor_ref {
public:
  actor_ref() noexcept = default;
  explicit actor_ref(Actor* actor) noexcept : actor_(actor) { hold(); }
  actor_ref(const actor_ref& other) noexcept : actor_(other.actor_) { hold(); }
  actor_ref(actor_ref&& other) noexcept : actor_(std::exchange(other.actor_, nullptr)) {}
  /// To a base class.
  template <class Derived>
  actor_ref(const actor_ref<Derived>& other) noexcept : actor_(other.get()) {
    hold();
  }
  actor_ref& operator=(actor_ref other) noexcept {
    std::swap(actor_, other.actor_);
    return *this;
  }
  ~actor_ref() {
    if (actor_ != nullptr)
      caf::intrusive_ptr_release(actor_->ctrl());
  }

  Actor* get() const noexcept { return actor_; }
  Actor* operator->() const noexcept { return actor_; }
  Actor& operator*() const noexcept { return *actor_; }
  explicit operator bool() const noexcept { return actor_ != nullptr; }

private:
  void hold() const noexcept {
    if (actor_ != nullptr)
      caf::intrusive_ptr_add_ref(actor_->ctrl());
  }

  Actor* actor_ = nullptr;
};

/// Spawns an actor bound to `home`: lazily (no turn before its first message), hidden from the registry (the system
/// doesn't wait for it). Own thread.
template <class Actor, class... Args>
actor_ref<Actor> spawn_bound(job_queue& home, Args&&... args) {
  caf::actor_config config{&home};
  const auto handle =
    home.system().spawn_class<Actor, caf::lazy_init + caf::hidden>(config, std::forward<Args>(args)...);
  return actor_ref<Actor>{static_cast<Actor*>(caf::actor_cast<caf::abstract_actor*>(handle))};
}

} // namespace troupe::actors
