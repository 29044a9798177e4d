#include "troupe/examples/chat/node/greeting.hpp"

#include <fmt/format.h>

namespace chat::node {

namespace {

struct place {
  std::string host;
  std::string port;
};

/// Where to connect to from this machine.
place reachable(const std::string& endpoint) {
  const auto colon = endpoint.rfind(':');
  auto host = endpoint.substr(0, colon);
  if (!host.empty() && host.front() == '[')
    host = host.substr(1, host.size() - 2);
  if (cluster::is_unspecified(host))
    host = host == "::" ? "::1" : "127.0.0.1";
  return {host, endpoint.substr(colon + 1)};
}

std::string bracketed(const place& where) {
  return where.host.find(':') == std::string::npos ? where.host : '[' + where.host + ']';
}

/// What to do about it; empty: nothing is known.
std::string advice_for(const std::string& why) {
  const auto says = [&](const char* part) { return why.find(part) != std::string::npos; };
  if (says("the name ") && says(" is taken"))
    return "Give this server a name of its own with --server-name=NAME.";
  if (says("for links"))
    return "Choose another port for links with --link-port=N, or --link-port=any.";
  if (says("Address already in use"))
    return "Is there a server already? Choose other ports with --port=N and --tls-port=N: 0 is off, any leaves it to "
           "the "
           "system.";
  if (says("Permission denied"))
    return "Ports below 1024 are the system's; choose others with --port=N and --tls-port=N.";
  if (says("cannot listen") || says("Name or service"))
    return "--host is to be an address of this machine.";
  if (says("encrypted"))
    return "Make a copy of the key without a password:  openssl pkey -in KEY -out COPY";
  return {};
}

} // namespace

std::string greeting(const std::string& program, const options& chosen, const started& where,
                     const std::string& fingerprint) {
  std::string text =
    fmt::format("\nThis is {}, an IRC server. Join it with any IRC client:\n", chosen.node.server_name);
  if (!where.plain.empty()) {
    const auto at = reachable(where.plain);
    text += fmt::format("  irssi -c {} -p {} -n YOURNAME\n", at.host, at.port);
  }
  if (!where.tls.empty()) {
    const auto at = reachable(where.tls);
    text += fmt::format("  with TLS, in irssi:  /connect -tls {}{} {}\n", fingerprint.empty() ? "" : "-notls_verify ",
                        at.host, at.port);
  }
  if (!where.plain.empty()) {
    const auto at = reachable(where.plain);
    text += fmt::format("or without one:  nc -C {} {}\n"
                        "  and then type:  NICK ann  |  USER ann 0 * :Ann  |  JOIN #chat  |  PRIVMSG #chat :hello\n",
                        at.host, at.port);
  } else {
    const auto at = reachable(where.tls);
    text += fmt::format("or without one:  openssl s_client -quiet -crlf -connect {}:{}\n", bracketed(at), at.port);
  }
  if (!fingerprint.empty())
    text +=
      fmt::format("The certificate was made for this run, and nobody trusts it. Its SHA-256 fingerprint, which irssi\n"
                  "compares after /connect -tls -tls_pinned_cert FINGERPRINT:\n  {}\n",
                  fingerprint);
  if (!where.links.empty()) {
    const auto at = reachable(where.links);
    text += fmt::format("One more server for this network:\n  {} --port=any --tls-port=any --join={}:{}\n", program,
                        bracketed(at), at.port);
  } else {
    text += fmt::format("To let other servers join, start it with --link-port=7000; '{} --demo' shows three of them.\n",
                        program);
  }
  return text + "Ctrl-C ends it.\n\n";
}

void complain(const log& to, const std::string& why) {
  to.error(why);
  if (const auto advice = advice_for(why); !advice.empty())
    to.error(advice);
}

} // namespace chat::node
