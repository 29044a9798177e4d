#include "troupe/api/sending.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <fstream>

#include "troupe/api/system_errors.hpp"
#include "troupe/net/file.hpp"

namespace troupe {

namespace {

using when_full = actors::connection::when_full;

// Lines up to this size are put together without an allocation.
constexpr std::size_t longest_short_line = 1024;
// A stream is read in pieces of this size.
constexpr std::size_t piece_size = 16 * 1024;

Error cannot_read(const std::string& what) {
  return Error{static_cast<int>(ErrorCode::CannotReadFile),
               Error{ErrorCode::CannotReadFile}.Description() + ": " + what};
}

} // namespace

sending::sending(actors::server& server, actors::worker* here, actors::connection& target) noexcept
  : server_(server), target_(target), here_(here), timeout_(target.settings().timeout()) {
  if (synchronous())
    keep_ = actors::actor_ref<actors::connection>{&target_};
  target_.bytes_sent(0);
}

// -- asynchronous ------------------------------------------------------------------------------------------------

void sending::send(std::string_view bytes, std::string_view ending) {
  if (!target_.connected())
    throw Error{ErrorCode::AlreadyShutDown};
  target_.clear_interrupt();
  if (!synchronous())
    return report(write(bytes, ending), bytes.size() + ending.size());
  write_all(bytes);
  write_all(ending);
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
  target_.bytes_sent(sent);
  if (sent < wanted)
    throw Error{target_.connected() ? ErrorCode::WouldBlock : ErrorCode::AlreadyShutDown};
}

void sending::would_block(std::size_t sent) {
  target_.refuse_write(sent > 0, when_full::report);
  report(sent, sent + 1);
}

// -- synchronous -------------------------------------------------------------------------------------------------

template <class Progress>
void sending::wait(Progress done) {
  // An inactivity timeout: it starts anew whenever anything was sent.
  const std::chrono::seconds limit{timeout_};
  for (;;) {
    // Looked at before `done` is asked: what another thread does after that must not be missed.
    const auto before = target_.pending();
    if (done())
      return;
    const auto moved = [&] {
      return target_.pending() != before || !target_.connected() || target_.interrupted() || server_.stopping();
    };
    if (here_ != nullptr) {
      const actors::progress_watch watch{target_.place(), *here_};
      const auto deadline = here_->loop().now() + limit;
      while (!moved() && here_->loop().now() < deadline)
        here_->run_once(deadline - here_->loop().now());
    } else {
      target_.place().wait_for_progress(limit, moved);
    }
    if (!moved())
      throw Error{ErrorCode::TimedOut};
    if (!target_.connected() || server_.stopping())
      throw make_error(target_.end_reason() ? target_.end_reason() : make_error_code(ErrorCode::ConnectionAborted));
    if (target_.interrupted())
      throw Error{ErrorCode::InterruptedSystemCall};
  }
}

void sending::write_all(std::string_view bytes) {
  while (!bytes.empty()) {
    bytes.remove_prefix(target_.write(bytes, when_full::keep_quiet));
    if (!bytes.empty())
      wait_for_room();
  }
}

void sending::wait_for_room() {
  // On the connection's own thread nothing moves outside of the loop; elsewhere there may be room again already.
  const bool foreign = &target_.place() != here_;
  wait([full = target_.pending(), foreign, this] {
    return target_.pending() < full || (foreign && target_.connected() && target_.room() > 0);
  });
}

void sending::wait_until_sent() {
  if (here_ != nullptr)
    here_->flush_if_idle();
  wait([this] { return target_.pending() == 0; });
}

// -- files and streams -------------------------------------------------------------------------------------------

void sending::send_file(const std::string& name) {
  auto opened = net::file::open(name);
  if (!opened)
    throw cannot_read("'" + name + "': " + opened.error().message());
  if (!target_.connected())
    throw Error{ErrorCode::AlreadyShutDown};
  const auto size = (*opened)->size();
  if (size == 0)
    return;
  target_.clear_interrupt();
  const net::send_queue::file_part whole{*opened, 0, size};
  while (!target_.write(whole, synchronous() ? when_full::keep_quiet : when_full::report)) {
    if (!synchronous())
      throw Error{target_.connected() ? ErrorCode::WouldBlock : ErrorCode::AlreadyShutDown};
    wait_for_room();
  }
  if (synchronous())
    return wait_until_sent();
  if (here_ != nullptr)
    here_->flush_if_idle();
  target_.bytes_sent(size);
}

void sending::send_stream(std::istream& stream, bool close_after) {
  if (!target_.connected())
    throw Error{ErrorCode::AlreadyShutDown};
  if (!stream)
    throw cannot_read("the stream is not in a readable state");
  target_.clear_interrupt();
  if (synchronous())
    stream_synchronously(stream);
  else
    stream_now(stream);
  if (auto* file = dynamic_cast<std::ifstream*>(&stream); close_after && file != nullptr)
    file->close();
}

void sending::stream_synchronously(std::istream& stream) {
  std::array<char, piece_size> piece;
  while (stream.read(piece.data(), piece.size()) || stream.gcount() > 0)
    write_all({piece.data(), static_cast<std::size_t>(stream.gcount())});
  if (stream.bad())
    throw cannot_read("the stream failed");
  wait_until_sent();
}

void sending::stream_now(std::istream& stream) {
  std::array<char, piece_size> piece;
  std::size_t sent = 0;
  // Only what there is room for is read; the rest stays in the stream, for the next call.
  while (stream.peek() != std::istream::traits_type::eof()) {
    const auto room = std::min(target_.room(), piece.size());
    if (room == 0)
      return would_block(sent);
    stream.read(piece.data(), static_cast<std::streamsize>(room));
    sent += target_.write({piece.data(), static_cast<std::size_t>(stream.gcount())}, when_full::keep_quiet);
  }
  if (stream.bad())
    throw cannot_read("the stream failed");
  report(sent, sent);
}

} // namespace troupe
