#include "troupe/net/queue_writer.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

#include <sys/sendfile.h>
#include <sys/socket.h>

#include "troupe/net/socket.hpp"

namespace troupe::net {

namespace {

constexpr std::size_t memory_turn = 256 * 1024;
constexpr std::size_t file_turn = 1024 * 1024;
constexpr int most_slices = 64;

/// Keeps SIGPIPE from the thread during a sendfile(2), which knows no MSG_NOSIGNAL.
class pipe_signal_block final {
public:
  pipe_signal_block() noexcept {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
    if (sigismember(&before_, SIGPIPE) == 0)
      return;
    sigset_t pending;
    sigpending(&pending);
    pending_before_ = sigismember(&pending, SIGPIPE) == 1;
  }
  pipe_signal_block(const pipe_signal_block&) = delete;
  pipe_signal_block& operator=(const pipe_signal_block&) = delete;
  ~pipe_signal_block() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

  /// After an EPIPE: takes the signal away, unless there was one that is not ours.
  void take() const noexcept {
    const timespec at_once{};
    if (!pending_before_)
      sigtimedwait(&pipe_, nullptr, &at_once);
  }

private:
  sigset_t pipe_;
  sigset_t before_;
  bool pending_before_ = false;
};

struct attempt {
  std::size_t taken = 0;
  bool full = false;
  int failure = 0;
};

attempt refused(int error) noexcept {
  const bool later = would_block(error);
  return {0, later, later ? 0 : error};
}

attempt write_file(int socket, const send_queue::file_part& part) noexcept {
  auto offset = static_cast<off_t>(part.offset);
  const auto most = static_cast<std::size_t>(std::min<std::uint64_t>(part.length, file_turn));
  const pipe_signal_block block;
  const auto sent = ::sendfile(socket, part.source->descriptor(), &offset, most);
  if (sent > 0)
    return {static_cast<std::size_t>(sent), false, 0};
  if (sent == 0)
    return {0, false, EIO};
  const int error = errno;
  if (error == EPIPE)
    block.take();
  return refused(error);
}

attempt write_slices(int socket, const send_queue& queue) noexcept {
  std::array<iovec, most_slices> slices;
  const auto gathered = static_cast<std::size_t>(queue.gather(slices.data(), most_slices));
  std::size_t count = 0;
  std::size_t offered = 0;
  while (count < gathered && offered < memory_turn) {
    auto& entry = slices[count++];
    entry.iov_len = std::min(entry.iov_len, memory_turn - offered);
    offered += entry.iov_len;
  }
  // More follows: the last packet may wait to be filled.
  const int flags = MSG_NOSIGNAL | (offered < queue.bytes() ? MSG_MORE : 0);
  ssize_t sent;
  if (count == 1) {
    sent = ::send(socket, slices[0].iov_base, slices[0].iov_len, flags);
  } else {
    msghdr message{};
    message.msg_iov = slices.data();
    message.msg_iovlen = count;
    sent = ::sendmsg(socket, &message, flags);
  }
  if (sent < 0)
    return refused(errno);
  const auto taken = static_cast<std::size_t>(sent);
  return {taken, taken < offered, 0};
}

} // namespace

write_outcome write_bytes(socket_handle socket, std::string_view bytes, following next) noexcept {
  const int flags = MSG_NOSIGNAL | (next == following::end ? MSG_MORE : 0);
  const auto sent = ::send(socket, bytes.data(), bytes.size(), flags);
  if (sent >= 0)
    return {static_cast<std::uint64_t>(sent), 0};
  const int error = errno;
  return {0, would_block(error) ? 0 : error};
}

write_outcome write_queue(socket_handle socket, send_queue& queue) {
  write_outcome done;
  std::size_t turn_left = file_turn;
  while (!queue.empty() && turn_left > 0) {
    const auto* part = queue.file_at_head();
    const auto step = part != nullptr ? write_file(socket, *part) : write_slices(socket, queue);
    queue.consume(step.taken);
    done.bytes += step.taken;
    done.failure = step.failure;
    if (step.full || step.failure != 0)
      break;
    const auto share = part != nullptr ? step.taken : step.taken * (file_turn / memory_turn);
    turn_left -= std::min(turn_left, share);
  }
  return done;
}

} // namespace troupe::net
