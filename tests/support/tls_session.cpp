#include "troupe/tests/support/tls_session.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <stdexcept>
#include <thread>
#include <vector>

#include <sys/socket.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

namespace troupe::test {

namespace {

/// The thread that drives the sessions which have something to do.
class driver final {
public:
  static driver& only() {
    static driver one;
    return one;
  }
  void add(tls_session& session) {
    const std::lock_guard lock{guard_};
    if (std::find(sessions_.begin(), sessions_.end(), &session) == sessions_.end())
      sessions_.push_back(&session);
    changed_.notify_one();
  }
  void remove(tls_session& session) {
    const std::lock_guard lock{guard_};
    sessions_.erase(std::remove(sessions_.begin(), sessions_.end(), &session), sessions_.end());
  }

private:
  driver() : thread_([this] { run(); }) {}
  ~driver() {
    {
      const std::lock_guard lock{guard_};
      ended_ = true;
    }
    changed_.notify_one();
    thread_.join();
  }

  void run() {
    std::unique_lock lock{guard_};
    while (!ended_) {
      if (sessions_.empty()) {
        changed_.wait(lock, [this] { return ended_ || !sessions_.empty(); });
        continue;
      }
      const auto idle = [](tls_session* each) { return !each->drive(); };
      sessions_.erase(std::remove_if(sessions_.begin(), sessions_.end(), idle), sessions_.end());
      // Which of them can go on the kernel knows; that some of them will soon is as good.
      changed_.wait_for(lock, std::chrono::milliseconds{1});
    }
  }

