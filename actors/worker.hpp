#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "troupe/actors/background.hpp"
#include "troupe/actors/bound_actor.hpp"
#include "troupe/actors/connection_table.hpp"
#include "troupe/actors/handshake_places.hpp"
#include "troupe/actors/messages.hpp"
#include "troupe/actors/record_buffer.hpp"
#include "troupe/net/event_loop.hpp"

namespace troupe::actors {

class broker;
class channel;
class idle_supervisor;

/// What a worker calls outside of every actor's turn, on its thread: the one place where user code runs.
class turn_end_handler {
public:
  /// A client asks to connect; false: refuse it. `accept` is the recommendation of the access lists.
  virtual bool on_request(const net::endpoint& remote, bool accept) = 0;
  /// Fires what has been noticed since; how many events.
  virtual std::size_t on_turn_end() = 0;
  /// Whether anybody wants to hear of the progress of handshakes.
  virtual bool wants_progress() { return false; }
  /// Whether anybody wants to choose the certificate for a client.
  virtual bool wants_requests() { return true; }

protected:
  ~turn_end_handler() = default;
};

/// One thread's event loop and the actors that live on it: broker, connections, idle supervisor, sink.
///
/// The thread is a background one, or the caller's of `run_once`. Everything but the marked calls is the worker's
/// thread's only.
class worker final : public job_queue {
public:
  /// `index` of `count` workers; connection ids of this one are `index + 1 + k * count`, k from `first_serial` on.
  worker(caf::actor_system& system, std::unique_ptr<net::event_loop> loop, std::size_t index, std::size_t count,
         std::int64_t first_serial);
  ~worker() override;

  net::event_loop& loop() noexcept { return *loop_; }
  std::size_t index() const noexcept { return index_; }

  /// Runs actors and loop once, waiting at most `longest` when there is nothing to do; what happened. May be called
  /// again from within an event. Throws no `std::bad_alloc`.
  std::size_t run_once(net::loop_clock::duration longest);
  /// True within `run_once`: in an event, say. Own thread.
  bool running() const noexcept { return depth_ > 0; }
  /// False when `run_once` was called from within events of events so often that the stack might not take more. Own
  /// thread.
  bool may_nest() const noexcept { return depth_ < most_nested; }
  /// Makes `run_once` return. Any thread, also out of a signal handler.
  void wake() noexcept override { loop_->wake(); }

  // -- connections -------------------------------------------------------------------------------------------------
  connection_id next_id() noexcept;
  /// Above the `k` of every id that was given out. Any thread.
  std::int64_t serial() const noexcept { return serial_.load(std::memory_order_relaxed); }
  void add(actor_ref<connection> served);
  /// The connection is over and reported; its id is invalid from now on.
  void remove(connection& served);
  /// The connection of that id, or nullptr. Any thread.
  actor_ref<connection> find(connection_id id) const;
  /// On the own thread without counting references: valid until the turn ends.
  connection* find_here(connection_id id) const noexcept { return table_.find(id); }
  /// All of them, in the order of their ids. Any thread.
  std::vector<actor_ref<connection>> all() const;
  /// How many there are, and how many are on their way here. Any thread.
  std::size_t load() const noexcept { return load_.load(std::memory_order_relaxed); }
  /// One more (or less) is on its way. Any thread.
  void expect(int change) noexcept { load_.fetch_add(static_cast<std::size_t>(change), std::memory_order_relaxed); }
  /// Protects what connections share with other threads.
  std::mutex& guard() noexcept { return settings_guard_; }

  // -- senders that wait ---------------------------------------------------------------------------------------------
  /// Blocks a foreign thread until `done` holds or the time is over; false: it is over. `done` is asked whenever a
  /// connection of this worker has sent something or was closed.
  template <class Condition>
  bool wait_for_progress(std::chrono::milliseconds longest, Condition done) {
    std::unique_lock lock{progress_guard_};
    waiting_.fetch_add(1, std::memory_order_seq_cst);
    const bool held = progress_.wait_for(lock, longest, done);
    waiting_.fetch_sub(1, std::memory_order_relaxed);
    return held;
  }
  void announce_progress() {
    if (waiting_.load(std::memory_order_seq_cst) == 0)
      return;
    const std::lock_guard lock{progress_guard_};
    progress_.notify_all();
    for (auto* loop : watchers_)
      loop->wake();
  }
  /// The same for a thread that runs a loop: `waiter` is woken whenever a connection of this worker has sent something.
  void watch_progress(worker& waiter) {
    const std::lock_guard lock{progress_guard_};
    watchers_.push_back(&waiter);
    waiting_.fetch_add(1, std::memory_order_seq_cst);
  }
  void unwatch_progress(worker& waiter) {
    const std::lock_guard lock{progress_guard_};
    watchers_.erase(std::find(watchers_.begin(), watchers_.end(), &waiter));
    waiting_.fetch_sub(1, std::memory_order_relaxed);
  }

  // -- the end of a turn -------------------------------------------------------------------------------------------
  /// Has what a channel queued written when the turn ends: one write for all the answers to one block.
  void flush_later(channel& queued);
  /// The channel goes away.
  void forget(channel& gone) noexcept;
  /// Fires events and writes answers until there is nothing left of either. Called after each completion of the loop
  /// and each round of messages, outside of all turns; how many of both.
  std::size_t end_turn() override;
  /// Differs after each of those.
  unsigned turn() const noexcept { return turn_; }
  /// Writes what is queued unless a turn end will do it: for sends from outside of `run_once`.
  void flush_if_idle();

