#include <atomic>
#include <stdexcept>
#include <thread>

#include <boost/test/unit_test.hpp>
#include <caf/send.hpp>

#include "troupe/tests/actors/server_fixture.hpp"

using namespace troupe;
using namespace troupe::actors_test;
using actors::actor_ref;
using actors::bound_actor;
using actors::hot_message;

namespace {

struct number {
  int value = 0;
};
struct fail_now {};
struct echo_to_self {
  int value = 0;
};

} // namespace

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(number)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(fail_now)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(echo_to_self)

namespace {

/// A queue whose owner runs it by hand.
class hand_run_queue final : public actors::job_queue {
public:
  using job_queue::job_queue;
  std::size_t run() { return run_jobs(); }
  bool waiting() { return has_jobs(); }
  std::atomic<int> wakes{0};

private:
  void wake() noexcept override { ++wakes; }
};

/// What an actor did, seen from outside.
struct diary {
  std::vector<int> numbers;
  std::vector<std::thread::id> threads;
  int exits = 0;
  caf::error down;
  int downs = 0;
};

class diarist final : public bound_actor {
public:
  diarist(caf::actor_config& config, actors::job_queue& home, diary& notes)
    : bound_actor(config, home), diary_(notes) {}

  caf::behavior make_behavior() override {
    set_down_handler([this](caf::scheduled_actor*, caf::down_msg& down) {
      ++diary_.downs;
      diary_.down = down.reason;
    });
    return {
      [this](const number& message) { write(message.value); },
      [](const fail_now&) { throw std::runtime_error{"a turn that fails"}; },
      [this](const echo_to_self& message) {
        tell(number{message.value});
        write(-message.value);
      },
    };
  }
  void watch(diarist& other) { monitor(other.address()); }

private:
  void on_exit() override { ++diary_.exits; }
  void write(int value) {
    diary_.numbers.push_back(value);
    diary_.threads.push_back(std::this_thread::get_id());
  }

  diary& diary_;
};

struct stage {
  quiet_system system;
  hand_run_queue queue{system.get()};
  diary notes;
  actor_ref<diarist> actor = actors::spawn_bound<diarist>(queue, queue, notes);

