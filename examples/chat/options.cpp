#include "troupe/examples/chat/options.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>

#include <unistd.h>

#include <caf/actor_system_config.hpp>

#include "troupe/examples/chat/options_help.hpp"
#include "troupe/examples/chat/options_table.hpp"
#include "troupe/examples/chat/options_values.hpp"

namespace chat {

namespace {

/// What is wrong with what was given, for people. Leaves the parser only as a command_line.
struct wrong final : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// One value, and how it was written.
struct setting {
  std::string name;
  std::string value;
  std::string written; ///< "--port=80", "chat.conf:3: port = 80"
};

bool is_caf(const std::string& name) {
  return name.find('.') != std::string::npos;
}

const option_row* find(const std::vector<option_row>& table, const std::string& name) {
  const auto place = std::find_if(table.begin(), table.end(), [&](const auto& row) { return row.name == name; });
  return place == table.end() ? nullptr : &*place;
}

/// "--name=value" and "--name value", one after the other.
std::vector<setting> split_arguments(const std::vector<option_row>& table, const std::vector<std::string>& arguments) {
  std::vector<setting> result;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const auto& argument = arguments[i];
    if (argument.compare(0, 2, "--") != 0 || argument.size() == 2)
      throw wrong{"'" + argument + "': options begin with --"};
    const auto equals = argument.find('=');
    const auto name = argument.substr(2, equals == std::string::npos ? equals : equals - 2);
    const auto* row = find(table, name);
    if (row == nullptr && name != "config" && name != "config-file" && !is_caf(name))
      throw wrong{"there is no option '--" + name + "'"};
    if (equals != std::string::npos)
      result.push_back({name, argument.substr(equals + 1), argument});
    else if (row != nullptr && row->is_switch)
      result.push_back({name, "true", argument});
    else if (is_caf(name)) // CAF's switches take no value, its other options none after a blank
      result.push_back({name, {}, argument});
    else if (++i < arguments.size())
      result.push_back({name, arguments[i], "--" + name + "=" + arguments[i]});
    else
      throw wrong{"--" + name + " needs a value"};
  }
  return result;
}

/// The lines "name = value" of a file.
std::vector<setting> read_settings(const std::vector<option_row>& table, const std::string& file) {
  const auto content = read_file(file);
  if (!content.error.empty())
    throw wrong{"--config=" + file + ": " + content.error};
  std::vector<setting> result;
  std::size_t number = 0;
  for (const auto& line : lines_of(content.bytes)) {
    const auto place = file + ":" + std::to_string(++number) + ": ";
    const auto text = trimmed(line);
    if (text.empty() || text.front() == '#')
      continue;
    const auto equals = text.find('=');
    if (equals == std::string_view::npos)
      throw wrong{place + "'" + std::string{text} + "': NAME = VALUE is wanted"};
    const std::string name{trimmed(text.substr(0, equals))};
    if (find(table, name) == nullptr && name != "config-file" && !is_caf(name))
      throw wrong{std::string{place}.append("there is no option '").append(name).append("'")};
    result.push_back({name, std::string{trimmed(text.substr(equals + 1))}, place + std::string{text}});
  }
  return result;
}

void apply(const std::vector<option_row>& table, const setting& given, options& to) {
  if (given.name == "config-file") {
    to.caf_file = given.value;
    if (const auto error = read_file(given.value).error; !error.empty())
      throw wrong{given.written + ": " + error};
  } else if (is_caf(given.name)) {
    const auto name = given.name.compare(0, 4, "caf.") == 0 ? given.name.substr(4) : given.name;
    const bool is_bare = given.written.find('=') == std::string::npos;
    to.caf_arguments.push_back("--" + name + (is_bare ? "" : "=" + given.value));
  } else if (const auto* row = find(table, given.name); row != nullptr) {
    if (const auto error = row->set(to, given.value); !error.empty())
      throw wrong{given.written + ": " + error};
  }
}

/// A node that joins others needs a name that none of them has: the first one has the default.
std::string name_for_joining(const options& chosen) {
  std::string host(256, '\0');
  if (::gethostname(host.data(), host.size() - 1) != 0)
    host = "localhost";
  host.resize(std::min(host.find('\0'), host.size()));
  const auto number = chosen.port.value_or(0) != 0 ? *chosen.port : chosen.tls_port.value_or(0);
  const auto wanted = "irc-" + std::to_string(number != 0 ? number : ::getpid()) + "." + host;
  options scratch;
  const auto table = option_table();
  return find(table, "server-name")->set(scratch, wanted).empty() ? wanted
                                                                  : wanted.substr(0, wanted.find('.')) + ".localhost";
}

/// What is right on its own and wrong together.
void check(options& chosen, const std::set<std::string>& given) {
  if (chosen.certificate.empty() && !chosen.key.empty())
    throw wrong{"--key=" + chosen.key + ": it belongs to --certificate, which is missing"};
  if (!chosen.port && !chosen.tls_port)
    throw wrong{"--port=0 --tls-port=0: one of the two must be on"};
  if (chosen.port && chosen.port == chosen.tls_port && *chosen.port != 0)
    throw wrong{"--port and --tls-port are both " + std::to_string(*chosen.port)};
  if (!chosen.links.joins.empty() && !chosen.has_links)
    throw wrong{"--link-port=0: a server that joins others takes links itself; leave it out, or say any"};
  if (chosen.links.heartbeat_limit < 2 * chosen.links.heartbeat_interval)
    throw wrong{"--link-timeout-ms=" + std::to_string(chosen.links.heartbeat_limit.count()) +
                ": at least twice --link-heartbeat-ms is wanted, which is " +
                std::to_string(chosen.links.heartbeat_interval.count())};
  if (!chosen.has_flood_control)
    chosen.node.limits.flood_burst = 0;
  if (!chosen.links.joins.empty() && given.count("server-name") == 0)
    chosen.node.server_name = name_for_joining(chosen);
  chosen.links.name = chosen.node.server_name;
  chosen.links.network = chosen.node.limits.network;
  caf::actor_system_config scratch;
  if (const auto error = configure_caf(scratch, chosen); !error.empty())
    throw wrong{error};
  if (chosen.has_links && chosen.links.tls)
    if (const auto error = cluster::check_tls(scratch); !error.empty())
      throw wrong{"--link-tls: " + error};
}

options parse(const std::vector<option_row>& table, const std::vector<std::string>& arguments) {
  const auto from_command_line = split_arguments(table, arguments);
  std::set<std::string> on_command_line;
  std::string file;
  for (const auto& each : from_command_line) {
    on_command_line.insert(each.name);
    if (each.name == "config")
      file = each.value;
  }
  const auto from_file = on_command_line.count("config") != 0 ? read_settings(table, file) : std::vector<setting>{};
  options result;
  auto given = on_command_line;
  for (const auto& each : from_file) {
    options replaced; // and checked all the same
    apply(table, each, on_command_line.count(each.name) != 0 ? replaced : result);
    given.insert(each.name);
  }
  for (const auto& each : from_command_line)
    if (each.name != "config")
      apply(table, each, result);
  check(result, given);
  return result;
}

} // namespace

command_line parse_options(const std::string& program, const std::vector<std::string>& arguments) {
  const auto table = option_table();
  for (const auto& argument : arguments)
    if (argument == "--help" || argument == "-h")
      return {command_line::verdict::help, {}, help_text(program, table)};
  try {
    return {command_line::verdict::run, parse(table, arguments), {}};
  } catch (const wrong& error) {
    // As it was called: "chat --help" would be another program in the shell's path.
    return {command_line::verdict::wrong, {}, std::string{error.what()} + "\nTry '" + program + " --help'.\n"};
  }
}

std::string configure_caf(caf::actor_system_config& config, const options& chosen) {
  // Without --config-file none: CAF's default would be caf-application.ini of whatever folder this one is.
  std::ifstream file{chosen.caf_file};
  if (chosen.caf_file.empty())
    file.setstate(std::ios::failbit);
  if (const auto error = config.parse(chosen.caf_arguments, file))
    return "CAF does not take its options, " + (chosen.caf_file.empty() ? std::string{} : chosen.caf_file + " or ") +
           "those of the command line: " + caf::to_string(error);
  return {};
}

} // namespace chat
