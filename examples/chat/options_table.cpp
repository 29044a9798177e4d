#include "troupe/examples/chat/options_table.hpp"

#include <utility>

#include "troupe/examples/chat/irc/names.hpp"
#include "troupe/examples/chat/options_rows.hpp"
#include "troupe/examples/chat/options_values.hpp"

namespace chat {

namespace {

using rows::number;
using rows::port;
using rows::secret;
using rows::text;
using rows::toggle;
using table = std::vector<option_row>;

/// A file that has to be there now.
std::string set_readable(std::string& file, const std::string& value) {
  auto error = read_file(value).error;
  if (error.empty())
    file = value;
  return error;
}

std::string set_server_name(options& to, const std::string& value) {
  if (!irc::valid_server_name(value))
    return "letters, digits, '-' and at least one '.' are wanted, at most 63 in all";
  to.node.server_name = value;
  return {};
}

std::string set_network(options& to, const std::string& value) {
  if (value.empty() || value.size() > 63 || value.find_first_of(" \t,:") != std::string::npos)
    return "a name without blanks, commas and colons is wanted, at most 63 bytes";
  to.node.limits.network = value;
  return {};
}

std::string add_operator(options& to, const std::string& value) {
  const auto colon = value.find(':');
  if (colon == 0 || colon == std::string::npos || colon + 1 == value.size() || value.find_first_of(" \t") < colon)
    return "NAME:PASSWORD is wanted";
  std::string error;
  auto password = resolve_secret(value.substr(colon + 1), error);
  if (error.empty())
    to.node.operators.push_back({value.substr(0, colon), std::move(password)});
  return error;
}

std::string set_motd(options& to, const std::string& value) {
  auto file = read_file(value);
  if (file.error.empty())
    to.node.motd = lines_of(file.bytes);
  return file.error;
}

std::string add_join(options& to, const std::string& value) {
  const auto where = cluster::parse_endpoint(value);
  if (!where)
    return "HOST:PORT is wanted, with a port from 1 to 65535 and an IPv6 address in brackets";
  to.links.joins.push_back(*where);
  to.has_links = true;
  return {};
}

std::string set_link_port(options& to, const std::string& value) {
  const auto wanted = parse_port(value);
  if (!wanted)
    return rows::wanted_port;
  to.has_links = wanted->has_value();
  to.links.port = wanted->value_or(0);
  return {};
}

std::string set_log_level(options& to, const std::string& value) {
  for (const auto level : {severity::debug, severity::info, severity::warning, severity::error})
    if (value == to_text(level)) {
      to.log_level = level;
      return {};
    }
  return "debug, info, warning or error is wanted";
}

void add_listening(table& all) {
  const char* group = "Clients";
  all.push_back(text(
    group, "host", "ADDRESS", "what to listen on; empty: all addresses of this machine",
    [](auto& o) -> auto& { return o.host; }));
  all.push_back(port(
    group, "port", "without TLS", [](auto& o) -> auto& { return o.port; }));
  all.push_back(port(
    group, "tls-port", "with TLS", [](auto& o) -> auto& { return o.tls_port; }));
  all.push_back({group,
                 "certificate",
                 "FILE",
                 "for TLS, PEM or PFX; none: one that nobody trusts is made at each start",
                 [](options& o, const std::string& v) { return set_readable(o.certificate, v); },
                 {}});
  all.push_back({group,
                 "key",
                 "FILE",
                 "its private key, PEM, if it is not in the same file",
                 [](options& o, const std::string& v) { return set_readable(o.key, v); },
                 {}});
  all.push_back(number(
    group, "max-clients", "at the same time, on each of the two ports", 1, 1'000'000,
    [](auto& o) -> auto& { return o.max_clients; }));
  all.push_back(number(
    group, "workers", "event loops, each with a thread", 1, 64, [](auto& o) -> auto& { return o.workers; }));
}

void add_server(table& all) {
  const char* group = "Server";
  all.push_back({group, "server-name", "NAME", "unique in its network; if it joins one: made of port and host name",
                 set_server_name, [](const options& o) { return o.node.server_name; }});
  all.push_back(text(
    group, "description", "TEXT", "of this server, in WHOIS and LINKS",
    [](auto& o) -> auto& { return o.node.description; }));
  all.push_back({group, "network", "NAME", "the same on all its servers", set_network,
                 [](const options& o) { return o.node.limits.network; }});
  all.push_back(secret(
    group, "password", "what clients must say with PASS", [](auto& o) -> auto& { return o.node.password; }));
  all.push_back(
    {group, "oper", "NAME:PASSWORD", "who may become an operator with OPER; may be repeated", add_operator, {}});
  all.push_back({group, "motd", "FILE", "the message of the day", set_motd, {}});
  all.push_back(text(
    group, "admin-location", "TEXT", "for ADMIN", [](auto& o) -> auto& { return o.node.admin.location; }));
  all.push_back(text(
    group, "admin-organisation", "TEXT", "for ADMIN", [](auto& o) -> auto& { return o.node.admin.organisation; }));
  all.push_back(text(
    group, "admin-email", "TEXT", "for ADMIN", [](auto& o) -> auto& { return o.node.admin.email; }));
  all.push_back({group, "log-level", "LEVEL", "what is logged: debug, info, warning or error", set_log_level,
                 [](const options& o) { return std::string{to_text(o.log_level)}; }});
}

void add_links(table& all) {
  const char* group = "Links between the servers of a network";
  all.push_back({group, "join", "HOST:PORT", "the link port of a server to join; may be repeated", add_join, {}});
  all.push_back({group, "link-port", "PORT",
                 "for the links of others; 0: off; any: the system chooses one, as with --join", set_link_port,
                 [](const options& o) { return o.has_links ? std::to_string(o.links.port) : "0"; }});
  all.push_back(text(
    group, "link-host", "ADDRESS", "what to listen on for links; empty: all addresses of this machine",
    [](auto& o) -> auto& { return o.links.host; }));
  all.push_back(secret(
    group, "link-password", "the same on all servers of the network", [](auto& o) -> auto& { return o.links.secret; }));
  all.push_back(toggle(
    group, "link-tls", "with --openssl.certificate, --openssl.key and --openssl.cafile of CAF",
    [](auto& o) -> auto& { return o.links.tls; }));
  all.push_back(rows::milliseconds(
    group, "link-heartbeat-ms", "how often servers show each other that they live", 100, 600'000,
    [](auto& o) -> auto& { return o.links.heartbeat_interval; }));
  all.push_back(rows::milliseconds(
    group, "link-timeout-ms", "a server that is silent for so long is gone", 500, 3'600'000,
    [](auto& o) -> auto& { return o.links.heartbeat_limit; }));
  all.push_back(rows::milliseconds(
    group, "link-connect-ms", "how long connecting to a server may take", 100, 120'000,
    [](auto& o) -> auto& { return o.links.connect_limit; }));
  all.push_back(rows::milliseconds(
    group, "link-retry-ms", "the longest pause before a server is tried again", 500, 3'600'000,
    [](auto& o) -> auto& { return o.links.retry_most; }));
  all.push_back(number(
    group, "link-queue-bytes", "what a server has not taken, beyond which the link is dropped", 1U << 20U, 1U << 30U,
    [](auto& o) -> auto& { return o.links.in_flight_limit; }));
}

void add_lengths(table& all) {
  const auto add = [&](const char* name, const char* meaning, std::uint64_t least, std::uint64_t most,
                       std::size_t irc::limits::*which) {
    all.push_back(number(
      "Limits", name, meaning, least, most, [which](auto& o) -> auto& { return o.node.limits.*which; }));
  };
  using irc::limits;
  add("nick-length", "bytes of a nickname", 1, 64, &limits::nick_length);
  add("user-length", "bytes of a user name", 2, 64, &limits::user_length);
  add("host-length", "bytes of a host name", 8, 255, &limits::host_length);
  add("channel-length", "bytes of a channel's name", 2, 200, &limits::channel_length);
  add("topic-length", "bytes of a topic", 1, 400, &limits::topic_length);
  add("kick-length", "bytes of a comment to KICK", 1, 400, &limits::kick_length);
  add("away-length", "bytes of an AWAY message", 1, 400, &limits::away_length);
  add("name-length", "bytes of a real name", 1, 400, &limits::name_length);
  add("key-length", "bytes of a channel's key", 1, 64, &limits::key_length);
  add("channels", "channels that one user may be on", 1, 100'000, &limits::channels);
  add("list-entries", "bans of one channel", 1, 100'000, &limits::list_entries);
  add("mode-parameters", "changes with a parameter in one MODE", 1, 13, &limits::mode_parameters);
  add("targets", "targets of one command", 1, 1'000, &limits::targets);
  add("whowas-entries", "users that WHOWAS remembers", 0, 1'000'000, &limits::whowas_entries);
}

void add_flow(table& all) {
  const auto add = [&](const char* name, const char* meaning, std::uint64_t least, std::uint64_t most,
                       std::size_t irc::limits::*which) {
    all.push_back(number(
      "Limits", name, meaning, least, most, [which](auto& o) -> auto& { return o.node.limits.*which; }));
  };
  using irc::limits;
  // What a burst of 0 means too; here it is said in words, and either of the two switches it off.
  all.push_back({"Limits", "flood-control", "true|false", "whether clients that send too fast are slowed down",
                 [](options& o, const std::string& value) -> std::string {
                   const auto wanted = parse_switch(value);
                   if (!wanted)
                     return rows::wanted_switch;
                   o.has_flood_control = *wanted;
                   return {};
                 },
                 [](const options& o) { return std::string{o.has_flood_control ? "true" : "false"}; }, true});
  add("clients-per-address", "at the same time; 0: as many as like", 0, 1'000'000, &limits::clients_per_address);
  add("flood-burst", "lines that may come at once; 0: no flood control", 0, 100'000, &limits::flood_burst);
  add("flood-interval-ms", "until one line more may come", 1, 60'000, &limits::flood_interval_ms);
  add("flood-queue-bytes", "waiting input, beyond which a client is sent off", 1'024, 1U << 30U,
      &limits::flood_queue_bytes);
  add("registration-seconds", "time to register", 1, 86'400, &limits::registration_seconds);
  add("ping-seconds", "silence after which a client is asked PING", 1, 86'400, &limits::ping_seconds);
  add("ping-timeout-seconds", "time to answer it", 1, 86'400, &limits::ping_timeout_seconds);
  add("send-queue-bytes", "unsent output, beyond which a client is sent off", 65'536, 1U << 30U,
      &limits::send_queue_bytes);
}

} // namespace

std::vector<option_row> option_table() {
  table result;
  add_listening(result);
  add_server(result);
  add_links(result);
  add_lengths(result);
  add_flow(result);
  return result;
}

} // namespace chat
