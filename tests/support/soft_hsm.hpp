#pragma once

#include <cstdlib>
#include <string>

#include "troupe/tests/support/child_process.hpp"
#include "troupe/tests/support/temporary_file.hpp"

namespace troupe::test {

/// A SoftHSM of its own: a PKCS#11 module whose tokens are in a folder. The module reads where that is from the
/// environment of this process when it is initialized.
class soft_hsm final {
public:
  static constexpr const char* module_file = "/usr/lib/softhsm/libsofthsm2.so";

  static bool is_there() { return is_installed("softhsm2-util") && is_installed("pkcs11-tool"); }

  soft_hsm() {
    const auto configuration = folder_.file("softhsm2.conf", "directories.tokendir = " + folder_.path() +
                                                               "\nobjectstore.backend = file\nlog.level = ERROR\n");
    ::setenv("SOFTHSM2_CONF", configuration.c_str(), 1);
  }

  void add_token(const std::string& label, const std::string& pin) const {
    output_of({"softhsm2-util", "--init-token", "--free", "--label", label, "--pin", pin, "--so-pin", "12345678"});
  }
  /// `key` in PEM. `id` in hexadecimal digits.
  void add_key(const std::string& token, const std::string& pin, const std::string& id, const std::string& key) const {
    const auto pkcs8 = folder_.path_of("key.pk8");
    output_of({"openssl", "pkcs8", "-topk8", "-nocrypt", "-in", folder_.file("key", key), "-out", pkcs8});
    output_of(
      {"softhsm2-util", "--import", pkcs8, "--token", token, "--label", "label" + id, "--id", id, "--pin", pin});
  }
  /// `certificate` in PEM.
  void add_certificate(const std::string& token, const std::string& pin, const std::string& id,
                       const std::string& certificate) const {
    const auto der = folder_.path_of("certificate.der");
    output_of({"openssl", "x509", "-in", folder_.file("certificate", certificate), "-outform", "DER", "-out", der});
    output_of({"pkcs11-tool", "--module", module_file, "--token-label", token, "--login", "--pin", pin, "--type",
               "cert", "--id", id, "--label", "label" + id, "--write-object", der});
  }

private:
  temporary_folder folder_;
};

} // namespace troupe::test
