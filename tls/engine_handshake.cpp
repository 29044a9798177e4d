#include <new>
#include <utility>

#include <openssl/async.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "troupe/tls/engine.hpp"
#include "troupe/tls/message_text.hpp"

namespace troupe::tls {

namespace {

/// LogSSLPackets has no effect with SSLProvider Platform.
bool logs_messages(const options& rules) {
  return rules.log_messages && !rules.system_defaults;
}

void log(const tls_message& message, std::vector<std::string>& to) try {
  if (auto line = text_of(message); !line.empty())
    to.push_back(std::move(line));
} catch (const std::bad_alloc&) { // NOLINT(bugprone-empty-catch): a line of a log is missing
}

/// Makes it the one certificate that the client is shown.
bool show(ssl_st* to, const credentials& chosen, stack_st_X509* chain) {
  ERR_clear_error();
  // Those of the context would be sent to clients that like their algorithm better.
  SSL_certs_clear(to);
  return SSL_use_cert_and_key(to, chosen.certificate(), chosen.key(), chain, 1) == 1;
}

/// The same with the one for the name that the client asks for.
bool show(ssl_st* to, const prepared_certificate& named) {
  // A session belongs to the name that it was made for (RFC 6066, 3).
  const auto* const scope = reinterpret_cast<const unsigned char*>(named.sessions.data());
  SSL_set_session_id_context(to, scope, static_cast<unsigned>(named.sessions.size()));
  return show(to, *named.certificate, named.sent());
}

} // namespace

want engine::advance(std::function<bool()> has_time) {
  if ((needs_ != want::input && needs_ != want::turn) || dialogue_ == nullptr)
    return needs_;
  if (SSL_waiting_for_async(ssl_.get()) != 0 && is_on_other_thread()) {
    give_up({make_error_code(errc::handshake_failed), "its answer came on another thread than it had begun on"});
    return needs_;
  }
  thread_ = pthread_self();
  needs_ = want::input;
  const bool may_differ = may_put_off() || has_time;
  dialogue_->has_time = std::move(has_time);
  if (may_differ)
    watch_records(SSL_get_wbio(ssl_.get()));
  const int returned = SSL_do_handshake(enter());
  if (returned == 1) {
    complete();
    return needs_;
  }
  settle(SSL_get_error(ssl_.get(), returned));
  release_output();
  return needs_;
}

bool engine::may_put_off() const noexcept {
  return dialogue_ != nullptr && dialogue_->has_time;
}

/// Whether a step that puts out a record has time for it.
bool engine::may_go_on() noexcept {
  if (dialogue_ == nullptr || !dialogue_->has_time)
    return true;
  // The one that was put off is the next step's first, whatever its time. An alert has nothing after it that could
  // wait.
  if (std::exchange(dialogue_->put_off, false) || ERR_peek_error() != 0)
    return true;
  dialogue_->put_off = !dialogue_->has_time();
  return !dialogue_->put_off;
}

void engine::complete() {
  const auto& rules = rules_->rules();
  // Half a microsecond a record, for nothing from now on.
  SSL_clear_mode(ssl_.get(), SSL_MODE_ASYNC);
  if (!logs_messages(rules))
    SSL_set_msg_callback(ssl_.get(), nullptr);
  needs_ = want::nothing;
  if (!rules.ask_client || dialogue_->verdict.has_value())
    return finish();
  // The client was never asked for a certificate (a cipher suite without any, RFC 5246, 7.4.4). What it waits for is
  // held until there is a verdict.
  dialogue_->client = describe(dialogue_->verified, rules);
  needs_ = want::verdict;
}

void engine::finish() {
  release_output();
  if (rules_->rules().renegotiation)
    known_ = std::move(dialogue_->verified.chain);
  dialogue_.reset();
}

void engine::use(const credentials_ptr& other) {
  dialogue_->has_certificate = true;
  needs_ = want::input;
  // From here on a callback may wait for the application (ASYNC_start_job(3)), on a small stack. The ClientHello was
  // read on the usual one.
  if (rules_->rules().ask_client)
    SSL_set_mode(ssl_.get(), SSL_MODE_ASYNC);
  if (other != nullptr)
    return use(*other, rules_->chain_for(*other));
  const auto* const named = rules_->named(dialogue_->hello.server_name);
  if (named == nullptr && rules_->identity() == nullptr)
    return refuse({make_error_code(errc::no_server_certificate), "there is none for this client"});
  if (named != nullptr && !show(ssl_.get(), *named))
    refuse(fail(errc::no_credentials, "the certificate for the client's name can't be used"));
}

/// One that the application has chosen.
void engine::use(const credentials& chosen, const chain_ptr& chain) {
  if (chosen.key() == nullptr || chosen.certificate() == nullptr)
    return refuse({make_error_code(errc::no_server_certificate), "there is none with a private key for this client"});
  apply_all_signatures(ssl_.get(), dialogue_->hello, rules_->lists());
  if (!show(ssl_.get(), chosen, chain != nullptr ? chain.get() : chosen.chain()))
    refuse(fail(errc::no_credentials, "the certificate chosen for the client can't be used"));
}

/// Enters the handshake once more, for its alert.
void engine::refuse(failure why) {
  dialogue_->refused = true;
  SSL_do_handshake(enter());
  ERR_clear_error();
  give_up(std::move(why));
  release_output();
}

revocation_query_ptr engine::revocation_question() const {
  return make_revocation_query(dialogue_->verified.chain.get(), {rules_, &rules_->rules()});
}

void engine::revocation_answer(std::string status) {
  if (status != "OK") {
    dialogue_->client.acceptable = false;
    dialogue_->client.status = std::move(status);
  }
  needs_ = want::verdict;
}

void engine::decide(bool accepted) {
  dialogue_->verdict = accepted;
  needs_ = want::input;
  if (SSL_is_init_finished(ssl_.get()) == 0)
    return;
  needs_ = want::nothing;
  if (accepted)
    return finish();
  // Its side of the handshake is finished: there is no alert for it any more but this.
  dialogue_->held.clear();
  SSL_shutdown(ssl_.get());
  give_up({});
  release_output();
}

session_info engine::session() const {
  return read_session_info(ssl_.get());
}

hello_answer engine::on_client_hello(ssl_st* from) {
  if (dialogue_ != nullptr && dialogue_->refused)
    return hello_answer::refuse;
  if (dialogue_ == nullptr || dialogue_->has_certificate)
    return hello_answer::go_on;
  const bool asked = choice_ == certificate_choice::asked;
  const prepared_certificate* named = nullptr;
  try {
    if (asked || rules_->depends_on_offer())
      dialogue_->hello = read_client_hello(from, asked ? offer_names::read : offer_names::skipped);
    named = rules_->named(dialogue_->hello.server_name);
  } catch (const std::bad_alloc&) { // NOLINT(bugprone-empty-catch): an offer that is not known in full is none
  }
  apply_algorithm_lists(from, dialogue_->hello, rules_->lists());
  if (chooses_alone(named)) {
    dialogue_->has_certificate = true;
    return named == nullptr || show(from, *named) ? hello_answer::go_on : hello_answer::refuse;
  }
  needs_ = want::certificate;
  return hello_answer::wait;
}

/// Whether the certificate is known without a question, and nothing after it waits for one on a stack of its own.
bool engine::chooses_alone(const prepared_certificate* named) const noexcept {
  const auto& rules = rules_->rules();
  // SSLProvider Platform: nobody is asked, nothing waits.
  if (rules.system_defaults)
    return true;
  const bool has_one = named != nullptr || rules_->identity() != nullptr;
  return choice_ == certificate_choice::own && has_one && !rules.ask_client;
}

bool engine::on_verify(x509_store_ctx_st* of) {
  // A renegotiation (TLS 1.2) waits for nobody: the client stays who it was.
  if (dialogue_ == nullptr)
    return is_first_of(known_.get(), of);
  auto verified = verify(of, rules_->rules());
  if (ASYNC_get_current_job() == nullptr)
    return verified.acceptable;
  return wait_for_verdict(std::move(verified));
}

void engine::on_message(const tls_message& message) {
  if (logs_messages(rules_->rules()))
    log(message, messages_);
  if (dialogue_ == nullptr || !is_empty_certificate(message) || ASYNC_get_current_job() == nullptr)
    return;
  // OpenSSL asks nobody about a client without a certificate. This is the moment before it would go on: with this flag
  // it refuses, and says so in an alert.
  if (!wait_for_verdict({}))
    SSL_set_verify(ssl_.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
}

/// In an asynchronous job, which stands still here until `advance` is called after `decide`.
bool engine::wait_for_verdict(verification of) {
  dialogue_->verified = std::move(of);
  needs_ = want::verdict;
  ASYNC_pause_job();
  return dialogue_->verdict.value_or(false);
}

} // namespace troupe::tls
