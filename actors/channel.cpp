#include "troupe/actors/channel.hpp"

#include "troupe/actors/broker.hpp"
#include "troupe/actors/worker.hpp"

namespace troupe::actors {

namespace {

// How long a client may take to read the last bytes and close its side. Closing at once would answer anything it still
// sends with a reset, and a reset destroys what it has not read yet.
constexpr std::chrono::seconds linger_time{2};

} // namespace

channel::channel(broker& owner, worker& home, permit admission)
  : worker_(home), loop_(home.loop()), broker_(owner), permit_(std::move(admission)) {}

channel::~channel() {
  worker_.forget(*this);
  close_stream(net::event_loop::close_mode::orderly);
  if (lingers_)
    broker_.end_lingering();
  // The broker ends with connections still open.
  if (connection_)
    connection_->lose_channel(std::make_error_code(std::errc::connection_aborted));
}

std::error_code channel::open(const net::accepted_socket& socket, const net::socket_options& options,
                              actor_ref<connection> served, tls::context_ptr rules) {
  const auto opened = loop_.open(socket.socket, options, *this);
  if (!opened)
    return opened.error();
  stream_ = *opened;
  if (rules != nullptr)
    secure_ = std::make_unique<secure_stream>(worker_, stream_, *served, std::move(rules));
  connection_ = std::move(served);
  connection_->serve(*this, socket.local ? *socket.local : loop_.local_endpoint(stream_));
  loop_.start_receive(stream_);
  return {};
}

unsigned channel::turn() const noexcept {
  return worker_.turn();
}

void channel::flush_later() {
  if (flush_place == nowhere)
    worker_.flush_later(*this);
}

/// An exception out of what concerns this connection alone ends it, as one in its turn would.
template <class Work>
void channel::guarded(Work work) {
  try {
    work();
  } catch (...) {
    if (connection_)
      connection_->break_off();
  }
}

void channel::flush_now() {
  if (stream_ != net::stream_id::none)
    guarded([this] { flush(); });
}

void channel::flush_secure() {
  secure_->out().prepare_flush();
  // Either the rest is written, which tells of itself, or there is none.
  if (loop_.queued(stream_) > 0)
    loop_.flush(stream_);
  else
    report_sent();
}

/// The connection may be closed, and the channel gone, afterwards.
void channel::report_sent() {
  if (!connection_)
    return;
  if (const auto& why = secure_->out().why())
    return connection_->post(abort_connection{why.code, why.reason});
  if (const auto sent = secure_->out().take_sent(); sent > 0)
    connection_->sent(sent);
}

void channel::start_tls(tls::context_ptr rules) {
  secure_ = std::make_unique<secure_stream>(worker_, stream_, *connection_, std::move(rules));
  secure_->let_input_pass();
}

void channel::take_step() {
  if (connection_ && secure_)
    guarded([this] { secure_->take_step(); });
}

void channel::on_received(net::slice bytes) {
  // A client that was told goodbye may go on talking; nobody listens.
  if (!connection_)
    return;
  auto& home = worker_;
  if (secure_ && secure_->takes_input()) {
    guarded([&] { secure_->receive(std::move(bytes)); });
  } else {
    home.note_talk();
    home.received_message.value().bytes = std::move(bytes);
    connection_->activate(home.received_message);
  }
  // The events of this block, then one write for all the answers. The channel may be gone afterwards.
  home.end_turn();
}

void channel::on_sent(std::uint64_t bytes) {
  if (!connection_)
    return;
  if (!secure_)
    return connection_->sent(bytes);
  guarded([&] {
    secure_->out().sent(bytes);
    if (loop_.queued(stream_) > 0)
      loop_.flush(stream_);
    report_sent();
  });
}

void channel::on_end(std::error_code reason) {
  if (!connection_) {
    close_stream(net::event_loop::close_mode::orderly);
    broker_.release(*this);
    return;
  }
  auto& home = worker_;
  stream_ended_ = true;
  if (secure_ && secure_->takes_input())
    guarded([&] { secure_->end(reason); });
  else
    connection_->hear_end({reason, {}});
  home.end_turn();
}

void channel::on_timer(net::timer_id, std::uint64_t) {
  linger_timer_ = net::timer_id::none;
  broker_.release(*this);
}

void channel::shut(close_how how, bool client_finished) noexcept {
  connection_ = {};
  permit_.release();
  // After close_notify nothing more comes (RFC 8446, 6.1) that a reset would answer; before it, it may.
  const bool finished = secure_ ? stream_ended_ || secure_->has_ended() : client_finished;
  if (how == close_how::lingering)
    say_goodbye(finished);
  if (how == close_how::abrupt || finished || !broker_.may_linger()) {
    if (how == close_how::abrupt)
      close_stream(net::event_loop::close_mode::reset);
    else if (finished)
      loop_.send_and_close(std::exchange(stream_, net::stream_id::none));
    else
      close_stream(net::event_loop::close_mode::orderly);
    broker_.release(*this);
    return;
  }
  // Of no use to anybody who only waits for the client to close.
  secure_.reset();
  try {
    linger();
  } catch (...) {
    // Without memory for the wait: what was sent may get there all the same.
    broker_.release(*this);
  }
}

/// Of TLS. What goes wrong with it changes nothing: the connection is being closed. What is not read from a client that
/// has not finished makes a reset of the end: its alert must be gone by then.
void channel::say_goodbye(bool finished) noexcept {
  if (!secure_)
    return;
  try {
    secure_->close(finished);
    if (!finished)
      loop_.flush(stream_);
  } catch (...) { // NOLINT(bugprone-empty-catch): the client sees the end all the same
  }
}

void channel::turn_away(const net::accepted_socket& socket, const std::string& text) noexcept {
  try {
    tell_goodbye(socket, text);
  } catch (...) {
    broker_.release(*this);
  }
}

void channel::tell_goodbye(const net::accepted_socket& socket, const std::string& text) {
  const auto opened = loop_.open(socket.socket, {}, *this);
  if (!opened)
    return broker_.release(*this);
  stream_ = *opened;
  loop_.queue(stream_, text);
  loop_.flush(stream_);
  linger();
}

void channel::linger() {
  lingers_ = true;
  broker_.begin_lingering();
  loop_.finish_sending(stream_);
  loop_.start_receive(stream_);
  linger_timer_ = loop_.start_timer(linger_time, *this, 0);
}

void channel::close_stream(net::event_loop::close_mode mode) noexcept {
  if (const auto timer = std::exchange(linger_timer_, net::timer_id::none); timer != net::timer_id::none)
    loop_.cancel_timer(timer);
  if (const auto stream = std::exchange(stream_, net::stream_id::none); stream != net::stream_id::none)
    loop_.close(stream, mode);
}

} // namespace troupe::actors
