#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include <sys/types.h>

#include "troupe/bench/descriptor.hpp"

struct ssl_ctx_st;

namespace troupe::bench {

/// What the generator was asked to do.
struct workload {
  std::string name;
  std::uint16_t port = 0;        ///< of the server on 127.0.0.1
  pid_t server = 0;              ///< whose CPU and memory are read; 0: nobody's
  std::size_t connections = 1;   ///< churn: attempts at a time
  std::size_t window = 1;        ///< messages in flight on a connection
  std::size_t message_size = 64; ///< bytes, CRLF included
  bool lines = false;            ///< messages are CRLF lines
  double warm_up = 0.5;          ///< seconds
  double measured = 2;           ///< seconds
  bool in_rounds = false;        ///< all clients send at once, and again when all are answered; see run_storm
  double rate = 0;               ///< storm: handshakes a second
  ssl_ctx_st* tls = nullptr;     ///< of the clients; nullptr: no TLS
};

/// Ping-pong (window 1), pipelined lines and bulk: `connections` clients, each with `window` messages in flight.
/// Every reply is compared byte by byte; at the end each client half-closes and must hear the server close, with not
/// one byte too many. Prints one line of JSON; throws on whatever is not as it should be.
void run_windowed(const workload& work);

/// Ping-pong in rounds, first alone, then while new clients connect, shake hands and leave at `rate` a second. Prints
/// the figures of the second, and how its p99 compares with the first.
///
/// In a round all clients send at the same moment; a reply is there when the kernel has got it, not when the generator
/// reads it. So neither latency depends on how busy the generator is between rounds, which is when it does the
/// handshakes of the new clients.
void run_storm(const workload& work);

/// Connect, one echo, close by the client, repeated by `connections` attempts at a time. A message is one such cycle,
/// its latency includes the connecting. With TLS each cycle includes a full handshake.
void run_churn(const workload& work);

/// Opens `connections` clients, one echo each, prints what the server's memory grew by, and holds them until its
/// standard input ends.
void run_idle(const workload& work);

/// A non-blocking TCP_NODELAY socket, bound to the `index`-th of many loopback addresses: one address has 28,000 ports,
/// and a closed connection keeps its port for a minute.
[[nodiscard]] descriptor client_socket(std::size_t index);

/// Connects to 127.0.0.1. True if done, false if in progress: then writability tells. Throws if refused.
[[nodiscard]] bool connect_client(int socket, std::uint16_t port);

/// Connects and waits for it, at most five seconds.
[[nodiscard]] descriptor connected_client(std::size_t index, std::uint16_t port);

/// Waits until one of `events` (poll(2)) holds, at most five seconds; throws if none comes.
void await(int socket, short events);

/// Throws the pending error of a socket, if there is one.
void throw_socket_error(int socket);

} // namespace troupe::bench