  // -- TLS ---------------------------------------------------------------------------------------------------------
  /// Has a step of that connection's handshake made when its turn comes: after a poll in which nobody had anything to
  /// say, or when it has waited long enough for one; one that costs something at a time, so that those who talk already
  /// wait for one step; more when the poll itself took long.
  void step_later(connection_id waiting) { steps_.push_back({waiting, loop_->now()}); }
  /// Whether that connection may make a step at once: nobody talks, nobody waits for a turn, and this poll has not
  /// brought too many of them. It is the step that `go_on_later` is about then; brings `now` up to date.
  bool may_step_now(connection_id asking);
  /// The step that is being made has not come to its end: it goes on before all others.
  void go_on_later() { steps_.push_front(underway_); }
  /// Somebody has said something, and is likely to go on: over TLS, not for the first time; in plain text, anything.
  void note_talk() noexcept {
    has_talked_ = true;
    last_talk_ = loop_->now();
  }
  /// Whether the step that begins now still has time; empty: as long as it takes, since nobody waits for its end. Who
  /// has talked lately may do so again at any moment, and is not to wait for all of a step.
  std::function<bool()> time_for_step();
  /// `agreed` as an object that connections share: most agree on what the one before them did.
  std::shared_ptr<const tls::session_info> shared(tls::session_info agreed) {
    if (last_agreed_ == nullptr || !(*last_agreed_ == agreed))
      last_agreed_ = std::make_shared<const tls::session_info>(std::move(agreed));
    return last_agreed_;
  }

  /// Ends the handshakes that are under way: one that waits for an answer can't be ended on another thread.
  void end_handshakes();

  /// Whether connections here take messages (connection_protocol.hpp); to be set before there are any.
  bool takes_messages() const noexcept { return takes_messages_; }
  void take_messages() noexcept { takes_messages_ = true; }

  // -- the actors that live here, once they are started ---------------------------------------------------------------
  bound_actor* sink() const noexcept { return sink_; }
  void sink(bound_actor* actor) noexcept { sink_ = actor; }
  turn_end_handler* events() const noexcept { return events_; }
  void events(turn_end_handler* handler) noexcept { events_ = handler; }
  broker* local_broker() const noexcept { return broker_; }
  void local_broker(broker* actor) noexcept { broker_ = actor; }
  idle_supervisor* idle() const noexcept { return idle_; }
  void idle(idle_supervisor* actor) noexcept { idle_ = actor; }

  /// The messages by which connections tell the sink and the idle supervisor, and those by which channels tell
  /// connections.
  hot_message<noticed> notice_message;
  hot_message<watch> watch_message;
  hot_message<received> received_message;
  hot_message<receive_ended> ended_message;
  /// What connections that speak TLS share: small writes, and where plaintext is decrypted into.
  record_buffer records;
  net::slice_builder plaintext{64 * 1024};
  /// Who may have a handshake under way.
  handshake_places handshakes;
  /// What is being done for its connections on other threads.
  background jobs;

private:
  static constexpr int most_nested = 64;
  // After so long nobody is expected to say anything.
  static constexpr std::chrono::milliseconds silence{100};

  /// Of a handshake: whose, and since when it waits.
  struct waiting_step {
    connection_id of;
    net::loop_clock::time_point since;
  };

  bool is_silent() const { return loop_->now() - last_talk_ >= silence; }
  bool flush_one();
  std::size_t begin_handshakes();
  std::optional<net::loop_clock::time_point> begin_of_share();
  net::loop_clock::time_point end_of_share(std::optional<net::loop_clock::time_point> begin);
  bool is_time_for_steps() const;
  std::size_t take_steps(net::loop_clock::time_point end);

  std::unique_ptr<net::event_loop> loop_;
  std::size_t index_;
  std::size_t count_;
  std::atomic<std::int64_t> serial_;
  std::vector<channel*> unflushed_;
  std::deque<waiting_step> steps_;
  waiting_step underway_{}; // the last that was begun; no step runs what the application has to do
  std::optional<net::loop_clock::time_point> steps_now_until_; // those that are made at once in this poll
  std::shared_ptr<const tls::session_info> last_agreed_;
  int depth_ = 0;
  bool has_talked_ = false; // in the last poll
  net::loop_clock::time_point last_talk_;
  unsigned turn_ = 1;
  bool takes_messages_ = false;
  bound_actor* sink_ = nullptr;
  turn_end_handler* events_ = nullptr;
  broker* broker_ = nullptr;
  idle_supervisor* idle_ = nullptr;
  mutable std::mutex table_guard_;
  connection_table table_;
  std::atomic<std::size_t> load_{0};
  std::mutex settings_guard_;
  std::mutex progress_guard_;
  std::condition_variable progress_;
  std::atomic<int> waiting_{0};
  std::vector<worker*> watchers_;
};

/// While it lives, progress on `where` wakes `waiter`, which waits for it on a loop of its own.
class progress_watch {
public:
  progress_watch(worker& where, worker& waiter) : where_(where), waiter_(waiter) {
    if (&where_ != &waiter_)
      where_.watch_progress(waiter_);
  }
  progress_watch(const progress_watch&) = delete;
  progress_watch& operator=(const progress_watch&) = delete;
  ~progress_watch() {
    if (&where_ != &waiter_)
      where_.unwatch_progress(waiter_);
  }

private:
  worker& where_;
  worker& waiter_;
};

} // namespace troupe::actors
