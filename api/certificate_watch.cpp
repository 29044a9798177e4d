#include "troupe/api/certificate_watch.hpp"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <exception>
#include <iterator>
#include <utility>

#include "troupe/actors/signals_blocked.hpp"
#include "troupe/api/certificate_state.hpp"

namespace troupe {

namespace {

using std::chrono::milliseconds;

// Files change where inotify(7) does not see it, and certificates end.
constexpr milliseconds between_looks{60'000};
// Where nothing can be watched: the folder is not there, say.
constexpr milliseconds between_blind_looks{2'000};
// What replaces a file does several things, one after the other.
constexpr milliseconds quiet_time{100};
// Who writes a file in its place may pause; its end is told when it is closed.
constexpr milliseconds writing_time{5'000};
constexpr int most_events = 100; // of a file that never comes to rest

bool same(const certificate_watch::source& one, const certificate_watch::source& other) {
  return one.name == other.name && one.set == other.set &&
         one.certificate.Inside().found == other.certificate.Inside().found;
}

} // namespace

certificate_watch::certificate_watch(callbacks told) : told_(std::move(told)) {
  const actors::signals_blocked guard;
  thread_ = std::thread{[this] { run(); }};
}

certificate_watch::~certificate_watch() {
  ended_ = true;
  files_.wake();
  thread_.join();
}

void certificate_watch::watch(std::vector<source> wanted) {
  {
    const std::lock_guard lock{guard_};
    if (!is_renewed_ && std::equal(wanted.begin(), wanted.end(), wanted_.begin(), wanted_.end(), same))
      return; // nobody is disturbed who waits for a file to be complete
    wanted_ = std::move(wanted);
    is_new_ = true;
    is_renewed_ = false;
  }
  files_.wake();
}

void certificate_watch::run() {
  while (!ended_) {
    try {
      take_sources();
      std::vector<std::string> files;
      for (const auto& each : renewals_)
        if (!each.file().empty())
          files.push_back(each.file());
      const bool all = files_.watch(files);
      // After that: what changes from here on is told.
      const bool is_sure = std::exchange(doubts_, false);
      for (auto& each : renewals_) {
        look(each, is_sure);
        warn_of(each);
      }
      wait_for_change(all ? between_looks : between_blind_looks);
    } catch (const std::exception&) {
      // Memory was missing: it may be there again.
      files_.wait(between_blind_looks);
    }
  }
}

/// Until there is something to look at, and has come to rest.
void certificate_watch::wait_for_change(milliseconds longest) {
  for (int count = 0; count < most_events && !ended_; ++count) {
    const auto last = files_.wait(unrest_.value_or(longest));
    // It is as restless as before.
    if (last == file_watch::event::woken)
      return;
    if (last == file_watch::event::none)
      return unrest_.reset();
    take_unrest(last);
  }
  unrest_.reset();
}

void certificate_watch::take_unrest(file_watch::event from) {
  if (from == file_watch::event::written)
    unrest_ = writing_time;
  else if (from == file_watch::event::changed)
    unrest_ = quiet_time;
}

void certificate_watch::take_sources() {
  std::vector<source> wanted;
  {
    const std::lock_guard lock{guard_};
    if (!is_new_)
      return;
    wanted = wanted_;
    is_new_ = false;
  }
  try {
    renewals_ = renewals_of(wanted);
  } catch (...) {
    const std::lock_guard lock{guard_};
    is_new_ = true;
    throw;
  }
}

std::vector<certificate_renewal> certificate_watch::renewals_of(const std::vector<source>& wanted) const {
  std::vector<certificate_renewal> next;
  for (const auto& each : wanted) {
    const auto known = std::find_if(renewals_.begin(), renewals_.end(), [&](const certificate_renewal& one) {
      return one.name() == each.name && one.set() == each.set && one.current() == each.certificate.Inside().found;
    });
    if (known != renewals_.end())
      next.push_back(*known);
    else
      next.emplace_back(each.name, each.set, each.certificate);
  }
  return next;
}

/// Whether the application has set nothing else meanwhile.
bool certificate_watch::is_wanted(const certificate_renewal& one) {
  const std::lock_guard lock{guard_};
  return std::any_of(wanted_.begin(), wanted_.end(),
                     [&](const source& each) { return each.name == one.name() && each.set == one.set(); });
}

void certificate_watch::look(certificate_renewal& at, bool is_sure) {
  const auto before = at;
  auto found = at.look(std::time(nullptr));
  if (!found.status.empty()) {
    take_unrest(files_.news());
    // The kernel tells of a change after it was made.
    if (!is_sure && !unrest_)
      unrest_ = quiet_time;
    if (unrest_) {
      // Somebody may be writing it: what is wrong with it now says nothing of what it will be.
      at = before;
      doubts_ = true;
      return;
    }
  }
  if (found.fresh != nullptr) {
    const auto refusal = told_.renew(at.set(), found.fresh);
    if (refusal && refusal->empty())
      return;
    found.status = refusal ? at.refuse(*refusal) : at.accept(found.fresh);
    const std::lock_guard lock{guard_};
    is_renewed_ = is_renewed_ || !refusal;
  }
  if (!found.status.empty() && is_wanted(at))
    told_.tell(std::move(found.status));
}

void certificate_watch::warn_of(certificate_renewal& one) {
  if (auto text = one.warning(std::time(nullptr)); text && is_wanted(one))
    told_.tell(*std::move(text));
}

} // namespace troupe
