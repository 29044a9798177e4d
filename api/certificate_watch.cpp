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
    wanted_ = std::move(wanted);
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
      for (auto& each : renewals_) {
        look(each);
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
  auto last = files_.wait(longest);
  for (int count = 0; count < most_events && !ended_; ++count) {
    if (last == file_watch::event::none || last == file_watch::event::woken)
      return;
    last = files_.wait(last == file_watch::event::written ? writing_time : quiet_time);
  }
}

void certificate_watch::take_sources() {
  std::optional<std::vector<source>> wanted;
  {
    const std::lock_guard lock{guard_};
    wanted.swap(wanted_);
  }
  if (!wanted)
    return;
  try {
    renewals_ = renewals_of(*wanted);
  } catch (...) {
    // They are tried again, unless there are others by now.
    const std::lock_guard lock{guard_};
    if (!wanted_)
      wanted_ = std::move(wanted);
    throw;
  }
}

std::vector<certificate_renewal> certificate_watch::renewals_of(const std::vector<source>& wanted) const {
  std::vector<certificate_renewal> next;
  for (const auto& each : wanted) {
    const auto known = std::find_if(renewals_.begin(), renewals_.end(), [&](const certificate_renewal& one) {
      return one.name() == each.name && one.current() == each.certificate.Inside().found;
    });
    if (known != renewals_.end())
      next.push_back(*known);
    else
      next.emplace_back(each.name, each.certificate);
  }
  return next;
}

void certificate_watch::look(certificate_renewal& at) {
  auto found = at.look(std::time(nullptr));
  if (found.fresh != nullptr) {
    const auto refusal = told_.renew(at.current(), found.fresh);
    found.status = refusal.empty() ? at.accept(found.fresh) : at.refuse(refusal);
  }
  if (!found.status.empty())
    told_.tell(std::move(found.status));
}

void certificate_watch::warn_of(certificate_renewal& one) {
  if (auto text = one.warning(std::time(nullptr)))
    told_.tell(*std::move(text));
}

} // namespace troupe
