#include "troupe/tests/support/minted.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace troupe::test {

namespace {

// As files of configuration have it; the extensions are those that verifiers insist on (RFC 5280, 4.2.1).
std::string configuration(const std::string& name) {
  return "[req]\ndistinguished_name = name\nprompt = no\n[name]\nC = US\nO = Troupe\nCN = " + name +
         "\n[authority]\nbasicConstraints = critical,CA:TRUE\nsubjectKeyIdentifier = hash\nsubjectAltName = DNS:" +
         name + "\n[leaf]\nbasicConstraints = critical,CA:FALSE\nsubjectAltName = DNS:" + name + "\n";
}

std::string as_word(const std::string& path) {
  return '\'' + path + '\'';
}

} // namespace

minted_certificate::minted_certificate(const std::string& name, key_kind kind, const minted_certificate* authority,
                                       certificate_flaw flaw, const std::string& extension)
  : name_(name) {
  const auto key = kind == key_kind::rsa ? "rsa:2048" : "ec -pkeyopt ec_paramgen_curve:P-256";
  auto how = "req -x509 -days 30 -noenc -config " + as_word(folder_.file("openssl.cnf", configuration(name))) +
             " -extensions " + (authority != nullptr ? "leaf" : "authority") + " -newkey " + key + " -keyout " +
             as_word(key_file_) + " -out " + as_word(certificate_file_);
  // Signed by the authority afterwards: req(1) makes nothing that is over already.
  if (authority != nullptr && flaw != certificate_flaw::expired)
    how += " -CA " + as_word(authority->certificate_file_) + " -CAkey " + as_word(authority->key_file_);
  if (flaw == certificate_flaw::for_servers_only)
    how += " -addext extendedKeyUsage=serverAuth";
  if (!extension.empty())
    how += " -addext " + as_word(extension);
  openssl(how);
  if (flaw == certificate_flaw::expired)
    openssl("x509 -in " + as_word(certificate_file_) + " -days -1 -CA " + as_word(authority->certificate_file_) +
            " -CAkey " + as_word(authority->key_file_) + " -out " + as_word(certificate_file_));
  auto all = key_pem() + certificate_pem();
  if (authority != nullptr)
    all += authority->certificate_pem();
  folder_.file("both.pem", all);
}

std::string minted_certificate::pfx_file(const std::string& password) const {
  auto file = folder_.path_of("store.pfx");
  openssl("pkcs12 -export -in " + as_word(pem_file_) + " -passout " + as_word("pass:" + password) + " -out " +
          as_word(file));
  return file;
}

std::string minted_certificate::encrypted_pem_file(const std::string& password) const {
  const auto key = folder_.path_of("encrypted.pem");
  openssl("pkey -aes256 -in " + as_word(key_file_) + " -passout " + as_word("pass:" + password) + " -out " +
          as_word(key));
  return folder_.file("encrypted_both.pem", content_of(key) + certificate_pem());
}

std::string minted_certificate::content_of(const std::string& file) {
  std::ifstream in{file, std::ios::binary};
  if (!in)
    throw std::runtime_error{"minted_certificate: can't read " + file};
  return {std::istreambuf_iterator<char>{in}, {}};
}

void minted_certificate::openssl(const std::string& arguments) const {
  const auto log = folder_.path_of("log");
  const auto command = "openssl " + arguments + " >" + as_word(log) + " 2>&1 </dev/null";
  if (std::system(command.c_str()) != 0)
    throw std::runtime_error{"minted_certificate: openssl " + arguments + ": " + content_of(log)};
}

} // namespace troupe::test
