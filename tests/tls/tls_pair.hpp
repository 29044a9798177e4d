#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "troupe/net/block.hpp"
#include "troupe/tests/tls/tls_client.hpp"
#include "troupe/tls/engine.hpp"

namespace troupe::test {

/// An engine and a client that speak to each other in memory.
class tls_pair final : public tls::ciphertext_sink {
public:
  explicit tls_pair(tls::context_ptr rules, const client_setup& setup = {},
                    tls::certificate_choice choice = tls::certificate_choice::asked);

  /// What the application answers. Before the first `run`.
  std::function<tls::credentials_ptr(const tls::client_hello&)> choose;
  std::function<bool(const tls::client_identity&)> judge;
  std::function<std::string(const tls::revocation_query&)> look_up;
  /// Leaves the engine waiting at such a want.
  tls::want stop_at = tls::want::nothing;
  /// Whether the engine has time for a message of the handshake.
  std::function<bool()> has_time;
  /// How often it has asked for another turn.
  int turns() const { return turns_; }

  /// Until neither has anything to say; whether both are connected. `piece`: bytes that pass at once.
  bool run(std::size_t piece = std::string::npos);
  /// Gives the engine these bytes, and goes on as far as it gets.
  void feed(std::string_view ciphertext);
  /// What the engine has sent and the client has not got yet.
  const std::string& sent() const { return sent_; }
  /// What the engine has decrypted.
  const std::string& received() const { return received_; }

  tls::engine& server() { return *server_; }
  tls_client& client() { return client_; }
  void destroy_server() { server_.reset(); }

private:
  void on_ciphertext(std::string_view bytes) override { sent_ += bytes; }
  void step_server();
  bool answer();

  tls_client client_;
  net::slice_builder builder_{65536};
  std::string sent_;
  std::string received_;
  int turns_ = 0;
  std::unique_ptr<tls::engine> server_;
};

/// A context of options and a certificate. Throws std::runtime_error with the reason.
tls::context_ptr make_context(const tls::options& rules = {}, const minted& identity = ecdsa_server());
/// The credentials in PEM.
tls::credentials_ptr credentials_of(const minted& identity);

} // namespace troupe::test
