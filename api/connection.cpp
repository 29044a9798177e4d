#include "troupe/api/connection.hpp"

#include <algorithm>

#include "troupe/api/connection_state.hpp"
#include "troupe/api/property_checks.hpp"

namespace troupe {

bool Connection::AcceptData() const {
  return state_->get().accepts_data();
}

std::int64_t Connection::BytesSent() const {
  auto& target = state_->get();
  // Documented: always 0 when sends are synchronous.
  return target.settings().timeout() > 0 ? 0 : static_cast<std::int64_t>(target.out().bytes_sent());
}

bool Connection::Connected() const noexcept {
  return state_->connected();
}

std::int64_t Connection::ConnectionId() const noexcept {
  return state_->id();
}

std::string Connection::EOL() const {
  return std::string{state_->get().settings().framing().eol.bytes()};
}

void Connection::EOL(std::string_view value) const {
  state_->get().change_framing([&](net::framing& framing) { framing.eol = net::delimiter{value}; });
}

Bytes Connection::EOLB() const {
  return BytesView{EOL()}.ToBytes();
}

void Connection::EOLB(BytesView value) const {
  EOL(value.Text());
}

int Connection::IdleTimeout() const {
  return state_->get().settings().idle_timeout();
}

void Connection::IdleTimeout(int seconds) const {
  check_timeout("IdleTimeout", seconds);
  state_->get().idle_timeout(seconds);
}

std::string Connection::LocalAddress() const {
  return state_->get().local().address();
}

int Connection::MaxLineLength() const {
  return static_cast<int>(state_->get().settings().framing().max_line_length);
}

void Connection::MaxLineLength(int bytes) const {
  auto& target = state_->get();
  check_max_line_length("MaxLineLength", bytes);
  if (target.has_received())
    throw Error{ErrorCode::CannotChangeMaxLineLength};
  target.change_framing([&](net::framing& framing) { framing.max_line_length = static_cast<std::size_t>(bytes); });
}

bool Connection::ReadyToSend() const {
  return state_->get().out().ready();
}

int Connection::RecordLength() const {
  return static_cast<int>(state_->get().settings().framing().record_length);
}

std::string Connection::RemoteHost() const {
  return state_->get().remote().address();
}

int Connection::RemotePort() const {
  return state_->get().remote().port();
}

bool Connection::SingleLineMode() const {
  return state_->get().settings().framing().single_line;
}

void Connection::SingleLineMode(bool value) const {
  state_->get().change_framing([&](net::framing& framing) { framing.single_line = value; });
}

int Connection::Timeout() const {
  return state_->get().settings().timeout();
}

void Connection::Timeout(int seconds) const {
  check_timeout("Timeout", seconds);
  state_->get().settings().timeout(seconds);
}

std::string Connection::UserData() const {
  return state_->get().settings().user_data();
}

void Connection::UserData(std::string value) const {
  state_->get().settings().user_data(std::move(value));
}

Bytes Connection::UserDataB() const {
  return BytesView{UserData()}.ToBytes();
}

void Connection::UserDataB(BytesView value) const {
  UserData(std::string{value.Text()});
}

// -- ConnectionList ----------------------------------------------------------------------------------------------

std::vector<Connection>::const_iterator ConnectionList::find(std::int64_t connection_id) const noexcept {
  const auto found = std::lower_bound(begin(), end(), connection_id,
                                      [](const Connection& one, std::int64_t id) { return one.ConnectionId() < id; });
  return found != end() && found->ConnectionId() == connection_id ? found : end();
}

bool ConnectionList::contains(std::int64_t connection_id) const noexcept {
  return find(connection_id) != end();
}

const Connection& ConnectionList::operator[](std::int64_t connection_id) const {
  const auto found = find(connection_id);
  if (found == end())
    throw Error{ErrorCode::InvalidConnectionId};
  return *found;
}

} // namespace troupe
