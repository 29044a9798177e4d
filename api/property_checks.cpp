#include "troupe/api/property_checks.hpp"

#include <limits>
#include <string>

#include "troupe/api/error_table.hpp"

namespace troupe {

namespace {

void check_range(std::string_view property, int value, int least, int most = std::numeric_limits<int>::max()) {
  if (value >= least && value <= most)
    return;
  auto range = "at least " + std::to_string(least);
  if (most != std::numeric_limits<int>::max())
    range = std::to_string(least) + " to " + std::to_string(most);
  throw make_error(ErrorCode::InvalidValue,
                   std::string{property} + '=' + std::to_string(value) + " (allowed: " + range + ')');
}

} // namespace

void check_connection_backlog(int connections) {
  check_range("ConnectionBacklog", connections, 0);
}

void check_max_line_length(std::string_view property, int bytes) {
  check_range(property, bytes, 256);
}

void check_timeout(std::string_view property, int seconds) {
  check_range(property, seconds, 0);
}

void check_record_length(int bytes) {
  check_range("RecordLength", bytes, 0);
}

void check_local_port(int port, bool listening) {
  if (listening)
    throw make_error(ErrorCode::CannotChangeLocalPort);
  check_range("LocalPort", port, 0, 65535);
}

void check_local_host(bool listening) {
  if (listening)
    throw make_error(ErrorCode::CannotChangeLocalHost);
}

void check_ssl_provider(SSLProviders value) {
  check_range("SSLProvider", value, sslpAutomatic, sslpInternal);
}

void check_ssl_start_mode(SSLStartModes value) {
  check_range("SSLStartMode", value, sslAutomatic, sslNone);
}

} // namespace troupe
