#include "troupe/actors/connection_requests.hpp"

#include <utility>

#include "troupe/actors/connection.hpp"
#include "troupe/actors/handler_port.hpp"
#include "troupe/actors/server_error.hpp"
#include "troupe/net/file.hpp"

namespace troupe::actors {

namespace {

/// Answers a request; a message that is none is answered only when that says that it was refused.
void answer(connection& target, const write_result& result) {
  const auto& asked = *target.current_mailbox_element();
  if (result.status == write_status::would_block)
    target.port()->remember(asked.sender);
  if (asked.mid.is_request() || (asked.sender && result.status != write_status::accepted))
    target.make_response_promise().deliver(result);
}

template <class Waiting>
write_result write_to(connection& target, Waiting what) {
  if (auto* const port = target.port(); port != nullptr)
    return port->write(std::move(what));
  return {write_status::closed, 0};
}

caf::error cannot_send(const send_file& wanted, const std::string& why) {
  return make_error(server_error::cannot_read_file, "send_file '" + wanted.path + "': " + why);
}

/// The part that is meant, or why there is none.
caf::expected<net::send_queue::file_part> part_of(const send_file& wanted) {
  auto opened = net::file::open(wanted.path);
  if (!opened)
    return cannot_send(wanted, opened.error().message());
  const auto size = (*opened)->size();
  if (wanted.offset > size)
    return cannot_send(wanted,
                       "it has " + std::to_string(size) + " bytes only, offset is " + std::to_string(wanted.offset));
  const auto rest = size - wanted.offset;
  if (wanted.length > rest)
    return cannot_send(wanted, "it has " + std::to_string(rest) + " bytes only behind the offset, length is " +
                                 std::to_string(wanted.length));
  return net::send_queue::file_part{std::move(*opened), wanted.offset, wanted.length == 0 ? rest : wanted.length};
}

bool is_request(connection& target) {
  return target.current_mailbox_element()->mid.is_request();
}

void send(connection& target, const send_file& wanted) {
  auto part = part_of(wanted);
  if (part)
    answer(target, write_to(target, std::move(*part)));
  else if (is_request(target))
    target.make_response_promise().deliver(std::move(part.error()));
  else
    answer(target, {write_status::dropped, target.out().pending()});
}

caf::error tls_refusal(connection& target) {
  const auto* const port = target.port();
  if (port == nullptr || !target.out().accepts())
    return make_error(server_error::no_such_connection, "start_tls: the connection is closing");
  if (port->rules() == nullptr || !port->rules()->has_identity())
    return make_error(server_error::no_certificate, "start_tls: the server's options have no certificate (tls)");
  if (!target.start_tls(port->rules()))
    return make_error(server_error::speaks_tls, "start_tls: the connection speaks TLS already");
  return {};
}

/// Who only sends it hears no refusal; a connection that was to be protected is not to go on without.
void begin_tls(connection& target) {
  auto refused = tls_refusal(target);
  if (is_request(target) && refused)
    target.make_response_promise().deliver(std::move(refused));
  else if (refused == server_error::no_certificate)
    target.post(abort_connection{tls::errc::no_server_certificate, "start_tls: the server's options have none"});
}

net::framing framing_of(const framing_rule& rule) {
  net::framing framing;
  framing.eol = net::delimiter{rule.eol};
  framing.max_line_length = static_cast<std::size_t>(rule.max_line_length);
  framing.record_length = static_cast<std::size_t>(rule.record_length);
  framing.single_line = rule.single_line;
  return framing;
}

} // namespace

std::string to_string(write_status status) {
  switch (status) {
  case write_status::accepted:
    return "accepted";
  case write_status::would_block:
    return "would_block";
  case write_status::dropped:
    return "dropped";
  case write_status::closed:
    break;
  }
  return "closed";
}

caf::message_handler requests_to(connection& target) {
  return {
    [&target](write& message) {
      const auto size = message.bytes.size();
      const auto result = write_to(target, std::move(message.bytes));
      // Before the answer: who has it may write again.
      target.end_write(size);
      answer(target, result);
    },
    [&target](write_line& message) {
      const auto size = message.text.size();
      message.text += "\r\n";
      const auto result = write_to(target, net::slice::copy_of(message.text));
      target.end_write(size);
      answer(target, result);
    },
    [&target](const send_file& message) { send(target, message); },
    [&target](const close& message) {
      target.close_now(message.how);
      target.end_order();
    },
    [&target](const pause&) {
      target.pause(true);
      target.end_order();
    },
    [&target](const resume&) { target.pause(false); },
    [&target](const set_framing& message) {
      target.change_framing([&](net::framing& framing) { framing = framing_of(message.rule); });
      target.end_order();
    },
    [&target](const start_tls&) {
      begin_tls(target);
      target.end_order();
    },
    [&target](const set_overflow& message) { target.gate()->policy(message.policy); },
    [&target](const set_idle_timeout& message) { target.idle_timeout(static_cast<int>(message.seconds)); },
    [&target](const info&) { return target.information(); },
  };
}

} // namespace troupe::actors
