#pragma once

#include <string>

#include <sys/types.h>

#include "troupe/tests/support/temporary_file.hpp"

namespace troupe::test {

/// The OCSP responder of openssl(1ssl), on a free port, as a process of its own.
class openssl_responder final {
public:
  /// Whether the program is installed.
  static bool is_there();

  /// Answers for the serial numbers of the issuer with that certificate and that key, in PEM, that `index` has, in
  /// openssl ca's form. Throws std::runtime_error.
  openssl_responder(const std::string& certificate, const std::string& key, const std::string& index);
  openssl_responder(const openssl_responder&) = delete;
  openssl_responder& operator=(const openssl_responder&) = delete;
  ~openssl_responder();

  std::string address() const { return "http://127.0.0.1:" + std::to_string(port_) + '/'; }
  /// It answers for those from its next answer but one on: it looks at the index when it has given one.
  void answer_for(const std::string& index);

private:
  temporary_folder folder_;
  pid_t process_ = -1;
  int output_ = -1;
  int port_ = 0;
};

} // namespace troupe::test
