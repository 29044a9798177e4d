#include "troupe/examples/chat/options_help.hpp"

namespace chat {

namespace {

constexpr std::size_t column = 34;

void append_option(std::string& result, const std::string& written, const std::string& meaning) {
  auto line = "  " + written;
  line += line.size() < column ? std::string(column - line.size(), ' ') : "\n" + std::string(column, ' ');
  result += line + meaning + "\n";
}

constexpr const char* introduction = R"(
An IRC server. Without options it serves the clients of this machine; with --join it becomes one more
server of a network, on which it does not matter which of them a user is connected to.

Every option may be written --NAME=VALUE or --NAME VALUE, or as a line NAME = VALUE of a file:
)";

constexpr const char* explanation = R"(
Secrets: @FILE is the first line of a file. What stands in a command line, every user of the machine can read.

Links: they are plain unless --link-tls is given. Whoever reaches the link port of a plain server can take
part in everything behind it, and whoever sees the network can read and change what is sent; the link-password
keeps out strangers and mistakes only. So --link-host is this machine's own 127.0.0.1; open it to a network
only with --link-tls, or where nobody but the servers is on that network. With --link-tls each server needs
a certificate that the authority in --openssl.cafile has signed, and accepts every one that it has signed.

CAF: options with a dot are those of the C++ Actor Framework, --middleman.workers=2 for one. They may also
stand in a file of its own format:
)";

} // namespace

std::string help_text(const std::string& program, const std::vector<option_row>& table) {
  const options defaults;
  std::string result = "Usage: " + program + " [--OPTION=VALUE]...\n" + introduction;
  append_option(result, "--config=FILE", "the file; what the command line says counts more");
  append_option(result, "--demo", "three servers of one network, with what to type; the other options count for each");
  append_option(result, "--help", "this text");
  std::string group;
  for (const auto& row : table) {
    if (row.group != group) {
      group = row.group;
      result += "\n" + group + "\n";
    }
    const auto value = row.shown ? row.shown(defaults) : std::string{};
    append_option(result, "--" + row.name + "=" + row.argument,
                  row.meaning + (value.empty() ? "" : " [" + value + "]"));
  }
  result += explanation;
  append_option(result, "--config-file=FILE", "that file");
  return result;
}

} // namespace chat
