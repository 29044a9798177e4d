#pragma once

#include <ctime>
#include <optional>
#include <string>

#include "troupe/api/certificate.hpp"
#include "troupe/tls/credentials.hpp"

namespace troupe {

/// One certificate of a server, which may have come out of a file: whether there is a newer one in it, and whether it
/// is time to say that it ends. Reads files; reads no clock. One thread.
class certificate_renewal final {
public:
  /// `name`: what it is in messages, "SSLCert". `set`: what it is the renewal of, `certificate`: the one in force.
  certificate_renewal(std::string name, tls::credentials_ptr set, const Certificate& certificate);

  const std::string& name() const noexcept { return name_; }
  /// "": it came out of none, or not by its subject.
  const std::string& file() const noexcept { return file_; }
  /// The one that was set.
  const tls::credentials_ptr& set() const noexcept { return set_; }
  /// The one in force.
  const tls::credentials_ptr& current() const noexcept { return current_; }

  /// What a look at the file has brought.
  struct finding {
    tls::credentials_ptr fresh; ///< complete, valid, and another than the one in force; nullptr: none
    std::string status;         ///< what is to be said; "": nothing
  };
  /// Looks, if the file has changed since the last time, or was no good then. It may be incomplete because somebody is
  /// writing it, so what is wrong is said once, and again only after it was good.
  finding look(std::time_t now);
  /// What `look` has found is in force from now on; what is to be said.
  std::string accept(const tls::credentials_ptr& fresh);
  /// It can't be; what is to be said.
  std::string refuse(const std::string& why);

  /// What is to be said of its end: once a day during the last 14 days, and after them.
  std::optional<std::string> warning(std::time_t now);

private:
  std::string name_;
  tls::credentials_ptr set_;
  tls::key_store store_;
  std::string sought_;
  std::string file_;
  tls::credentials_ptr current_;
  std::string looked_at_; // file_version
  std::string seen_;      // of what was the same, accepted or refused: what there was no memory for is looked at again
  bool failing_ = false;
  std::optional<std::time_t> warned_;
};

} // namespace troupe
