#pragma once

#include <map>
#include <optional>
#include <string>

namespace troupe::test {

/// Host names for one test, in front of the system's: while it lives, getaddrinfo(3) of this executable asks it first.
///
/// One at a time, on the test's thread.
class name_service final {
public:
  name_service();
  name_service(const name_service&) = delete;
  name_service& operator=(const name_service&) = delete;
  ~name_service();

  /// The name has that address from now on.
  void answer(const std::string& name, const std::string& address) { names_[name].address = address; }
  /// The name can't be looked up from now on (EAI_AGAIN).
  void fail(const std::string& name) { names_[name].address.reset(); }
  /// How often it was asked for the name.
  int asked(const std::string& name) { return names_[name].asked; }

  /// For getaddrinfo(3).
  struct entry {
    std::optional<std::string> address; ///< none: it can't be looked up
    int asked = 0;
  };
  /// What the service that lives knows of the name; nullptr: the system is to be asked.
  static const entry* find(const char* name);

private:
  std::map<std::string, entry> names_;
};

} // namespace troupe::test
