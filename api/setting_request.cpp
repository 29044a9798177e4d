#include "troupe/api/setting_request.hpp"

#include <charconv>

#include "troupe/api/error_table.hpp"
#include "troupe/api/letter_case.hpp"
#include "troupe/api/property_names.hpp"
#include "troupe/api/setting_names.hpp"
#include "troupe/api/settings_table.hpp"
#include "troupe/api/text_escapes.hpp"

namespace troupe {

namespace {

std::int64_t connection_id_of(std::string_view text) {
  std::int64_t id = 0;
  const auto* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, id);
  if (parsed.ec != std::errc{} || parsed.ptr != end)
    throw make_error(ErrorCode::InvalidConnectionId, shown(text));
  return id;
}

Error unknown(const setting_request& request) {
  if (const auto hint = property_hint(request.name, request.value); !hint.empty())
    return make_error(ErrorCode::UnknownSetting, hint);
  auto detail = shown(request.name);
  std::string_view separator = "; did you mean ";
  for (const auto& like : settings_like(request.name)) {
    detail.append(separator).append(like);
    separator = ", ";
  }
  if (separator == ", ")
    detail.append("?");
  return make_error(ErrorCode::UnknownSetting, detail);
}

const setting& setting_of(const setting_request& request) {
  const auto* found = find_setting(request.name);
  if (found == nullptr)
    throw unknown(request);
  if (request.connection_id && !found->is_of_connection())
    throw make_error(ErrorCode::InvalidCall,
                     std::string{found->name} + " is a setting of the server, not of a connection");
  return *found;
}

} // namespace

setting_request parse_setting_request(std::string_view text) {
  setting_request request;
  auto name = text;
  if (const auto equals = text.find('='); equals != std::string_view::npos) {
    request.value = text.substr(equals + 1);
    name = text.substr(0, equals);
  }
  name = trimmed(name);
  const auto bracket = name.find('[');
  const bool is_closed = !name.empty() && name.back() == ']';
  if ((bracket != std::string_view::npos) != is_closed)
    throw make_error(ErrorCode::InvalidValue, shown(name) + " (allowed: NAME, NAME=VALUE, NAME[ConnectionId])");
  if (is_closed) {
    request.connection_id = connection_id_of(trimmed(name.substr(bracket + 1, name.size() - bracket - 2)));
    name = trimmed(name.substr(0, bracket));
  }
  request.name = name;
  return request;
}

std::string get_setting(const server_values& values, const session_lookup& session_of, const setting_request& request) {
  const auto& wanted = setting_of(request);
  if (!wanted.is_of_connection())
    return wanted.read(values);
  if (!request.connection_id)
    throw make_error(ErrorCode::InvalidConnectionId, std::string{wanted.name} +
                                                       " is a setting of a connection: ask for " +
                                                       std::string{wanted.name} + "[ConnectionId]");
  const auto session = session_of(*request.connection_id);
  return wanted.read(session ? *session : tls::session_info{});
}

void set_setting(server_values& values, const setting_request& request, bool listening) {
  const auto& wanted = setting_of(request);
  if (wanted.change == setting_change::read_only)
    throw make_error(ErrorCode::ReadOnly, wanted.name);
  if (listening && wanted.change == setting_change::not_while_listening) {
    const bool is_ours = wanted.when_listening == ErrorCode::CannotChangeWhileListening;
    throw make_error(wanted.when_listening, is_ours ? wanted.name : std::string_view{});
  }
  wanted.write(values, request.value.value());
}

} // namespace troupe
