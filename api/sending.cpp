#include "troupe/api/sending.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <fstream>
#include <memory>
#include <utility>

#include <sys/mman.h>

#include "troupe/api/error_table.hpp"
#include "troupe/api/system_errors.hpp"
#include "troupe/api/text_escapes.hpp"
#include "troupe/net/descriptor.hpp"
#include "troupe/net/file.hpp"

namespace troupe {

namespace {

using actors::when_full;

// Lines up to this size are put together without an allocation.
constexpr std::size_t longest_short_line = 1024;
// A stream is read in pieces of this size.
constexpr std::size_t piece_size = 16 * 1024;

Error cannot_read(const std::string& what) {
  return make_error(ErrorCode::CannotReadFile, what);
}

net::file_ptr open(const std::string& name) {
  // what() would end at it.
  if (name.find('\0') != std::string::npos)
    throw cannot_read("there is a NUL in the name '" + shown(name) + "'");
  auto opened = net::file::open(name);
  if (!opened)
    throw cannot_read("'" + name + "': " + opened.error().message());
  return *std::move(opened);
}

/// Files of /proc seem empty, and have their content only while they are read: one of them as a file in memory.
net::file_ptr with_known_size(net::file_ptr empty, const std::string& name) {
  std::ifstream source{name, std::ios::binary};
  if (source.is_open() && source.peek() == std::ifstream::traits_type::eof() && !source.bad())
    return empty;
  const net::descriptor memory{::memfd_create("troupe", MFD_CLOEXEC)};
  const auto copy = "/proc/self/fd/" + std::to_string(memory.get());
  if ((std::ofstream{copy, std::ios::binary} << source.rdbuf()).flush())
    return open(copy);
  throw cannot_read("'" + name + "'");
}

} // namespace

sending::sending(actors::server& server, actors::worker* here, actors::connection& target) noexcept
  : server_(server), target_(target), here_(here), timeout_(target.settings().timeout()),
    interrupts_(target.out().interrupts()) {
  if (synchronous())
    keep_ = actors::actor_ref<actors::connection>{&target_};
  target_.out().bytes_sent(0);
}

void sending::fail_closed() const {
  if (target_.connected() && !target_.out().failed())
    throw Error{ErrorCode::AlreadyShutDown};
  throw make_error(target_.end_reason() ? target_.end_reason() : make_error_code(ErrorCode::ConnectionAborted));
}

/// Before a synchronous send: one in the handler that has called StartSSL would wait for its own end.
void sending::check_handshake() const {
  if (&target_.place() == here_ && target_.handshake_waits_for_event())
    throw make_error(ErrorCode::InvalidCall,
                     "the TLS handshake begins when this handler returns, and what is sent waits for it. Send with "
                     "Timeout 0 here, or in the Connected event that follows");
}

// -- asynchronous ------------------------------------------------------------------------------------------------

void sending::send(std::string_view bytes, std::string_view ending) {
  if (!target_.out().accepts())
    throw Error{ErrorCode::AlreadyShutDown};
  if (!synchronous())
    return report(write(bytes, ending), bytes.size() + ending.size());
  // One piece, as there.
  write_all(ending.empty() ? bytes : std::string{bytes}.append(ending));
  wait_until_sent();
}

std::size_t sending::write(std::string_view bytes, std::string_view ending) {
  if (ending.empty())
    return target_.write(bytes);
  // One piece, so that another thread's line doesn't get in between.
  std::array<char, longest_short_line> line;
  const std::size_t size = bytes.size() + ending.size();
  if (size > line.size())
    return target_.write(std::string{bytes}.append(ending));
  bytes.copy(line.data(), bytes.size());
  ending.copy(line.data() + bytes.size(), ending.size());
  return target_.write({line.data(), size});
}

void sending::report(std::size_t sent, std::size_t wanted) {
  if (here_ != nullptr)
    here_->flush_if_idle();
  target_.out().bytes_sent(sent);
  if (sent < wanted)
    throw Error{target_.out().accepts() ? ErrorCode::WouldBlock : ErrorCode::AlreadyShutDown};
}

// -- synchronous -------------------------------------------------------------------------------------------------

/// Until `done`. The timeout is one of inactivity: it starts anew whenever anything was sent.
template <class Condition>
void sending::wait(Condition done) {
  const auto& out = target_.out();
  const std::chrono::seconds limit{timeout_};
  const auto interrupted = [&] { return out.interrupts() != interrupts_; };
  const auto over = [&] { return !target_.connected() || out.failed() || server_.stopping(); };
  for (;;) {
    const auto before = out.released();
    const bool finished = done();
    // Looked at second: files that were dropped are gone only after the interruption was counted.
    if (interrupted())
      throw Error{ErrorCode::InterruptedSystemCall};
    if (finished)
      return;
    if (over())
      fail_closed();
    const auto moved = [&] { return out.released() != before || done() || interrupted() || over(); };
    if (!wait_for(moved, limit)) {
      // Documented: after a failed send the event tells when there is room again.
      target_.refuse_write(false, when_full::report);
      throw Error{ErrorCode::TimedOut};
    }
  }
}

/// False when the time is over. On a thread that runs a loop the loop goes on.
template <class Condition>
bool sending::wait_for(Condition moved, std::chrono::seconds limit) {
  if (here_ == nullptr)
    return target_.place().wait_for_progress(limit, moved);
  if (!here_->may_nest())
    throw Error{static_cast<int>(ErrorCode::InvalidCall),
                "Too many synchronous sends wait in each other's events, and this one would have to wait, too. Within "
                "handlers, send with Timeout 0."};
  const actors::progress_watch watch{target_.place(), *here_};
  here_->loop().look_at_clock();
  const auto deadline = here_->loop().now() + limit;
  for (;;) {
    if (moved())
      return true;
    const auto now = here_->loop().now();
    if (now >= deadline)
      return false;
    here_->run_once(deadline - now);
  }
}

void sending::write_all(std::string_view bytes) {
  if (!bytes.empty())
    check_handshake();
  while (!bytes.empty()) {
    bytes.remove_prefix(target_.write(bytes, when_full::keep_quiet));
    if (!bytes.empty())
      wait_for_room();
  }
}

void sending::wait_for_room() {
  const auto& out = target_.out();
  // On the connection's own thread nothing moves outside of the loop; elsewhere there may be room again already.
  const bool foreign = &target_.place() != here_;
  wait([before = out.released(), foreign, &out] {
    return !out.accepts() || out.released() != before || (foreign && out.room() > 0);
  });
  if (!out.accepts())
    fail_closed();
}

void sending::wait_until_sent() {
  if (here_ != nullptr)
    here_->flush_if_idle();
  wait([&out = target_.out()] { return out.pending() == 0; });
}

// -- files and streams -------------------------------------------------------------------------------------------

void sending::send_file(const std::string& name) {
  auto file = open(name);
  if (!target_.out().accepts())
    throw Error{ErrorCode::AlreadyShutDown};
  if (file->size() == 0)
    file = with_known_size(std::move(file), name);
  const auto size = file->size();
  if (size == 0)
    return;
  if (synchronous())
    check_handshake();
  const net::send_queue::file_part whole{std::move(file), 0, size};
  while (!target_.write(whole, synchronous() ? when_full::keep_quiet : when_full::report)) {
    if (!synchronous())
      throw Error{target_.out().accepts() ? ErrorCode::WouldBlock : ErrorCode::AlreadyShutDown};
    wait_for_room();
  }
  if (synchronous())
    return wait_until_sent();
  if (here_ != nullptr)
    here_->flush_if_idle();
  target_.out().bytes_sent(size);
}

void sending::send_stream(std::istream& stream, bool close_after) {
  if (!target_.out().accepts())
    throw Error{ErrorCode::AlreadyShutDown};
  if (!stream)
    throw cannot_read("the stream is not in a readable state");
  if (synchronous())
    stream_synchronously(stream);
  else
    stream_now(stream);
  if (auto* file = dynamic_cast<std::ifstream*>(&stream); close_after && file != nullptr)
    file->close();
}

void sending::stream_synchronously(std::istream& stream) {
  // Not on the stack: sends that wait in each other's events lie on top of each other there.
  const auto piece = std::make_unique<char[]>(piece_size);
  while (stream.read(piece.get(), piece_size) || stream.gcount() > 0)
    write_all({piece.get(), static_cast<std::size_t>(stream.gcount())});
  if (stream.bad())
    throw cannot_read("the stream failed");
  wait_until_sent();
}

void sending::stream_now(std::istream& stream) {
  std::array<char, piece_size> piece;
  std::size_t sent = 0;
  while (stream.peek() != std::istream::traits_type::eof()) {
    // Only what there is room for is read; the rest stays in the stream, for the next call.
    auto room = target_.reserve(piece.size());
    if (room.size() == 0) {
      target_.refuse_write(sent > 0, when_full::report);
      return report(sent, sent + 1);
    }
    stream.read(piece.data(), static_cast<std::streamsize>(room.size()));
    const auto count = static_cast<std::size_t>(stream.gcount());
    if (!target_.write_reserved(room, {piece.data(), count}))
      return report(sent, sent + 1);
    sent += count;
  }
  if (stream.bad())
    throw cannot_read("the stream failed");
  report(sent, sent);
}

} // namespace troupe
