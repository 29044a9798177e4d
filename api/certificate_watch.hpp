#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "troupe/api/certificate_renewal.hpp"
#include "troupe/api/file_watch.hpp"

namespace troupe {

/// SSLCertAutoReload: a thread that looks after the certificates of a server. To open a store may take a second, too
/// long for a loop.
class certificate_watch final {
public:
  /// What the thread calls.
  struct callbacks {
    /// Puts a certificate in force instead of the one that was set. None: done; else why not, "": another was set.
    std::function<std::optional<std::string>(const tls::credentials_ptr& set, const tls::credentials_ptr& fresh)> renew;
    /// Tells the application.
    std::function<void(std::string)> tell;
  };
  /// A certificate, and what it is called in messages.
  struct source {
    std::string name;
    tls::credentials_ptr set; ///< by the application
    Certificate certificate;  ///< in force
  };

  /// Throws `std::system_error`: no thread, or no descriptors.
  explicit certificate_watch(callbacks told);
  certificate_watch(const certificate_watch&) = delete;
  certificate_watch& operator=(const certificate_watch&) = delete;
  /// Waits for what the thread is in the middle of.
  ~certificate_watch();

  /// Looks after these from now on. Any thread.
  void watch(std::vector<source> wanted);

private:
  void run();
  void take_sources();
  std::vector<certificate_renewal> renewals_of(const std::vector<source>& wanted) const;
  void wait_for_change(std::chrono::milliseconds longest);
  void take_unrest(file_watch::event from);
  bool is_wanted(const certificate_renewal& one);
  void look(certificate_renewal& at, bool is_sure);
  void warn_of(certificate_renewal& one);

  callbacks told_;
  file_watch files_;
  // The thread's:
  std::vector<certificate_renewal> renewals_;
  std::optional<std::chrono::milliseconds> unrest_; // how long nothing may happen until it is rest
  bool doubts_ = false;                             // something was no good, and may just be being written
  // Everybody's:
  std::mutex guard_;
  std::vector<source> wanted_;
  bool is_new_ = false;     // what is wanted
  bool is_renewed_ = false; // some of it, since
  std::atomic<bool> ended_{false};
  std::thread thread_;
};

} // namespace troupe
