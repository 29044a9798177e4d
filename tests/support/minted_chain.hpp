#pragma once

#include <string>
#include <vector>

#include "troupe/tests/support/child_process.hpp"
#include "troupe/tests/support/minted.hpp"

namespace troupe::test {

/// A certificate for a host that an authority's authority has signed, made by openssl(1): root, intermediate, leaf.
class minted_chain final {
public:
  explicit minted_chain(const std::string& name = "www.example.com") {
    const auto extensions = folder_.file("extensions", "basicConstraints = critical,CA:TRUE\n");
    intermediate = sign("Intermediate", root_.certificate_file(), root_.key_file(), {"-extfile", extensions});
    leaf = sign(name, folder_.path_of("Intermediate.pem"), folder_.path_of("Intermediate.key"), {});
    key = minted_certificate::content_of(folder_.path_of(name + ".key"));
  }

  // PEM.
  std::string root() const { return root_.certificate_pem(); }
  const std::string& root_file() const { return root_.certificate_file(); }
  std::string intermediate;
  std::string leaf;
  std::string key;
  std::string all() const { return key + leaf + intermediate + root(); }

private:
  std::string sign(const std::string& name, const std::string& authority, const std::string& authority_key,
                   const std::vector<std::string>& more) const {
    const auto request = folder_.path_of(name + ".csr");
    output_of({"openssl", "req", "-new", "-noenc", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-subj",
               "/CN=" + name, "-keyout", folder_.path_of(name + ".key"), "-out", request});
    std::vector<std::string> words{"openssl",     "x509",
                                   "-req",        "-days",
                                   "30",          "-in",
                                   request,       "-CA",
                                   authority,     "-CAkey",
                                   authority_key, "-CAcreateserial",
                                   "-out",        folder_.path_of(name + ".pem")};
    words.insert(words.end(), more.begin(), more.end());
    output_of(words);
    return minted_certificate::content_of(folder_.path_of(name + ".pem"));
  }

  temporary_folder folder_;
  minted_certificate root_{"Root"};
};

} // namespace troupe::test
