#include "troupe/tls/engine.hpp"

#include <algorithm>
#include <cstring>
#include <new>

#include <openssl/err.h>
#include <openssl/ssl.h>

namespace troupe::tls {

namespace {

/// More plaintext than this does not wait for a client that does not finish its renegotiation.
constexpr std::size_t most_held_up = 1024 * 1024;

} // namespace

void ssl_freed::operator()(ssl_st* gone) const noexcept {
  SSL_free(gone);
}

engine::engine(context_ptr rules, ciphertext_sink& output, certificate_choice choice)
  : rules_(std::move(rules)), output_(&output), ssl_(SSL_new(rules_->native())), choice_(choice) {
  auto* const bio = ssl_ != nullptr ? make_bio(*this) : nullptr;
  if (bio == nullptr) {
    ERR_clear_error();
    throw std::bad_alloc{};
  }
  SSL_set_bio(ssl_.get(), bio, bio);
  SSL_set_app_data(ssl_.get(), static_cast<handshake_hooks*>(this));
  SSL_set_accept_state(ssl_.get());
  // There will be no other moment for it: nobody is asked for a certificate.
  if (rules_->rules().ask_client && rules_->rules().system_defaults)
    SSL_set_mode(ssl_.get(), SSL_MODE_ASYNC);
}

engine::~engine() {
  output_ = nullptr;
  // A job that waits for an answer holds memory of the handshake: it is to run to its end.
  while (SSL_waiting_for_async(ssl_.get()) != 0) {
    if (is_on_other_thread()) {
      // It can't go on here, nor be freed: lost, rather than the process.
      static_cast<void>(ssl_.release());
      break;
    }
    dialogue_->verdict = false;
    SSL_do_handshake(enter());
  }
  ERR_clear_error();
}

// -- afterwards ----------------------------------------------------------------------------------------------------

std::optional<net::slice> engine::read(net::slice_builder& into) {
  if (needs_ != want::nothing || !has_more())
    return std::nullopt;
  char* const to = into.prepare(record_size);
  std::size_t filled = 0;
  while (filled < into.room() && has_more()) {
    const auto room = static_cast<int>(into.room() - filled);
    const int count = SSL_read(enter(), to + filled, room);
    if (count <= 0) {
      settle(SSL_get_error(ssl_.get(), count));
      break;
    }
    filled += static_cast<std::size_t>(count);
  }
  write_held_up();
  if (filled == 0)
    return std::nullopt;
  return into.commit(filled);
}

bool engine::write(std::string_view plaintext) {
  if ((needs_ != want::nothing && needs_ != want::closed) || (SSL_get_shutdown(ssl_.get()) & SSL_SENT_SHUTDOWN) != 0)
    return false;
  while (!plaintext.empty()) {
    const auto size = std::min(plaintext.size(), record_size);
    const bool waits = !held_up_.empty();
    const int count = waits ? 0 : SSL_write(enter(), plaintext.data(), static_cast<int>(size));
    if (count > 0) {
      plaintext.remove_prefix(size);
      continue;
    }
    // The client renegotiates, and has not said all it has to say. It does not get to hold up everything.
    const bool renegotiates = waits || SSL_get_error(ssl_.get(), count) == SSL_ERROR_WANT_READ;
    if (!renegotiates || held_up_.size() + plaintext.size() > most_held_up) {
      give_up(fail(errc::not_encrypted));
      return false;
    }
    held_up_ += plaintext;
    return true;
  }
  return true;
}

void engine::write_held_up() {
  if (!held_up_.empty() && SSL_is_init_finished(ssl_.get()) != 0)
    write(std::exchange(held_up_, {}));
}

void engine::close() {
  if (needs_ == want::nothing || needs_ == want::closed)
    SSL_shutdown(enter());
  ERR_clear_error();
}

// -- OpenSSL -------------------------------------------------------------------------------------------------------

/// The SSL, for one operation: what SSL_get_error(3) says afterwards is about this one.
ssl_st* engine::enter() noexcept {
  // To clear an empty queue costs ten times the look at it.
  if (ERR_peek_error() != 0)
    ERR_clear_error();
  return ssl_.get();
}

/// What an operation that has not succeeded means.
void engine::settle(int error) {
  switch (error) {
  case SSL_ERROR_WANT_WRITE:
    needs_ = want::turn;
    return;
  case SSL_ERROR_WANT_READ:
  case SSL_ERROR_WANT_CLIENT_HELLO_CB:
    return;
  case SSL_ERROR_WANT_ASYNC: {
    // On the usual stack again: there is room for words.
    const auto& rules = rules_->rules();
    dialogue_->client = describe(dialogue_->verified, rules);
    const bool ask = rules.check_crl != revocation_check::none || rules.check_ocsp != revocation_check::none;
    if (ask && dialogue_->client.acceptable)
      needs_ = want::revocation;
    return;
  }
  case SSL_ERROR_ZERO_RETURN:
    needs_ = want::closed;
    return;
  default:
    give_up(fail(dialogue_ != nullptr ? errc::handshake_failed : errc::not_decrypted));
  }
}

void engine::give_up(failure why) {
  if (needs_ == want::failed)
    return;
  needs_ = want::failed;
  why_ = std::move(why);
  if (dialogue_ == nullptr || dialogue_->verdict.value_or(true))
    return;
  // A refusal reads better in the words that it was made for.
  const auto& client = dialogue_->client;
  why_.code = client.encoded.empty() ? errc::no_client_certificate : errc::certificate_not_verified;
  why_.reason = client.status == "OK" ? "the application refused the certificate" : client.status;
}

/// Whether there may be something to decrypt: OpenSSL reads ahead.
bool engine::has_more() const noexcept {
  return has_input() || SSL_has_pending(ssl_.get()) != 0;
}

std::size_t engine::take(char* to, std::size_t most) {
  if (input_.empty())
    return take_later(to, most);
  const auto count = std::min(most, input_.size());
  std::memcpy(to, input_.data(), count);
  input_.remove_prefix(count);
  // Its block may be used again at once.
  if (input_.empty())
    input_ = {};
  return count;
}

std::size_t engine::take_later(char* to, std::size_t most) {
  iovec first{};
  if (later_.gather(&first, 1) == 0)
    return 0;
  const auto count = std::min(most, first.iov_len);
  std::memcpy(to, first.iov_base, count);
  later_.consume(count);
  return count;
}

bool engine::put(std::string_view bytes) try {
  if (output_ == nullptr)
    return true;
  // A small stack has no room for the sink; and what a client has not deserved yet is not sent.
  if (dialogue_ != nullptr && rules_->rules().ask_client)
    dialogue_->held.append(bytes);
  else
    output_->on_ciphertext(bytes);
  return true;
} catch (const std::bad_alloc&) {
  return false;
}

void engine::release_output() {
  if (dialogue_->held.empty() || output_ == nullptr)
    return;
  const auto held = std::exchange(dialogue_->held, {});
  output_->on_ciphertext(held);
}

} // namespace troupe::tls
