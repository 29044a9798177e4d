#include "troupe/net/epoll_streams.hpp"

#include <cerrno>
#include <new>

#include <sys/epoll.h>
#include <sys/socket.h>

#include "troupe/net/socket.hpp"

namespace troupe::net {

namespace {

constexpr std::size_t block_size = 64 * 1024;
// Room that a receive has at least; what is left of a block below that is not worth a system call.
constexpr std::size_t least_room = 16 * 1024;

} // namespace

epoll_streams::epoll_streams(int epoll) : epoll_(epoll), received_(block_size), gathered_(block_size) {}

result<stream_id> epoll_streams::open(socket_handle socket, const socket_options& options, stream_handler& handler) {
  descriptor owned(socket);
  if (auto error = apply(socket, options))
    return error;
  return streams_.insert(std::move(owned), handler);
}

void epoll_streams::start_receive(stream_id id) {
  auto* found = streams_.find(id);
  if (found == nullptr || found->ended != stream_record::told::nothing)
    return;
  found->receiving = true;
  settle(id, *found);
}

void epoll_streams::pause_receive(stream_id id) noexcept {
  if (auto* found = streams_.find(id))
    found->receiving = false;
}

endpoint epoll_streams::local_endpoint(stream_id id) const {
  const auto* found = streams_.find(id);
  if (found == nullptr)
    return {};
  const auto local = net::local_endpoint(found->socket.get());
  return local ? *local : endpoint{};
}

void epoll_streams::close(stream_id id, event_loop::close_mode mode) noexcept {
  auto* found = streams_.find(id);
  if (found == nullptr)
    return;
  if (mode == event_loop::close_mode::reset)
    reset_on_close(found->socket.get());
  if (gathered_.owner() == id)
    gathered_.clear();
  streams_.erase(id);
}

void epoll_streams::handle(stream_id id, std::uint32_t events) {
  auto* stream = streams_.find(id);
  if (stream == nullptr)
    return;
  if (stream->receiving && (events & ~std::uint32_t{EPOLLOUT}) != 0) {
    receive(*stream);
    if (events == EPOLLIN)
      return;
    stream = streams_.find(id);
  }
  if (stream == nullptr)
    return;
  const bool dead = (events & (EPOLLHUP | EPOLLERR)) != 0;
  if (stream->waiting && (dead || (events & EPOLLOUT) != 0))
    write(id, *stream);
  else if (dead && !stream->receiving && stream->is_alive())
    receive_last(id);
  else
    settle(id, *stream);
}

/// Of a stream that died while it was not read from: whoever paused it would never hear of its end otherwise.
void epoll_streams::receive_last(stream_id id) {
  // A dead socket never says that there may be more later.
  for (auto* stream = streams_.find(id); stream != nullptr && stream->is_alive(); stream = streams_.find(id))
    receive(*stream);
}

void epoll_streams::report_failures() {
  for (auto left = failed_.size(); left > 0 && !failed_.empty(); --left) {
    const auto id = failed_.front();
    failed_.pop_front();
    auto* stream = streams_.find(id);
    if (stream == nullptr || stream->ended == stream_record::told::failure)
      continue;
    if (stream->receiving) {
      // What the peer sent before comes first; only then the end.
      failed_.push_back(id);
      receive(*stream);
    } else {
      end(*stream, stream->failure);
    }
  }
}

void epoll_streams::receive(stream_record& stream) {
  // Of thousands of streams this one's handler is in no cache; the kernel takes long enough to fetch it.
  __builtin_prefetch(stream.handler);
  char* to = received_.prepare(least_room);
  const auto count = ::recv(stream.socket.get(), to, received_.room(), 0);
  if (count > 0) {
    ++callbacks_;
    stream.handler->on_received(received_.commit(static_cast<std::size_t>(count)));
    return;
  }
  if (count == 0)
    return end(stream, stream.failure);
  if (!would_block(errno))
    return end(stream, stream.failure != 0 ? stream.failure : errno);
  // Nothing there: an event of a batch that a nested call has handled, or a failure to report.
  if (stream.failure != 0)
    end(stream, stream.failure);
}

/// Makes epoll watch for what is wanted.
void epoll_streams::settle(stream_id id, stream_record& stream) {
  if (const int error = stream.settle(epoll_, id); error != 0)
    fail(id, stream, error);
}

/// Nothing can be sent any more: reported by `run_once`.
void epoll_streams::fail(stream_id id, stream_record& stream, int error) {
  if (stream.failure != 0)
    return;
  stream.give_up(error);
  if (stream.ended != stream_record::told::failure)
    failed_.push_back(id);
}

void epoll_streams::end(stream_record& stream, int error) {
  stream.ended = error != 0 ? stream_record::told::failure : stream_record::told::end;
  stream.receiving = false;
  if (error != 0)
    stream.give_up(error);
  ++callbacks_;
  stream.handler->on_end(error != 0 ? std::error_code(error, std::system_category()) : std::error_code{});
}

} // namespace troupe::net
