#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <caf/fwd.hpp>

#include "troupe/examples/chat/cluster/settings.hpp"
#include "troupe/examples/chat/log.hpp"
#include "troupe/examples/chat/state/options.hpp"

namespace chat {

/// A port to listen on: none, this listener is switched off; 0, the system chooses one.
using listener_port = std::optional<std::uint16_t>;

/// All that can be set when the chat server is started. A value. What needs no option is as safe as can be: clients and
/// links are taken on the loopback interface only, and links not at all unless asked for.
struct options {
  state::options node; ///< names, passwords, limits, the message of the day; `started` is not set

  std::string host = "127.0.0.1"; ///< what to listen on for clients; empty: all addresses of this machine
  listener_port port = 6667;
  listener_port tls_port = 6697;
  std::string certificate;           ///< a file in PEM or PFX; empty: a self-signed certificate is made
  std::string key;                   ///< a file; empty: the key is in the same file
  std::int64_t max_clients = 10'000; ///< on each of the two ports
  unsigned workers = 2;              ///< event loops, each with a thread
  bool has_flood_control = true;     ///< false: so is `node.limits.flood_burst` 0

  bool has_links = false; ///< whether this node is part of a mesh: --link-port or --join was given
  cluster::settings links;

  severity log_level = severity::info;

  std::string caf_file;                   ///< of --config-file; empty: none
  std::vector<std::string> caf_arguments; ///< of CAF's own options, as its actor_system_config parses them
};

/// What a command line comes to.
struct command_line {
  enum class verdict {
    run,   ///< start with `chosen`
    help,  ///< print `text` to standard output, and end with status 0
    wrong, ///< print `text` to standard error, and end with status 2
  };
  verdict what = verdict::run;
  options chosen;
  std::string text;
};

/// Reads the arguments of main(), the program's name left out, and the files they name. `--name=value` or
/// `--name value`; of a switch `--name` is enough. `--config=FILE` holds lines `name = value`, of which those are
/// ignored that the command line gives too; in it, lines that are empty or begin with "#" say nothing.
///
/// Of a secret (password, link-password, the password in oper) "@FILE" is the first line of a file, which other users
/// of the machine cannot see in a list of processes; "@@" stands for a secret's own "@".
///
/// An option with a dot in its name is one of CAF's: `--middleman.workers=2`, `--openssl.cafile=FILE`; they may also
/// stand in CAF's own configuration file, named by `--config-file`.
///
/// `program`: how it was called, for messages and the help.
command_line parse_options(const std::string& program, const std::vector<std::string>& arguments);

/// Gives CAF what is meant for it. Returns what is wrong with it; empty: nothing. To be called before
/// cluster::configure.
std::string configure_caf(caf::actor_system_config& config, const options& chosen);

} // namespace chat
