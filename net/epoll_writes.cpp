#include <cerrno>
#include <new>

#include <sys/socket.h>

#include "troupe/net/epoll_streams.hpp"

// What streams send.

namespace troupe::net {

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

void epoll_streams::send_and_close(stream_id id) noexcept {
  // What doesn't go now doesn't go any more: there is nobody left to be told.
  if (auto* found = streams_.find_sendable(id); found != nullptr) {
    const int socket = found->socket.get();
    static_cast<void>(gathered_.owner() == id ? write_bytes(socket, gathered_.bytes(), following::end)
                                              : write_queue(socket, found->queue));
  }
  close(id, event_loop::close_mode::orderly);
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

/// As `find_sendable`, with everything that is to be sent in the queue.
stream_record* epoll_streams::find_queued(stream_id id) {
  if (gathered_.owner() == id)
    queue_gathered();
  return streams_.find_sendable(id);
}

} // namespace troupe::net
