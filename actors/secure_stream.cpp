#include "troupe/actors/secure_stream.hpp"

#include <utility>

#include "troupe/actors/background.hpp"
#include "troupe/actors/connection.hpp"
#include "troupe/actors/worker.hpp"

namespace troupe::actors {

namespace {

// How long looking for revocations may take, besides the limit of the handshake.
constexpr std::chrono::seconds revocation_limit{10};
// Before its turn a client can send its ClientHello and nothing else: less than one record (RFC 8446, 5.1).
constexpr std::size_t most_early = 16 * 1024 + 5;

std::string summary(const tls::session_info& agreed) {
  std::string text{"Handshake complete: "};
  text.append(agreed.version).append(", ").append(agreed.cipher_suite).append(" (");
  text += std::to_string(agreed.cipher_strength) + " bits), " + agreed.key_exchange;
  if (!agreed.alpn.empty())
    text += ", ALPN " + agreed.alpn;
  return agreed.resumed ? text + ", resumed session" : text;
}

} // namespace

secure_stream::secure_stream(worker& home, net::stream_id stream, connection& served, tls::context_ptr rules)
  : worker_(home), stream_(stream), connection_(served), rules_(std::move(rules)),
    out_(home.loop(), stream, home.records), place_(home.handshakes) {}

// -- in ----------------------------------------------------------------------------------------------------------

void secure_stream::take_input(net::slice rest) {
  takes_input_ = true;
  if (!rest.empty())
    receive(std::move(rest));
}

void secure_stream::receive(net::slice ciphertext) {
  // After close_notify, or what ends the connection anyway, nothing counts (RFC 8446, 6.1).
  if (ended_ || (engine_ != nullptr && engine_->needs() == tls::want::failed))
    return;
  if (engine_ == nullptr)
    return arrive(std::move(ciphertext));
  engine_->feed(std::move(ciphertext));
  if (complete_)
    deliver();
  else
    go_on();
}

/// The first bytes. When too many handshakes are under way they wait, and whatever comes after them in the kernel.
void secure_stream::arrive(net::slice ciphertext) {
  const bool first = early_.empty();
  if (first)
    place_.ask(connection_.id(), worker_.loop().now());
  if (!place_.waits())
    return begin(std::move(ciphertext));
  worker_.loop().pause_receive(stream_);
  if (early_.size() + ciphertext.size() > most_early)
    return fail({tls::errc::handshake_failed, "what the client sent first is no ClientHello: it is too long"});
  // A copy: the block is for everybody.
  early_.append(ciphertext.data(), ciphertext.size());
  if (first)
    tell("Handshake waits until others are over");
}

void secure_stream::begin(net::slice ciphertext) {
  stops_ = is_asked_for_certificates() || is_followed();
  engine_ =
    std::make_unique<tls::engine>(rules_, out_, stops_ ? tls::certificate_choice::asked : tls::certificate_choice::own);
  tell("Handshake started");
  engine_->feed(std::move(ciphertext));
  go_on();
}

void secure_stream::end(std::error_code reason) {
  if (reason)
    return complete_ ? connection_.hear_end({reason, {}}) : fail({reason, {}});
  if (ended_)
    return;
  if (!complete_)
    return fail({tls::errc::handshake_failed, "the client closed the connection during the handshake"});
  // Anybody could have cut it there (RFC 8446, 6.1).
  ended_ = true;
  connection_.hear_end(
    {tls::errc::not_decrypted, "the client ended the connection without close_notify: what it sent may be incomplete"});
}

void secure_stream::deliver() {
  auto& message = worker_.received_message;
  // It lives until the worker's turn ends; the channel, and this, only until it is closed.
  auto& served = connection_;
  while (auto plaintext = engine_->read(worker_.plaintext)) {
    // The first words belong to the handshake that has just been made: whoever says no more waits for nobody.
    if (std::exchange(talks_, true))
      worker_.note_talk();
    message.value().bytes = *std::move(plaintext);
    served.activate(message);
    if (served.is_closed())
      return;
  }
  tell_messages();
  if (engine_->needs() == tls::want::closed && !std::exchange(ended_, true))
    connection_.hear_end({});
  else if (engine_->needs() == tls::want::failed)
    connection_.hear_end({engine_->why().code, engine_->why().reason});
  else if (const auto& why = out_.why())
    connection_.tell(abort_connection{why.code, why.reason});
}

// -- the handshake -----------------------------------------------------------------------------------------------

/// With what was fed. Not within a turn of the connection: a step may end it.
void secure_stream::go_on() {
  if (waits_for_answer())
    // More would only be kept until there is one.
    worker_.loop().pause_receive(stream_);
  else if (!in_line_ && worker_.may_step_now(connection_.id()))
    take_step();
  else
    wait_for_turn();
}

bool secure_stream::waits_for_answer() const noexcept {
  const auto needed = engine_->needs();
  return needed == tls::want::certificate || needed == tls::want::revocation || needed == tls::want::verdict;
}

void secure_stream::wait_for_turn() {
  // What it has sent is enough for now; more would only be kept.
  worker_.loop().pause_receive(stream_);
  if (in_line_)
    return;
  worker_.step_later(connection_.id());
  in_line_ = true;
}

void secure_stream::take_step() {
  if (engine_ == nullptr)
    return begin(net::slice::copy_of(std::exchange(early_, {})));
  in_line_ = false;
  if (complete_)
    return;
  engine_->advance(worker_.time_for_step());
  tell_messages();
  act();
}

/// What the engine wants next. The connection may be closed afterwards.
void secure_stream::act() {
  if (waits_for_answer())
    worker_.loop().pause_receive(stream_);
  switch (engine_->needs()) {
  case tls::want::input:
    // In this order: epoll(7) need not be told twice.
    worker_.loop().start_receive(stream_);
    return worker_.loop().flush(stream_);
  case tls::want::turn:
    in_line_ = true;
    return worker_.go_on_later();
  case tls::want::certificate:
    tell_hello();
    return stops_ && is_asked_for_certificates() ? connection_.report(certificate_request{engine_->hello()})
                                                 : use_certificate(tls::credentials_ptr{});
  case tls::want::revocation:
    return ask_revocation();
  case tls::want::verdict:
    tell_client();
    return connection_.report(identity_request{engine_->client()});
  case tls::want::nothing:
    return complete();
  case tls::want::closed:
    return fail({tls::errc::handshake_failed, "the client gave up the handshake (close_notify)"});
  case tls::want::failed:
    return fail(engine_->why());
  }
}

void secure_stream::ask_revocation() {
  tell("Checking the revocation of the client's certificate");
  worker_.jobs.run(connection_, [question = engine_->revocation_question()] {
    return actors::revocation_checked{tls::check_revocation(*question, revocation_limit)};
  });
}

void secure_stream::use_certificate(tls::result<tls::credentials_ptr> chosen) {
  if (engine_ == nullptr || engine_->needs() != tls::want::certificate)
    return;
  if (chosen)
    engine_->use(*chosen);
  else
    engine_->refuse(chosen.why());
  wait_for_turn();
}

void secure_stream::revocation_checked(std::string status) {
  if (engine_ == nullptr || engine_->needs() != tls::want::revocation)
    return;
  engine_->revocation_answer(std::move(status));
  act();
}

void secure_stream::decide_identity(bool accepted) {
  if (engine_ == nullptr || engine_->needs() != tls::want::verdict)
    return;
  engine_->decide(accepted);
  wait_for_turn();
}

void secure_stream::complete() {
  complete_ = true;
  place_.give_back();
  auto agreed = worker_.shared(engine_->session());
  if (is_followed())
    tell(summary(*agreed));
  out_.open(*engine_);
  connection_.secured(std::move(agreed));
  worker_.loop().start_receive(stream_);
  deliver();
}

void secure_stream::close(bool with_end) {
  if (with_end)
    out_.gather();
  if (complete_)
    engine_->close();
}

void secure_stream::tell_messages() {
  if (!rules_->rules().log_messages)
    return;
  for (auto& line : engine_->take_messages())
    tell(line);
}

bool secure_stream::is_followed() const {
  return worker_.events() != nullptr && worker_.events()->wants_progress();
}

bool secure_stream::is_asked_for_certificates() const {
  return worker_.events() == nullptr || worker_.events()->wants_requests();
}

void secure_stream::tell(std::string_view text, std::string_view sensitive, std::string_view rest) {
  if (is_followed())
    connection_.report(handshake_progress{std::string{text}, std::string{sensitive}, std::string{rest}});
}

void secure_stream::tell_hello() {
  if (!stops_ || !is_followed())
    return;
  const auto& hello = engine_->hello();
  std::string protocols;
  for (const auto& each : hello.alpn)
    protocols += (protocols.empty() ? ", ALPN " : ",") + each;
  if (hello.server_name.empty())
    tell("ClientHello: no server name", {}, protocols);
  else
    tell("ClientHello: server name ", hello.server_name, protocols);
}

void secure_stream::tell_client() {
  const auto& client = engine_->client();
  if (!is_followed())
    return;
  if (client.encoded.empty())
    tell("Client certificate: none");
  else
    tell("Client certificate: ", client.subject, ", " + client.status);
}

void secure_stream::fail(tls::failure why) {
  tell("Handshake failed: " + (why.reason.empty() ? why.code.message() : why.reason));
  connection_.tell(abort_connection{why.code, std::move(why.reason), close_how::lingering});
}

} // namespace troupe::actors
