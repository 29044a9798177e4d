#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

namespace troupe::bench {

/// `--name=value` arguments of a benchmark program.
/// Unknown names and malformed numbers throw std::invalid_argument: a typing error must not become a measurement.
class options final {
public:
  /// Reads the arguments; `known` are the names allowed, without dashes.
  options(int argc, const char* const* argv, std::initializer_list<std::string_view> known);

  /// The value given for `name`, else `fallback`.
  [[nodiscard]] std::string text(std::string_view name, std::string_view fallback) const;

  /// The value as a whole number, not negative.
  [[nodiscard]] long number(std::string_view name, long fallback) const;

  /// The value as seconds, fractions allowed, not negative.
  [[nodiscard]] double seconds(std::string_view name, double fallback) const;

private:
  std::map<std::string, std::string, std::less<>> values_;
};

/// What every echo server of the suite is told.
struct echo_options {
  long port = 0;           ///< 0: the system chooses.
  bool lines = false;      ///< `--mode=lines`: answer each CRLF line with itself; else echo bytes as they come.
  long buffer_size = 4096; ///< `--buffer`: bytes, for servers that need a receive buffer in each connection (Asio).
  std::string certificate; ///< `--cert`: PEM file; empty: no TLS.
  std::string key;         ///< `--key`: PEM file, may be the same.
};

/// Whether an echo server speaks TLS.
enum class tls_use { never, if_certificate_given, always };

/// Reads `--port`, `--mode`, `--buffer` and, unless `tls` is never, `--cert` and `--key`.
[[nodiscard]] echo_options read_echo_options(int argc, const char* const* argv, tls_use tls = tls_use::never);

/// Prints `PORT n`, the line a harness waits for before it connects.
void announce_port(long port);

} // namespace troupe::bench