  std::mutex guard_;
  std::condition_variable changed_;
  std::vector<tls_session*> sessions_;
  bool ended_ = false;
  std::thread thread_;
};

thread_local int last_failure = 0; // errno, of the socket

// More would be more than a socket holds that nobody reads.
constexpr std::size_t most_waiting = 16384;

/// A socket BIO would raise SIGPIPE.
int write_quietly(BIO* bio, const char* bytes, int size) {
  BIO_clear_retry_flags(bio);
  int descriptor = -1;
  BIO_get_fd(bio, &descriptor);
  // In one packet with the first bytes; the socket is empty then.
  auto* const before = static_cast<std::string*>(BIO_get_app_data(bio));
  if (!before->empty()) {
    before->append(bytes, static_cast<std::size_t>(size));
    const auto all = ::send(descriptor, before->data(), before->size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    const bool whole = all == static_cast<ssize_t>(before->size());
    before->clear();
    return whole ? size : -1;
  }
  const auto sent = ::send(descriptor, bytes, static_cast<std::size_t>(size), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent < 0 && (errno == EAGAIN || errno == EINTR))
    BIO_set_retry_write(bio);
  else if (sent < 0)
    last_failure = errno;
  return static_cast<int>(sent);
}

int read_at_once(BIO* bio, char* to, int most) {
  BIO_clear_retry_flags(bio);
  int descriptor = -1;
  BIO_get_fd(bio, &descriptor);
  const auto count = ::recv(descriptor, to, static_cast<std::size_t>(most), MSG_DONTWAIT);
  if (count < 0 && (errno == EAGAIN || errno == EINTR))
    BIO_set_retry_read(bio);
  else if (count < 0)
    last_failure = errno;
  return static_cast<int>(count);
}

BIO* make_bio(int descriptor, std::string& before) {
  static BIO_METHOD* const method = [] {
    auto* const made = BIO_meth_new(BIO_TYPE_SOCKET, "quiet socket");
    BIO_meth_set_write(made, write_quietly);
    BIO_meth_set_read(made, read_at_once);
    BIO_meth_set_ctrl(made, BIO_meth_get_ctrl(BIO_s_socket()));
    BIO_meth_set_create(made, BIO_meth_get_create(BIO_s_socket()));
    BIO_meth_set_destroy(made, BIO_meth_get_destroy(BIO_s_socket()));
    return made;
  }();
  BIO* const bio = BIO_new(method);
  BIO_set_fd(bio, descriptor, BIO_NOCLOSE);
  BIO_set_app_data(bio, &before);
  return bio;
}

} // namespace

bool tls_session::wanted() {
  return std::getenv("TROUPE_TEST_TLS") != nullptr;
}

tls_session::tls_session(int descriptor, const tls_options& how)
  : context_(make_client_context(how)), ssl_(SSL_new(context_)), descriptor_(descriptor), before_(how.before) {
  if (ssl_ == nullptr)
    throw std::runtime_error{"tls_session: SSL_new"};
  auto* const bio = make_bio(descriptor, before_);
  SSL_set_bio(ssl_, bio, bio);
  SSL_set_connect_state(ssl_);
  SSL_set_app_data(ssl_, this);
  SSL_set_info_callback(ssl_, on_event);
  SSL_CTX_sess_set_new_cb(context_, on_ticket);
  if (!how.server_name.empty())
    SSL_set_tlsext_host_name(ssl_, how.server_name.c_str());
  if (how.ticket)
    SSL_set_session(ssl_, how.ticket.get());
  SSL_set_mode(ssl_, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  if (drive())
    driver::only().add(*this);
}

tls_session::~tls_session() {
  driver::only().remove(*this);
  SSL_free(ssl_);
  SSL_CTX_free(context_);
}

bool tls_session::drive() {
  const std::lock_guard lock{guard_};
  ERR_clear_error();
  last_failure = 0;
  if (!failed_ && begins()) {
    const int done = SSL_do_handshake(ssl_);
    const int error = SSL_get_error(ssl_, done);
    failed_ = done != 1 && error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE;
  }
  if (!failed_)
    flush();
  if (last_failure != 0)
    failure_ = last_failure;
  ERR_clear_error();
  return busy();
}

/// In its first handshake. A later one goes on in `receive`, between the server's data.
bool tls_session::begins() const {
  return SSL_is_init_finished(ssl_) == 0 && !renegotiates_;
}

bool tls_session::busy() const {
  return !failed_ && (begins() || !waiting_.empty() || (finishing_ && !finished_));
}

void tls_session::flush() {
  if (SSL_is_init_finished(ssl_) == 0)
    return;
  while (!waiting_.empty()) {
    const int sent = SSL_write(ssl_, waiting_.data(), static_cast<int>(waiting_.size()));
    if (sent <= 0) {
      const int error = SSL_get_error(ssl_, sent);
      failed_ = error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE;
      return;
    }
    waiting_.erase(0, static_cast<std::size_t>(sent));
  }
  if (finishing_ && !finished_) {
    finished_ = true;
    SSL_shutdown(ssl_);
    ::shutdown(descriptor_, SHUT_WR);
  }
}

std::size_t tls_session::send(std::string_view bytes) {
  std::size_t taken = 0;
  {
    const std::lock_guard lock{guard_};
    drive();
    if (waiting_.size() >= most_waiting)
      return 0;
    taken = std::min(bytes.size(), most_waiting - waiting_.size());
    waiting_.append(bytes.substr(0, taken));
  }
  go_on();
  return taken;
}

/// Outside of the lock: the driver's comes first.
void tls_session::go_on() {
  if (drive())
    driver::only().add(*this);
}

ssize_t tls_session::receive(char* to, std::size_t most) {
  const std::lock_guard lock{guard_};
  drive();
  if (failed_) {
    errno = failure_ == ECONNRESET ? ECONNRESET : EPROTO;
    return -1;
  }
  last_failure = 0;
  const int count = SSL_read(ssl_, to, static_cast<int>(most));
  const int error = SSL_get_error(ssl_, count);
  ERR_clear_error();
  if (count > 0)
    return count;
  if (error == SSL_ERROR_ZERO_RETURN)
    return 0;
  if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) {
    errno = EAGAIN;
    return -1;
  }
  // The end of the stream without close_notify, and everything TLS itself finds wrong.
  errno = last_failure == ECONNRESET ? ECONNRESET : EPROTO;
  return -1;
}

void tls_session::renegotiate() {
  {
    const std::lock_guard lock{guard_};
    if (SSL_renegotiate(ssl_) != 1)
      throw std::runtime_error{"tls_session: SSL_renegotiate"};
    // It begins with this.
    SSL_do_handshake(ssl_);
    renegotiates_ = true;
  }
  go_on();
}

void tls_session::finish() {
  {
    const std::lock_guard lock{guard_};
    finishing_ = true;
  }
  go_on();
}

} // namespace troupe::test
