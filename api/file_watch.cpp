#include "troupe/api/file_watch.hpp"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <system_error>
#include <utility>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>

namespace troupe {

namespace {

namespace fs = std::filesystem;

// As the kernel follows (path_resolution(7)).
constexpr int most_links = 40;
constexpr std::uint32_t kinds = IN_CLOSE_WRITE | IN_MODIFY | IN_CREATE | IN_DELETE | IN_MOVED_TO | IN_MOVED_FROM |
                                IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;
constexpr std::uint32_t of_the_folder = IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED | IN_UNMOUNT | IN_Q_OVERFLOW;

/// A name in a folder that holds no link in its own path.
struct place {
  fs::path folder;
  std::string name;
};

/// Where a change may lead to another file: the links on the way, and the file itself.
std::vector<place> places_of(const std::string& file) {
  std::error_code ignored;
  std::vector<place> found;
  const auto whole = fs::absolute(file, ignored);
  std::deque<fs::path> rest(whole.begin(), whole.end());
  fs::path at = whole.root_path();
  int links = 0;
  while (!rest.empty()) {
    const auto next = rest.front();
    rest.pop_front();
    if (next.empty() || next == "." || next.is_absolute())
      continue;
    if (next == "..") {
      at = at.parent_path();
      continue;
    }
    const auto target = fs::read_symlink(at / next, ignored);
    if (!target.empty() && ++links <= most_links) {
      found.push_back({at, next.string()});
      if (target.is_absolute())
        at = target.root_path();
      rest.insert(rest.begin(), target.begin(), target.end());
      continue;
    }
    if (std::all_of(rest.begin(), rest.end(), [](const auto& each) { return each.empty(); }))
      found.push_back({at, next.string()});
    at /= next;
  }
  return found;
}

} // namespace

file_watch::file_watch()
  : events_(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)), wakes_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (!wakes_)
    throw std::system_error{errno, std::generic_category(), "eventfd"};
}

bool file_watch::watch(const std::vector<std::string>& files) {
  std::map<int, std::set<std::string>> wanted;
  bool all = true;
  for (const auto& file : files) {
    for (auto& one : places_of(file)) {
      const int number = ::inotify_add_watch(events_.get(), one.folder.c_str(), kinds);
      if (number >= 0)
        wanted[number].insert(std::move(one.name));
      else
        all = false;
    }
  }
  for (const auto& before : names_)
    if (wanted.find(before.first) == wanted.end())
      ::inotify_rm_watch(events_.get(), before.first);
  names_ = std::move(wanted);
  return all;
}

file_watch::event file_watch::wait(std::chrono::milliseconds longest) {
  // A negative descriptor is left out (poll(2)).
  pollfd waited[] = {{wakes_.get(), POLLIN, 0}, {events_.get(), POLLIN, 0}};
  const auto most = std::clamp<std::chrono::milliseconds::rep>(longest.count(), 0, INT_MAX);
  if (::poll(waited, 2, static_cast<int>(most)) <= 0)
    return event::none;
  if (waited[0].revents != 0) {
    std::uint64_t count = 0;
    [[maybe_unused]] const auto ignored = ::read(wakes_.get(), &count, sizeof count);
    return event::woken;
  }
  return news();
}

file_watch::event file_watch::news() {
  alignas(inotify_event) char bytes[4096];
  auto found = event::none;
  for (;;) {
    const auto size = ::read(events_.get(), bytes, sizeof bytes);
    if (size <= 0)
      return found;
    for (auto* at = bytes; at < bytes + size;) {
      const auto* const one = reinterpret_cast<const inotify_event*>(at);
      at += sizeof(inotify_event) + one->len;
      const auto named = names_.find(one->wd);
      const bool counts = (one->mask & of_the_folder) != 0 ||
                          (one->len > 0 && named != names_.end() && named->second.count(one->name) > 0);
      if (counts)
        found = (one->mask & IN_MODIFY) != 0 ? event::written : event::changed;
      else if (found == event::none)
        found = event::other;
    }
  }
}

void file_watch::wake() noexcept {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto ignored = ::write(wakes_.get(), &one, sizeof one);
}

} // namespace troupe
