#pragma once

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "troupe/examples/options.hpp"
#include "troupe/examples/serving.hpp"
#include <troupe/api/tcp_server.hpp>

namespace examples {

/// --cert and --key.
inline std::vector<option> certificate_options() {
  return {{"cert", "", "the certificate, PEM or PFX; none: one for localhost is made, which nobody trusts"},
          {"key", "", "its private key, PEM, if it isn't in the same file"}};
}

/// All of a file. Ends the program if it can't be read (exit status 1).
inline std::string content_of(const std::string& file, const options& chosen) {
  std::error_code failed;
  if (std::filesystem::is_directory(file, failed))
    chosen.give_up(file + " is a folder");
  std::ifstream in{file, std::ios::binary};
  if (!in)
    chosen.give_up(file + " can't be read: " + std::strerror(errno));
  return {std::istreambuf_iterator<char>{in}, {}};
}

/// What to do about a certificate that can't be used.
inline const char* advice_for(const troupe::Error& error) {
  if (error.Description().find("encrypted") != std::string::npos)
    return "\nMake a copy without a password:  openssl pkey -in KEY -out COPY\n"
           "or, of a PFX store:              openssl pkcs12 -in PFX -noenc -out COPY";
  if (error.code() == troupe::ErrorCode::CannotFindCertificate)
    return "\n--cert is to name a certificate in PEM. To convert one:  openssl x509 -in CERT -out COPY";
  if (error.code() == troupe::ErrorCode::CannotAcquireCredentials)
    return "\nName the private key that belongs to the certificate with --key=FILE.";
  return "\nWanted is PEM, which begins with -----BEGIN, or PFX.";
}

/// Sets SSLCert to the certificate of --cert and --key, or to one that is made now. Ends the program if there is
/// something wrong with it, and says what to do about it.
inline void use_certificate(troupe::TCPServer& server, const options& chosen) {
  const auto& file = chosen.text("cert");
  if (file.empty() && chosen.has("key"))
    chosen.fail("--key is for --cert, which is missing");
  if (file.empty())
    return server.SSLCert(troupe::Certificate::SelfSigned("localhost"));
  try {
    const auto key = chosen.has("key") ? content_of(chosen.text("key"), chosen) + '\n' : "";
    const auto store = key + content_of(file, chosen);
    const bool is_pem = store.find("-----BEGIN") != std::string::npos;
    server.SSLCert({is_pem ? troupe::cstPEMKeyBlob : troupe::cstPFXBlob, store});
  } catch (const troupe::Error& error) {
    chosen.give_up("--cert=" + file + ": " + error.Description() + advice_for(error));
  }
}

/// Says which certificate there is, and how to connect. `more`: arguments of s_client(1).
inline void say_how_to_connect(const troupe::TCPServer& server, const options& chosen, const std::string& more) {
  auto address = address_of(server, chosen);
  const auto blank = address.rfind(' ');
  const auto host = address.substr(0, blank);
  const bool v6 = host.find(':') != std::string::npos;
  const auto command =
    "openssl s_client -connect " + (v6 ? '[' + host + ']' : host) + ':' + address.substr(blank + 1) + more;
  if (chosen.has("cert"))
    return say("The certificate is that of " + server.SSLCert().Subject() + ".\nTry:  " + command + " -brief");
  say("No --cert is given: a self-signed certificate for localhost was made, for this run only. No client trusts it.\n"
      "Try:       " +
      command + " -brief\nTrust it:  " + command +
      " </dev/null 2>/dev/null | openssl x509 >localhost.pem\n           " + command + " -brief -CAfile localhost.pem");
}

/// For OnConnected: tells of a client that couldn't connect, and why.
inline void tell_failure(const troupe::ConnectedEvent& e) {
  if (e.StatusCode != 0)
    tell({e.ConnectionId, e.StatusCode, e.Description});
}

} // namespace examples
