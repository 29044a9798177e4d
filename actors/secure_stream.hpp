#pragma once

#include <memory>

#include "troupe/actors/handshake_places.hpp"
#include "troupe/actors/messages.hpp"
#include "troupe/actors/secure_outlet.hpp"
#include "troupe/actors/secure_report.hpp"
#include "troupe/tls/engine.hpp"

namespace troupe::actors {

class connection;
class worker;

/// TLS between a channel's stream and its connection: the handshake, then records in both directions. Worker's thread
/// only, outside of the connection's turns.
///
/// A step of a handshake costs up to a millisecond. While nobody talks it is made where its bytes came in
/// (worker::may_step_now). Where others talk, steps wait for their turn: one for each turn of the loop
/// (worker::step_later), however many clients arrive, and a long one goes on in another turn. And a
/// handshake holds some 70 KB, so only so many are under way (worker::handshakes): beyond that a client's first bytes
/// wait, and nothing is made for them.
class secure_stream final {
public:
  /// TLS begins with the next bytes of the stream. `served` is the connection as long as its channel has it.
  secure_stream(worker& home, net::stream_id stream, connection& served, tls::context_ptr rules);
  secure_stream(const secure_stream&) = delete;
  secure_stream& operator=(const secure_stream&) = delete;

  secure_outlet& out() noexcept { return out_; }
  /// False as long as what is received belongs to the connection as it is (StartSSL, in the middle of an event).
  bool takes_input() const noexcept { return takes_input_; }
  void let_input_pass() noexcept { takes_input_ = false; }
  /// From now on what is received is TLS; `rest` is what was received before and the application has not got.
  void take_input(net::slice rest);

  /// From the loop. The connection may be closed afterwards.
  void receive(net::slice ciphertext);
  void end(std::error_code reason);
  /// The handshake's turn has come: for a step, or to begin.
  void take_step();

  // -- what the application has answered; also within the connection's turn ------------------------------------------
  void use_certificate(tls::result<tls::credentials_ptr> chosen);
  void revocation_checked(std::string status);
  void decide_identity(bool accepted);

  /// The client has said that it sends nothing more.
  bool has_ended() const noexcept { return ended_; }
  /// Sends close_notify, if it is time for that; `with_end`: queues it, to leave with the end of the stream.
  void close(bool with_end);
  /// The connection is to end because sending failed, if it has.
  bool has_failed() const noexcept { return static_cast<bool>(out_.why()); }

private:
  void arrive(net::slice ciphertext);
  void begin(net::slice ciphertext);
  void go_on();
  bool waits_for_answer() const noexcept;
  void wait_for_turn();
  void act();
  void ask_revocation();
  void complete();
  void deliver();
  void tell_messages();
  bool is_followed() const;
  bool is_asked_for_certificates() const;
  void tell(std::string_view text, std::string_view sensitive = {}, std::string_view rest = {});
  void tell_hello();
  void tell_client();
  void fail(tls::failure why);

  worker& worker_;
  net::stream_id stream_;
  connection& connection_;
  tls::context_ptr rules_;
  secure_outlet out_;
  std::unique_ptr<tls::engine> engine_; // from the first bytes on: an SSL that waits for them would cost 9 KB
  handshake_places::ticket place_;      // while the handshake is under way
  std::string early_;                   // what was received before there was a place for it
  bool takes_input_ = true;
  bool in_line_ = false; // for a turn
  bool stops_ = true;    // for a certificate: somebody chooses it, or follows what the client offers
  bool complete_ = false;
  bool talks_ = false; // has been heard before
  bool ended_ = false; // close_notify was received
};

} // namespace troupe::actors
