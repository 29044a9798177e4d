#pragma once

#include <string>

#include <sys/types.h>

#include "troupe/tests/support/temporary_file.hpp"
#include "troupe/tests/tls/minted.hpp"

namespace troupe::test {

/// The OCSP responder of openssl(1ssl), on a free port, as a process of its own.
class openssl_responder final {
public:
  /// Whether the program is installed.
  static bool is_there();

  /// Answers for the serial numbers of `issuer` that `index` has, in openssl ca's form. Throws std::runtime_error.
  openssl_responder(const minted& issuer, const std::string& index);
  openssl_responder(const openssl_responder&) = delete;
  openssl_responder& operator=(const openssl_responder&) = delete;
  ~openssl_responder();

  std::string address() const { return address_; }

private:
  temporary_folder folder_;
  pid_t process_ = -1;
  int output_ = -1;
  std::string address_;
};

} // namespace troupe::test
