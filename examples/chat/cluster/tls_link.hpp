#pragma once

#include <caf/fwd.hpp>
#include <caf/io/fwd.hpp>
#include <caf/io/network/default_multiplexer.hpp>

/// TLS connections for CAF's middleman, by caf::openssl's sessions, and so by CAF's options.
///
/// Why not caf::openssl's own middleman: its sessions ask OpenSSL what went wrong without emptying the error queue of
/// the thread first, and Debian's libcaf, built without logging, never empties it. Measured: one connection that breaks
/// off (a port scan is enough) left an error behind, which the next read without data on any other link of the system
/// took for its own, so that three nodes with traffic lost their links again and again. Here the queue is emptied
/// before each call; nothing else differs.
namespace chat::cluster {

/// A stream over a connected socket, which it owns from then on; nullptr if there is no session to be had. `accepted`:
/// whether the other side has connected. To be called by the middleman, or its actor.
caf::io::scribe_ptr make_tls_scribe(caf::io::network::default_multiplexer& multiplexer,
                                    caf::io::network::native_socket socket, bool accepted);

/// What takes connections at a listening socket, which it owns from then on.
caf::io::doorman_ptr make_tls_doorman(caf::io::network::default_multiplexer& multiplexer,
                                      caf::io::network::native_socket socket);

} // namespace chat::cluster
