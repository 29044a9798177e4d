#include "troupe/bench/options.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <stdexcept>

namespace troupe::bench {

options::options(int argc, const char* const* argv, std::initializer_list<std::string_view> known) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    const auto equals = argument.find('=');
    if (argument.substr(0, 2) != "--" || equals == std::string_view::npos)
      throw std::invalid_argument("expected --name=value, not " + std::string(argument));
    const auto name = argument.substr(2, equals - 2);
    if (std::find(known.begin(), known.end(), name) == known.end())
      throw std::invalid_argument("unknown option --" + std::string(name));
    values_[std::string(name)] = argument.substr(equals + 1);
  }
}

std::string options::text(std::string_view name, std::string_view fallback) const {
  const auto found = values_.find(name);
  return found == values_.end() ? std::string(fallback) : found->second;
}

double options::seconds(std::string_view name, double fallback) const {
  const auto found = values_.find(name);
  if (found == values_.end())
    return fallback;
  std::size_t used = 0;
  double value = -1;
  try {
    value = std::stod(found->second, &used);
  } catch (const std::exception&) {
    used = 0;
  }
  if (used == 0 || used != found->second.size() || !std::isfinite(value) || value < 0)
    throw std::invalid_argument("--" + found->first + ": not a number: " + found->second);
  return value;
}

long options::number(std::string_view name, long fallback) const {
  const double value = seconds(name, static_cast<double>(fallback));
  if (value > 1e9 || value != std::floor(value))
    throw std::invalid_argument("--" + std::string(name) + ": not a whole number up to 1000000000");
  return static_cast<long>(value);
}

echo_options read_echo_options(int argc, const char* const* argv, tls_use tls) {
  const options given = tls == tls_use::never ? options(argc, argv, {"port", "mode", "buffer"})
                                              : options(argc, argv, {"port", "mode", "buffer", "cert", "key"});
  const auto mode = given.text("mode", "echo");
  if (mode != "echo" && mode != "lines")
    throw std::invalid_argument("--mode: echo or lines, not " + mode);
  echo_options result;
  result.port = given.number("port", 0);
  if (result.port > 65535)
    throw std::invalid_argument("--port: at most 65535");
  result.lines = mode == "lines";
  result.buffer_size = given.number("buffer", result.buffer_size);
  if (result.buffer_size == 0)
    throw std::invalid_argument("--buffer: at least 1");
  result.certificate = given.text("cert", "");
  result.key = given.text("key", "");
  if (result.certificate.empty() != result.key.empty() || (tls == tls_use::always && result.key.empty()))
    throw std::invalid_argument("--cert and --key: both are needed for TLS");
  return result;
}

void announce_port(long port) {
  std::printf("PORT %ld\n", port);
  std::fflush(stdout); // a pipe is fully buffered; the harness waits for this line
}

} // namespace troupe::bench
