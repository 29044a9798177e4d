#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include <caf/allowed_unsafe_message_type.hpp>

#include "troupe/actors/connection_protocol.hpp"
#include "troupe/net/block.hpp"
#include "troupe/net/event_loop.hpp"
#include "troupe/net/send_queue.hpp"
#include "troupe/tls/context.hpp"

namespace troupe::actors {

class connection;
class listener;

// What the actors of one server tell each other, on one node. What applications send and get is in
// connection_protocol.hpp and server_protocol.hpp.

// -- to a connection -----------------------------------------------------------------------------------------------

/// From the broker, by direct activation: bytes came in.
struct received {
  net::slice bytes;
};

/// From the broker: nothing more will come in. No error: the client finished sending; an error of TLS: perhaps it did,
/// but anybody could have ended the stream there. `detail` is what the reason alone does not say.
struct receive_ended {
  std::error_code reason;
  std::string detail{};
};

/// From anyone: send these bytes, for which the sender has reserved room in the connection's send budget.
struct queued_bytes {
  net::slice bytes;
};

/// From anyone: send part of a file; its length has been added to the send budget.
struct queued_file {
  net::send_queue::file_part part;
};

/// From anyone: drop the files that wait to be sent, and go on with what waits behind them.
struct drop_files {};

/// From anyone: disconnect.
struct queued_close {
  close_how how = close_how::lingering;
};

/// From the idle supervisor, or whoever finds the connection broken: end it because of `reason`, without waiting for
/// anything. `detail` is what the reason alone does not say.
struct abort_connection {
  std::error_code reason;
  std::string detail{};
  close_how how = close_how::abrupt;
};

/// From anyone: begin TLS with these rules.
struct queued_tls {
  tls::context_ptr rules;
};

/// From the background: the certificate that the application has chosen was opened, or could not be.
struct certificate_opened {
  tls::result<tls::credentials_ptr> chosen{tls::credentials_ptr{}};
};

/// From the background: what was found out about the client's certificate.
struct revocation_checked {
  std::string status;
};

/// From anyone, after the flag was changed: reception was paused or resumed.
struct reception_changed {};

/// From anyone, after it was changed: the idle timeout is another one.
struct idle_timeout_changed {};

/// From a sender whose bytes did not fit: tell when there is room.
struct room_wanted {};

/// From the server's actor: the actor that handles all connections has ended.
struct handler_lost {};

// -- to a sink (a façade) ------------------------------------------------------------------------------------------

/// From a connection, by direct activation: it has notices for the application (connection::take_notices).
struct noticed {
  connection* source = nullptr;
};

/// From the supervisors: the server as a whole has a problem.
struct server_trouble {
  std::error_code reason;
  bool stopped = false; ///< the server gave up: nothing listens any more
};

/// From anyone, by the server supervisor: something about the server's TLS that is no problem.
struct server_notice {
  std::string text;
};

// -- to a broker ---------------------------------------------------------------------------------------------------

/// From the server supervisor, first of all: take your place on the worker. A broker: accept from these listeners.
struct begin {
  std::vector<std::shared_ptr<listener>> sources;
};

/// From the server supervisor: accept from this listener.
struct accept_from {
  std::shared_ptr<listener> source;
};

/// From the server supervisor: accept from nobody any more and let go of the listeners.
struct stop_accepting {};

/// From another worker's broker: a client was left for you (server_context::leave).
struct adopt {};

/// From the admission supervisor: permits are free again.
struct permits_free {};

/// From the server's actor: what `broadcast` and `disconnect_some` say of connections that live here.
struct fan_out {
  std::vector<connection_id> to;
  net::slice bytes;
};
struct fan_close {
  std::vector<connection_id> to;
  close_how how = close_how::lingering;
};

// -- to the idle supervisor ----------------------------------------------------------------------------------------

/// From a connection or its owner: its idle timeout was set, or it waits for its last bytes to be sent.
struct watch {
  connection_id connection = 0;
};

// -- to the server supervisor --------------------------------------------------------------------------------------

/// From the server: serve this listener on every worker.
struct serve {
  std::shared_ptr<listener> source;
};

/// From the server: no worker accepts any more.
struct stop_serving {};

/// From one of its children (bound_actor::tell_end): it has ended.
struct child_ended {
  std::uint64_t number = 0; ///< which the supervisor gave it
};

} // namespace troupe::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::received)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::receive_ended)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::queued_bytes)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::queued_file)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::drop_files)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::queued_close)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::abort_connection)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::queued_tls)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::certificate_opened)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::revocation_checked)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::reception_changed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::idle_timeout_changed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::room_wanted)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::handler_lost)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::noticed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::server_trouble)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::server_notice)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::begin)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::accept_from)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::stop_accepting)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::adopt)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::permits_free)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::fan_out)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::fan_close)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::watch)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::serve)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::stop_serving)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::child_ended)