  void run() {
    while (queue.run() > 0)
      continue;
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(actors_bound_actor)

BOOST_FIXTURE_TEST_CASE(messages_of_other_threads_run_on_the_home_thread_in_order, stage) {
  constexpr int count = 5000;
  std::vector<std::thread> threads;
  for (int from = 0; from < 2; ++from) {
    threads.emplace_back([this, from] {
      for (int i = 0; i < count; ++i)
        actor->tell(number{from * count + i});
    });
  }
  while (notes.numbers.size() < 2 * count)
    queue.run();
  for (auto& thread : threads)
    thread.join();
  int next[2] = {0, count};
  for (const int value : notes.numbers)
    BOOST_REQUIRE(value == next[value / count]++);
  for (const auto& thread : notes.threads)
    BOOST_REQUIRE(thread == std::this_thread::get_id());
}

BOOST_FIXTURE_TEST_CASE(a_message_of_another_thread_wakes_the_home_thread, stage) {
  std::thread([this] { actor->tell(number{1}); }).join();
  BOOST_TEST(queue.wakes == 1);
  BOOST_TEST(notes.numbers.empty());
  BOOST_TEST(queue.waiting());
  run();
  BOOST_TEST(notes.numbers.size() == 1U);
  BOOST_TEST(!queue.waiting());
}

BOOST_FIXTURE_TEST_CASE(caf_messages_run_on_the_home_thread_whatever_unit_sends_them, stage) {
  const auto handle = caf::actor_cast<caf::actor>(actor->ctrl());
  std::thread([&] { caf::anon_send(handle, number{7}); }).join();
  caf::anon_send(handle, number{8});
  run();
  BOOST_TEST(notes.numbers == (std::vector<int>{7, 8}), boost::test_tools::per_element());
  BOOST_TEST((notes.threads[0] == std::this_thread::get_id()));
}

BOOST_FIXTURE_TEST_CASE(on_the_own_thread_a_message_is_delivered_at_once, stage) {
  actor->tell(number{1});
  BOOST_TEST(notes.numbers.size() == 1U);
  BOOST_TEST(!queue.waiting());
}

BOOST_FIXTURE_TEST_CASE(direct_activation_and_mailbox_meet_the_same_behaviour, stage) {
  hot_message<number> hot;
  for (int i = 0; i < 3; ++i) {
    hot.value().value = i;
    BOOST_TEST(actor->activate(hot));
  }
  actor->enqueue(nullptr, caf::make_message_id(), caf::make_message(number{3}), nullptr);
  run();
  BOOST_TEST(notes.numbers == (std::vector<int>{0, 1, 2, 3}), boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(tell_inside_the_own_turn_goes_through_the_mailbox, stage) {
  actor->tell(echo_to_self{5});
  BOOST_TEST(notes.numbers == std::vector<int>{-5}, boost::test_tools::per_element());
  run();
  BOOST_TEST(notes.numbers == (std::vector<int>{-5, 5}), boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(more_messages_than_one_turn_takes_are_all_handled, stage) {
  std::thread([this] {
    for (int i = 0; i < 1000; ++i)
      actor->tell(number{i});
  }).join();
  run();
  BOOST_TEST(notes.numbers.size() == 1000U);
  BOOST_TEST(notes.numbers.back() == 999);
}

BOOST_FIXTURE_TEST_CASE(an_actor_that_throws_in_a_direct_turn_is_reported_to_its_monitor, stage) {
  diary other;
  const auto monitor = actors::spawn_bound<diarist>(queue, queue, other);
  monitor->watch(*actor);
  actor->tell(fail_now{});
  BOOST_TEST(actor->ended());
  BOOST_TEST(notes.exits == 1);
  run();
  BOOST_TEST(other.downs == 1);
  BOOST_TEST((other.down == caf::sec::runtime_error));
}

BOOST_FIXTURE_TEST_CASE(an_actor_that_throws_in_a_mailbox_turn_is_reported_to_its_monitor, stage) {
  diary other;
  const auto monitor = actors::spawn_bound<diarist>(queue, queue, other);
  monitor->watch(*actor);
  std::thread([this] { actor->tell(fail_now{}); }).join();
  run();
  BOOST_TEST(actor->ended());
  BOOST_TEST(notes.exits == 1);
  BOOST_TEST(other.downs == 1);
}

BOOST_FIXTURE_TEST_CASE(a_dead_actor_takes_no_message_and_does_no_harm, stage) {
  actor->tell(number{1});
  actor->tell(fail_now{});
  hot_message<number> hot;
  BOOST_TEST(!actor->activate(hot));
  actor->tell(number{2});
  std::thread([this] { actor->tell(number{3}); }).join();
  run();
  BOOST_TEST(notes.numbers == std::vector<int>{1}, boost::test_tools::per_element());
  BOOST_TEST(notes.exits == 1);
}

BOOST_FIXTURE_TEST_CASE(end_ends_at_once_and_once_with_its_reason, stage) {
  diary other;
  const auto monitor = actors::spawn_bound<diarist>(queue, queue, other);
  monitor->watch(*actor);
  actor->end(caf::exit_reason::user_shutdown);
  BOOST_TEST(actor->ended());
  actor->end(caf::exit_reason::kill);
  BOOST_TEST(notes.exits == 1);
  run();
  BOOST_TEST(other.downs == 1);
  BOOST_TEST((other.down == caf::exit_reason::user_shutdown));
}

BOOST_FIXTURE_TEST_CASE(an_actor_can_be_killed_from_another_thread, stage) {
  const auto handle = caf::actor_cast<caf::actor>(actor->ctrl());
  std::thread([&] { caf::anon_send_exit(handle, caf::exit_reason::kill); }).join();
  run();
  BOOST_TEST(actor->ended());
  BOOST_TEST(notes.exits == 1);
}

BOOST_FIXTURE_TEST_CASE(the_thread_that_claims_the_queue_runs_its_actors, stage) {
  BOOST_TEST(queue.on_own_thread());
  std::thread([this] {
    BOOST_TEST(!queue.on_own_thread());
    queue.claim();
    actor->tell(number{1});
  }).join();
  BOOST_TEST(!queue.on_own_thread());
  BOOST_TEST(notes.numbers.size() == 1U);
  queue.claim();
}

BOOST_AUTO_TEST_CASE(a_queue_with_waiting_actors_can_be_destroyed) {
  quiet_system system;
  diary notes;
  actor_ref<diarist> actor;
  {
    hand_run_queue queue{system.get()};
    actor = actors::spawn_bound<diarist>(queue, queue, notes);
    actor->enqueue(nullptr, caf::make_message_id(), caf::make_message(number{1}), nullptr);
    std::thread([&] { actors::spawn_bound<diarist>(queue, queue, notes)->tell(number{2}); }).join();
  }
  BOOST_TEST(notes.numbers.empty());
}

BOOST_AUTO_TEST_SUITE_END()
