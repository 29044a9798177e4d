#include "troupe/api/settings_table.hpp"

#include <algorithm>
#include <iterator>

#include "troupe/api/build_info.hpp"
#include "troupe/api/letter_case.hpp"
#include "troupe/api/ssl_settings_table.hpp"

namespace troupe {

namespace {

using values = server_values;
using type = setting_type;
using change = setting_change;

constexpr bool documented = true;
constexpr bool ours = false;

// socket(7): the kernel doubles the size, and takes at most INT_MAX / 2.
constexpr int most_buffer = 1 << 30;
// tcp(7): TCP_KEEPIDLE and TCP_KEEPINTVL are at most 32767 seconds.
constexpr int most_keep_alive = 32767000;

constexpr setting rows[] = {
  {"AllowedClients",
   type::client_list,
   &values::allowed_clients,
   documented,
   change::any_time,
   {},
   "",
   "Who may connect: addresses, addresses with `*` (`192.168.*`), networks (`10.0.0.0/8`), host names; `*`: everybody. "
   "A host name is looked up when the list is set, and only then; if it can't be (11001 to 11004) the old list stays. "
   "One with `*` is refused (1002): it would need a reverse lookup of every client. For a client that is not listed "
   "ConnectionRequest fires with Accept false. Empty: everybody may; nothing but commas is refused. Applies to the "
   "clients that connect from then on."},
  {"BindExclusively",
   type::boolean,
   &values::bind_exclusively,
   documented,
   change::not_while_listening,
   {},
   "",
   "False: other servers that also allow it may listen on the same port, and the system spreads the clients over "
   "them (SO_REUSEPORT)."},
  {"BlockedClients",
   type::client_list,
   &values::blocked_clients,
   documented,
   change::any_time,
   {},
   "",
   "Who may not connect, written as AllowedClients: ConnectionRequest fires with Accept false. Applies to the "
   "clients that connect from then on."},
  {"CloseStreamAfterTransfer",
   type::boolean,
   &values::close_stream_after_transfer,
   documented,
   change::any_time,
   {},
   "",
   "Whether a stream given to SendFile is closed once it has been sent."},
  {"DefaultConnectionTimeout",
   type::integer,
   &values::default_connection_timeout,
   documented,
   change::any_time,
   {0, 86400},
   "seconds",
   "How long a TLS handshake may take, from its beginning to its end; 0: for ever. Without TLS it has no effect."},
  {"InBufferSize",
   type::integer,
   &values::in_buffer_size,
   documented,
   change::any_time,
   {0, most_buffer},
   "bytes",
   "The socket's receive buffer (SO_RCVBUF), for connections accepted from then on. 0: the system's; going back to 0 "
   "takes effect with the next StartListening. The system corrects a size it doesn't like."},
  {"KeepAliveInterval",
   type::integer,
   &values::keep_alive_interval,
   documented,
   change::any_time,
   {0, most_keep_alive},
   "milliseconds",
   "With KeepAlive: the time between probes that aren't answered (TCP_KEEPINTVL), rounded up to seconds; 0: the "
   "system's. For connections accepted from then on."},
  {"KeepAliveTime",
   type::integer,
   &values::keep_alive_time,
   documented,
   change::any_time,
   {0, most_keep_alive},
   "milliseconds",
   "With KeepAlive: the silence before the first probe (TCP_KEEPIDLE), rounded up to seconds; 0: the system's. For "
   "connections accepted from then on."},
  {"MaxConnections",
   type::integer,
   &values::max_connections,
   documented,
   change::not_while_listening,
   {1, 10'000'000},
   "connections",
   "How many connections there may be at once; see MaxConnectionsPolicy for the next one. The process needs as many "
   "file descriptors (`ulimit -n`).",
   {},
   ErrorCode::CannotChangeMaxConnections},
  {"OutBufferSize",
   type::integer,
   &values::out_buffer_size,
   documented,
   change::any_time,
   {0, most_buffer},
   "bytes",
   "The socket's send buffer (SO_SNDBUF), for connections accepted from then on. 0: the system's; going back to 0 "
   "takes effect with the next StartListening. The system corrects a size it doesn't like."},
  {"TcpNoDelay",
   type::boolean,
   &values::tcp_no_delay,
   documented,
   change::any_time,
   {},
   "",
   "True: small packets are sent at once (TCP_NODELAY) instead of being gathered by Nagle's algorithm. For "
   "connections accepted from then on."},
  {"UseIPv6",
   type::integer,
   &values::use_ipv6,
   documented,
   change::not_while_listening,
   {0, 2},
   "",
   "0: IPv4 only; 1: IPv6 only; 2: both."},
  {"BuildInfo",
   type::fixed_text,
   &build_info,
   documented,
   change::read_only,
   {},
   "",
   "Troupe's version and what it was compiled with."},
  {"CodePage",
   type::code_page,
   &values::code_page,
   documented,
   change::any_time,
   {},
   "",
   "What Text is in on the wire: SendText converts to it, DataIn's Text is converted from it. 65001 is UTF-8, and "
   "nothing is converted. Code pages that the system's iconv lacks are refused."},
  {"LicenseInfo",
   type::fixed_text,
   &license_info,
   documented,
   change::read_only,
   {},
   "",
   "The license that applies; there is no license key."},
  {"MaskSensitiveData",
   type::boolean,
   &values::mask_sensitive_data,
   documented,
   change::any_time,
   {},
   "",
   "Whether the names in SSLStatus, of the server and of clients' certificates, are shown as `***`."},
  {"UseInternalSecurityAPI",
   type::boolean,
   &values::use_internal_security_api,
   documented,
   change::any_time,
   {},
   "",
   "Which TLS implementation to use. Kept, but on Linux it is always the internal one."},
  {"WorkerThreads",
   type::integer,
   &values::worker_threads,
   ours,
   change::not_while_listening,
   {0, 256},
   "threads",
   "How many background threads serve the connections; the events of one connection fire on one of them. 0: DoEvents "
   "does it all on the caller's thread."},
  {"SendQueueLimit",
   type::integer,
   &values::send_queue_limit,
   ours,
   change::any_time,
   {4096, 1 << 30},
   "bytes",
   "How much may wait to be sent on one connection before Send reports 10035, or waits if there is a Timeout. For "
   "connections accepted from then on."},
  {"DrainTimeout",
   type::integer,
   &values::drain_timeout,
   ours,
   change::any_time,
   {1, 86400},
   "seconds",
   "With Linger: how long a closing connection keeps trying to deliver its last data without any progress. For "
   "connections accepted from then on."},
  {"DoEventsWait",
   type::integer,
   &values::do_events_wait,
   ours,
   change::any_time,
   {0, 60000},
   "milliseconds",
   "The \"preset period of time\" that DoEvents waits when there are no events; 0: it doesn't wait."},
  {"MaxConnectionsPolicy",
   type::choice,
   &values::max_connections_policy,
   ours,
   change::not_while_listening,
   {},
   "",
   "What becomes of a client beyond MaxConnections. Refuse: it is disconnected at once. Wait: it is left in the "
   "system's backlog until another connection ends.",
   "Refuse|Wait"},
  {"MaxConnectionsMessage",
   type::escaped_text,
   &values::max_connections_message,
   ours,
   change::any_time,
   {},
   "",
   "What a client that is refused because of MaxConnections is sent before it is disconnected; empty: nothing."},
  {"MaxHandshakes",
   type::integer,
   &values::max_handshakes,
   ours,
   change::any_time,
   {1, 1000000},
   "handshakes",
   "How many TLS handshakes may be under way at the same time on each worker thread, at some 70 KB each. Clients "
   "beyond "
   "that wait, in order of arrival; DefaultConnectionTimeout goes on meanwhile. In force from the next client on."},
  {"RestartLimit",
   type::integer,
   &values::restart_limit,
   ours,
   change::any_time,
   {0, 1000},
   "restarts in 10 seconds",
   "How often parts of the server that failed are replaced. Once more, and the server fires Error 1009 and stops."},
};

} // namespace

const std::vector<setting>& settings_table() {
  static const auto table = [] {
    std::vector<setting> all{std::begin(rows), std::end(rows)};
    all.insert(all.end(), ssl_settings_table().begin(), ssl_settings_table().end());
    return all;
  }();
  return table;
}

const setting* find_setting(std::string_view name) {
  const auto& table = settings_table();
  const auto found =
    std::find_if(table.begin(), table.end(), [name](const setting& row) { return equal_in_any_case(row.name, name); });
  return found != table.end() ? &*found : nullptr;
}

} // namespace troupe
