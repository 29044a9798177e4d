#pragma once

#include <chrono>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "troupe/net/descriptor.hpp"

namespace troupe {

/// Waits until files change: are written, replaced by another of the same name, or reached by a symbolic link that is
/// (inotify(7), on the folders of the file and of every link on the way to it). One thread, but for `wake`.
///
/// It says when to look, not what has changed. Where inotify has nothing to say (a network's file system, too many
/// watches on this machine) it says nothing: look from time to time all the same.
class file_watch final {
public:
  /// What has happened.
  enum class event {
    none,    ///< nothing, for as long as was asked for
    other,   ///< something where the files are, but not to them
    written, ///< somebody is writing a file in its place, and has not closed it yet
    changed, ///< something else
    woken
  };

  /// Throws `std::system_error` when there are no descriptors left.
  file_watch();
  file_watch(const file_watch&) = delete;
  file_watch& operator=(const file_watch&) = delete;

  /// Watches these instead of those before, along the links as they are now. False: some of it can't be watched.
  bool watch(const std::vector<std::string>& files);
  event wait(std::chrono::milliseconds longest);
  /// What has happened that `wait` has not told of, without waiting; never `woken`.
  event news();
  /// Ends the wait that is on, or the next one. Any thread.
  void wake() noexcept;

private:
  net::descriptor events_; // none: there is no inotify
  net::descriptor wakes_;
  std::map<int, std::set<std::string>> names_; // of files and links in watched folders
};

} // namespace troupe
