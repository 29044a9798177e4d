#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <pthread.h>

#include "troupe/net/block.hpp"
#include "troupe/net/send_queue.hpp"
#include "troupe/tls/byte_port.hpp"
#include "troupe/tls/client_hello.hpp"
#include "troupe/tls/client_identity.hpp"
#include "troupe/tls/context.hpp"
#include "troupe/tls/failure.hpp"
#include "troupe/tls/hooks.hpp"
#include "troupe/tls/revocation.hpp"
#include "troupe/tls/session_info.hpp"
#include "troupe/tls/verification.hpp"

namespace troupe::tls {

/// What an engine needs to go on.
enum class want : std::uint8_t {
  input,       ///< more ciphertext
  turn,        ///< to `advance` again: the step has taken long enough, and others have theirs to take
  certificate, ///< the ClientHello is there: `use` a certificate
  revocation,  ///< the client's certificate is there: ask `revocation_question`, tell `revocation_answer`
  verdict,     ///< the client's identity is known: `decide`
  nothing,     ///< the handshake is complete
  closed,      ///< the client has sent close_notify; it may still be sent to
  failed       ///< `why()`; an alert that says so has been put out
};

/// Who chooses the certificate that a client is shown.
enum class certificate_choice : std::uint8_t {
  asked, ///< whoever answers `want::certificate`
  own    ///< nobody: the context's own for the name that the client asks for, without a stop if there is one
};

/// Takes what an engine puts out.
class ciphertext_sink {
public:
  /// To be sent to the client, in this order. Valid during the call. May throw `std::bad_alloc`, which ends the engine.
  virtual void on_ciphertext(std::string_view bytes) = 0;

protected:
  ~ciphertext_sink() = default;
};

/// The server's side of one TLS connection, without I/O: ciphertext in, plaintext and ciphertext out, and what it
/// wants next. One thread.
class engine final : private handshake_hooks, private byte_port {
public:
  /// The largest piece that `write` makes one record of.
  static constexpr std::size_t record_size = 16384;

  /// `choice`: who chooses the certificate. Throws `std::bad_alloc`.
  engine(context_ptr rules, ciphertext_sink& output, certificate_choice choice = certificate_choice::asked);
  engine(const engine&) = delete;
  engine& operator=(const engine&) = delete;
  ~engine();

  /// Gives it what was received. Throws `std::bad_alloc`.
  void feed(net::slice ciphertext) {
    if (has_input())
      later_.append(std::move(ciphertext));
    else
      input_ = std::move(ciphertext);
  }
  bool has_input() const noexcept { return !input_.empty() || !later_.empty(); }
  /// What it needs now.
  want needs() const noexcept { return needs_; }

  // -- the handshake -------------------------------------------------------------------------------------------------
  /// Goes on as far as the input and the answers given allow, or to the next record that it would put out when there is
  /// no time for that: `has_time` is asked before each; none: as long as it takes. The costly one: the cryptography of
  /// one record takes up to a millisecond.
  want advance(std::function<bool()> has_time = {});
  const client_hello& hello() const noexcept { return dialogue_->hello; }
  /// Answers `want::certificate`; nullptr: the context's own for the name that the client asks for. Without any, or
  /// with one that can't be used, the handshake fails: `needs()`. Throws `std::bad_alloc`.
  void use(const credentials_ptr& other);
  /// Answers it with: none, because of `why`. The client gets an alert. Throws `std::bad_alloc`.
  void refuse(failure why);
  revocation_query_ptr revocation_question() const;
  /// Answers `want::revocation`: what `check_revocation` said.
  void revocation_answer(std::string status);
  const client_identity& client() const noexcept { return dialogue_->client; }
  /// Answers `want::verdict`. Then `advance`, which sends a client that was refused its alert.
  void decide(bool accepted);
  /// What was agreed on, once the handshake is complete.
  session_info session() const;

  // -- afterwards ----------------------------------------------------------------------------------------------------
  /// Decrypts what was fed, as far as it fits into one piece of a block; none: `needs()` says why.
  std::optional<net::slice> read(net::slice_builder& into);
  /// Encrypts: a record for each `record_size` bytes. False: it failed, or the handshake is not complete, or `close`
  /// was called. Throws `std::bad_alloc`.
  bool write(std::string_view plaintext);
  /// Says that nothing more will be sent (close_notify).
  void close();

  /// Why it failed.
  const failure& why() const noexcept { return why_; }
  /// One line for each TLS message since the last call (LogSSLPackets).
  std::vector<std::string> take_messages() { return std::exchange(messages_, {}); }

private:
  /// What is needed only until the handshake is complete.
  struct dialogue {
    client_hello hello;
    client_identity client;
    verification verified;
    std::string held;               // of a client that is asked who it is: what OpenSSL put out during one step
    bool has_certificate = false;   // `use` was called
    bool refused = false;           // there is no certificate for this client
    bool put_off = false;           // a message waits for the next step
    std::function<bool()> has_time; // for the step that is being made
    std::optional<bool> verdict;    // what `decide` was told
  };

  hello_answer on_client_hello(ssl_st* from) override;
  bool on_verify(x509_store_ctx_st* of) override;
  void on_message(const tls_message& message) override;
  bool is_on_other_thread() const noexcept { return pthread_equal(thread_, pthread_self()) == 0; }
  std::size_t take(char* to, std::size_t most) override;
  std::size_t take_later(char* to, std::size_t most);
  bool has_more() const noexcept;
  bool put(std::string_view bytes) override;
  bool may_put_off() const noexcept override;
  bool may_go_on() noexcept override;

  ssl_st* enter() noexcept;
  void settle(int error);
  void use(const credentials& chosen, const chain_ptr& chain);
  void complete();
  void finish();
  bool wait_for_verdict(verification of);
  void give_up(failure why);
  void release_output();
  void write_held_up();
  bool chooses_alone(const prepared_certificate* named) const noexcept;

  context_ptr rules_;
  ciphertext_sink* output_; // none while the engine is destroyed
  std::unique_ptr<ssl_st, ssl_freed> ssl_;
  net::slice input_;
  net::send_queue later_; // input behind that
  std::unique_ptr<dialogue> dialogue_ = std::make_unique<dialogue>();
  pthread_t thread_{}; // on which a step was made last: one that was suspended must go on there (ASYNC_start_job(3))
  want needs_ = want::input;
  certificate_choice choice_;
  failure why_;
  chain_ptr known_;     // what the client showed at first, for renegotiations
  std::string held_up_; // plaintext that waits for the end of a renegotiation
  std::vector<std::string> messages_;
};

} // namespace troupe::tls
