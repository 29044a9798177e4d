#include "troupe/bench/client_link.hpp"

#include <array>
#include <cstring>
#include <ctime>
#include <stdexcept>

#include <poll.h>
#include <sys/socket.h>

#include "troupe/bench/process_meter.hpp"
#include "troupe/bench/tls_failure.hpp"

namespace troupe::bench {

namespace {

constexpr std::size_t read_ahead = 65536;

std::uint64_t nanoseconds(const timespec& time) {
  return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000U + static_cast<std::uint64_t>(time.tv_nsec);
}

/// A time of CLOCK_REALTIME, which the kernel stamps packets with, as one of now_ns().
std::uint64_t monotonic(const timespec& time) {
  timespec real{};
  ::clock_gettime(CLOCK_REALTIME, &real);
  return now_ns() - (nanoseconds(real) - nanoseconds(time));
}

// The certificate was minted for this run. Servers are measured here and not trusted; that the server has its key
// OpenSSL checks all the same.
int accept_any_certificate(X509_STORE_CTX*, void*) {
  return 1;
}

} // namespace

client_link::client_link(descriptor socket, SSL_CTX* tls) : socket_(std::move(socket)) {
  if (tls == nullptr)
    return;
  ssl_.reset(SSL_new(tls));
  if (!ssl_ || SSL_set_fd(ssl_.get(), socket_.get()) != 1)
    throw_tls_failure("a new TLS client");
  SSL_set_connect_state(ssl_.get());
}

bool client_link::handshake() {
  if (!ssl_)
    return true;
  const int result = SSL_do_handshake(ssl_.get());
  if (result == 1)
    return true;
  // What a client says in a handshake is less than the socket's buffer holds, so it never waits for room.
  if (SSL_get_error(ssl_.get(), result) != SSL_ERROR_WANT_READ)
    throw_tls_failure("handshake");
  return false;
}

std::size_t client_link::send(const char* data, std::size_t size) {
  if (!ssl_) {
    const auto taken = ::send(socket_.get(), data, size, MSG_NOSIGNAL);
    if (taken < 0 && errno != EAGAIN && errno != EINTR)
      throw_errno("send");
    return taken < 0 ? 0 : static_cast<std::size_t>(taken);
  }
  std::size_t sent = 0;
  while (sent < size) { // one record at a time (SSL_MODE_ENABLE_PARTIAL_WRITE)
    std::size_t taken = 0;
    const int result = SSL_write_ex(ssl_.get(), data + sent, size - sent, &taken);
    if (result != 1 && SSL_get_error(ssl_.get(), result) != SSL_ERROR_WANT_WRITE)
      throw_tls_failure("SSL_write");
    if (result != 1)
      break;
    sent += taken;
  }
  return sent;
}

std::optional<std::size_t> client_link::receive(char* to, std::size_t most) {
  if (!ssl_) {
    const auto size = ::recv(socket_.get(), to, most, 0);
    if (size < 0 && (errno == EAGAIN || errno == EINTR))
      return std::nullopt;
    return static_cast<std::size_t>(checked(size, "recv"));
  }
  std::size_t size = 0;
  const int result = SSL_read_ex(ssl_.get(), to, most, &size);
  if (result == 1)
    return size;
  switch (SSL_get_error(ssl_.get(), result)) {
  case SSL_ERROR_WANT_READ:
    return std::nullopt;
  case SSL_ERROR_ZERO_RETURN:
    return 0;
  default: // an end without close_notify is one of these: the echo might have been cut
    throw_tls_failure("SSL_read");
  }
}

std::uint64_t client_link::arrival() {
  if (!stamps_) {
    const int on = 1;
    checked(::setsockopt(socket_.get(), SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on), "SO_TIMESTAMPNS");
    stamps_ = true;
  }
  // TCP tells the time of a packet only to who reads to its end, so one byte is not enough.
  std::array<char, 4096> bytes;
  alignas(cmsghdr) std::array<char, 256> control;
  iovec part{bytes.data(), bytes.size()};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  if (::recvmsg(socket_.get(), &message, MSG_PEEK) <= 0)
    return 0;
  for (auto* header = CMSG_FIRSTHDR(&message); header != nullptr; header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_TIMESTAMPNS)
      continue;
    timespec stamp{};
    std::memcpy(&stamp, CMSG_DATA(header), sizeof stamp);
    return monotonic(stamp);
  }
  return 0;
}

void client_link::half_close() {
  if (ssl_ && SSL_shutdown(ssl_.get()) < 0)
    throw_tls_failure("SSL_shutdown");
  checked(::shutdown(socket_.get(), SHUT_WR), "shutdown");
}

void client_link::reset() noexcept {
  ssl_.reset();
  socket_.reset();
}

client_link connected_link(std::size_t index, const workload& work) {
  client_link result(connected_client(index, work.port), work.tls);
  while (!result.handshake())
    await(result.socket(), POLLIN);
  return result;
}

std::unique_ptr<SSL_CTX, ssl_ctx_freed> client_tls_context() {
  std::unique_ptr<SSL_CTX, ssl_ctx_freed> result(SSL_CTX_new(TLS_client_method()));
  auto* const context = result.get();
  if (context == nullptr || SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) != 1 ||
      SSL_CTX_set_ciphersuites(context, "TLS_AES_128_GCM_SHA256") != 1 ||
      SSL_CTX_set1_groups_list(context, "X25519") != 1 || SSL_CTX_set1_sigalgs_list(context, "ECDSA+SHA256") != 1)
    throw_tls_failure("the TLS client's context");
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_cert_verify_callback(context, accept_any_certificate, nullptr);
  SSL_CTX_set_read_ahead(context, 1);
  SSL_CTX_set_default_read_buffer_len(context, read_ahead);
  // The buffer may move: a payload is offered again from its position, which may lie elsewhere after a wrap-around.
  SSL_CTX_set_mode(context,
                   SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  return result;
}

} // namespace troupe::bench
