// Prints what a certificate, or a key, in a file says of itself: every documented field of troupe::Certificate.

#include <algorithm>
#include <cstdio>
#include <exception>
#include <iostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "troupe/examples/options.hpp"
#include "troupe/examples/plain_text.hpp"
#include <troupe/api/certificate.hpp>
#include <troupe/api/error.hpp>

namespace {

const std::vector<std::pair<std::string, troupe::CertStoreTypes>> types{
  {"auto", troupe::cstAuto},       {"pfx", troupe::cstPFXFile},
  {"pem", troupe::cstPEMKeyFile},  {"public", troupe::cstPublicKeyFile},
  {"p7b", troupe::cstP7BFile},     {"ssh", troupe::cstSSHPublicKeyFile},
  {"ppk", troupe::cstPPKFile},     {"xml", troupe::cstXMLFile},
  {"jwk", troupe::cstJWKFile},     {"jks", troupe::cstJKSFile},
  {"bcfks", troupe::cstBCFKSFile}, {"pkcs11", troupe::cstPKCS11}};

/// The text for a terminal. Names are whatever somebody has put into the certificate: what a terminal would obey is
/// shown by its bytes.
std::string shown(std::string_view text) {
  std::string safe;
  while (!text.empty()) {
    const auto size = examples::character_size(text);
    const auto part = text.substr(0, size > 0 ? size : 1);
    if (size > 0 && !examples::is_control(part)) {
      safe += part;
    } else {
      for (const char each : part) {
        char bytes[8];
        std::snprintf(bytes, sizeof bytes, "\\x%02X", static_cast<unsigned>(static_cast<unsigned char>(each)));
        safe += bytes;
      }
    }
    text.remove_prefix(part.size());
  }
  return safe;
}

void print(const char* field, const std::string& value) {
  std::printf("%s: %s\n", field, shown(value).c_str());
}

/// In lines, of nothing but Base64.
void print_pem(const char* field, const std::string& pem) {
  std::printf("%s:\n%s", field, pem.c_str());
}

void print_all(const troupe::Certificate& of, bool with_private_key) {
  print("Subject", of.Subject());
  print("Issuer", of.Issuer());
  print("SerialNumber", of.SerialNumber());
  print("Version", of.Version());
  print("EffectiveDate", of.EffectiveDate());
  print("ExpirationDate", of.ExpirationDate());
  print("SubjectAltNames", of.SubjectAltNames());
  print("Usage", of.Usage());
  print("UsageFlags", std::to_string(of.UsageFlags()));
  print("ExtendedKeyUsage", of.ExtendedKeyUsage());
  print("SignatureAlgorithm", of.SignatureAlgorithm());
  print("PublicKeyAlgorithm", of.PublicKeyAlgorithm());
  print("PublicKeyLength", std::to_string(of.PublicKeyLength()));
  print("Fingerprint", of.Fingerprint());
  print("FingerprintSHA1", of.FingerprintSHA1());
  print("FingerprintSHA256", of.FingerprintSHA256());
  print("ThumbprintMD5", of.ThumbprintMD5());
  print("ThumbprintSHA1", of.ThumbprintSHA1());
  print("ThumbprintSHA256", of.ThumbprintSHA256());
  print("PrivateKeyAvailable", of.PrivateKeyAvailable() ? "True" : "False");
  print("PrivateKeyContainer", of.PrivateKeyContainer());
  print("Store", of.Store());
  print("StoreType", std::to_string(of.StoreType()));
  print("StorePassword", of.StorePassword().empty() ? "" : "***");
  print_pem("PublicKey", of.PublicKey());
  print_pem("PrivateKey", with_private_key || !of.PrivateKeyAvailable() ? of.PrivateKey() : "(see --private-key)\n");
  print_pem("Encoded", of.Encoded());
}

} // namespace

int main(int argc, char** argv) try {
  // The file is the first argument; the rest are options.
  const bool named = argc > 1 && argv[1][0] != '-';
  const std::string file = named ? argv[1] : "";
  if (named)
    argv[1] = argv[0];
  const examples::options options{argc - (named ? 1 : 0),
                                  argv + (named ? 1 : 0),
                                  "Prints what a certificate says of itself: certinfo FILE [--OPTION=VALUE]...",
                                  nullptr,
                                  {{"password", "", "of the store; -: the first line of the standard input"},
                                   {"type", "auto", "of the store, one of those in docs/guide.md: pem, pfx, jwk ..."},
                                   {"subject", "*", "which one: a subject or a part of it, or Thumbprint=..."},
                                   {"private-key", "", "prints the private key too", true}}};
  std::vector<std::string> names(types.size());
  std::transform(types.begin(), types.end(), names.begin(), [](const auto& each) { return each.first; });
  const auto& type = options.word("type", names);
  if (!named)
    options.fail("which file? certinfo FILE");
  auto password = options.text("password");
  if (password == "-")
    std::getline(std::cin, password);
  for (const auto& [name, number] : types)
    if (name == type)
      print_all({number, file, password, options.text("subject")}, options.has("private-key"));
} catch (const std::exception& error) {
  std::fprintf(stderr, "certinfo: %s\n", shown(error.what()).c_str());
  return 1;
}
