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

/// Marks a stream whose `on_sent` is being called, and puts it right again however that ends.
class epoll_streams::write_turn final {
public:
  write_turn(epoll_streams& streams, stream_id id, stream_record& stream) noexcept : streams_(streams), id_(id) {
    stream.writing = true;
  }
  write_turn(const write_turn&) = delete;
  write_turn& operator=(const write_turn&) = delete;
  ~write_turn() {
    if (auto* stream = streams_.streams_.find(id_)) {
      stream->writing = false;
      streams_.settle(id_, *stream);
    }
  }

private:
  epoll_streams& streams_;
  stream_id id_;
};

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

std::size_t epoll_streams::send_now(stream_id id, std::string_view bytes) {
  auto* found = streams_.find_sendable(id);
  if (found == nullptr || !found->is_clear() || gathered_.owner() == id || bytes.empty())
    return 0;
  const auto done = write_bytes(found->socket.get(), bytes);
  if (done.failure != 0) {
    fail(id, *found, done.failure);
  } else if (done.bytes < bytes.size()) {
    // Full. The rest that the caller is going to queue need not hear that first.
    found->waiting = true;
    settle(id, *found);
  }
  return static_cast<std::size_t>(done.bytes);
}

void epoll_streams::queue(stream_id id, std::string_view bytes) {
  auto* found = streams_.find_sendable(id);
  if (found == nullptr || bytes.empty())
    return;
  const bool room = gathered_.has_room(id, bytes.size());
  if (room && found->is_clear())
    return gathered_.add(id, bytes);
  // Behind what was gathered before the socket was full; another's make room.
  if (!room || gathered_.owner() == id)
    queue_gathered();
  if (found->is_clear() && gathered_.has_room(id, bytes.size()))
    gathered_.add(id, bytes);
  else if (found->can_send())
    found->queue.append(bytes);
}

void epoll_streams::queue(stream_id id, slice bytes) {
  auto* found = find_queued(id);
  if (found != nullptr && !bytes.empty())
    found->queue.append(std::move(bytes));
}

void epoll_streams::queue(stream_id id, send_queue::file_part part) {
  auto* found = find_queued(id);
  if (found != nullptr && part.length > 0)
    found->queue.append(std::move(part));
}

/// Moves what was gathered to the queue of the stream that it is for.
void epoll_streams::queue_gathered() {
  const auto id = gathered_.owner();
  const auto bytes = gathered_.bytes();
  gathered_.clear();
  auto* found = streams_.find_sendable(id);
  if (found == nullptr)
    return;
  try {
    found->queue.append(bytes);
  } catch (const std::bad_alloc&) {
    // Taken from the application some time ago: a stream with a hole in it must not go on.
    fail(id, *found, ENOMEM);
  }
}

void epoll_streams::flush(stream_id id) {
  auto* found = streams_.find_sendable(id);
  if (found == nullptr || found->waiting || (found->queue.empty() && gathered_.owner() != id))
    return;
  if (!found->writing)
    return write(id, *found);
  // Out of `on_sent`: the next poll goes on, or a fast reader would let the recursion grow without end.
  found->waiting = true;
  settle(id, *found);
}

std::uint64_t epoll_streams::queued(stream_id id) const noexcept {
  const auto* found = streams_.find_sendable(id);
  return found != nullptr ? found->queue.bytes() + gathered_.size_for(id) : 0;
}

std::uint64_t epoll_streams::drop_queued_files(stream_id id) noexcept {
  auto* found = streams_.find(id);
  if (found == nullptr)
    return 0;
  const auto dropped = found->queue.drop_files();
  found->finish_when_written();
  return dropped;
}

void epoll_streams::finish_sending(stream_id id) {
  auto* found = find_queued(id);
  if (found == nullptr)
    return;
  found->finishing = true;
  found->finish_when_written();
  if (found->finishing) {
    // What is queued and not flushed goes with the next poll: no callback comes out of here.
    found->waiting = true;
    settle(id, *found);
  }
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

void epoll_streams::write(stream_id id, stream_record& stream) {
  const write_turn turn(*this, id, stream);
  const auto done = gathered_.owner() == id ? write_gathered(stream) : write_queue(stream.socket.get(), stream.queue);
  stream.waiting = !stream.queue.empty();
  if (done.failure != 0)
    fail(id, stream, done.failure);
  // Before the call, which may run the loop to wait for the rest. To stop waiting has time until after it.
  if (stream.waiting)
    settle(id, stream);
  stream.finish_when_written();
  if (done.bytes > 0) {
    ++callbacks_;
    stream.handler->on_sent(done.bytes);
  }
}

/// As `write_queue`, when all there is was gathered.
write_outcome epoll_streams::write_gathered(stream_record& stream) {
  const auto bytes = gathered_.bytes();
  gathered_.clear();
  auto done = write_bytes(stream.socket.get(), bytes);
  if (done.bytes == bytes.size() || done.failure != 0)
    return done;
  try {
    stream.queue.append(bytes.substr(static_cast<std::size_t>(done.bytes)));
  } catch (const std::bad_alloc&) {
    done.failure = ENOMEM;
  }
  return done;
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

/// As `find_sendable`, with everything that is to be sent in the queue.
stream_record* epoll_streams::find_queued(stream_id id) {
  if (gathered_.owner() == id)
    queue_gathered();
  return streams_.find_sendable(id);
}

} // namespace troupe::net
