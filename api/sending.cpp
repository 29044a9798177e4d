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

// A stream is read in pieces of this size.
constexpr std::size_t piece_size = 16 * 1024;

Error cannot_read(const std::string& what) {
  return Error{static_cast<int>(ErrorCode::CannotReadFile),
               Error{ErrorCode::CannotReadFile}.Description() + ": " + what};
}

} // namespace

sending::sending(actors::server& server, actors::connection& target) noexcept
  : server_(server), target_(target), here_(server.own_worker()), timeout_(target.settings().timeout()) {
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
  if (&target_.place() != here_) {
    // One message, so that another thread's line doesn't get in between.
    std::string line;
    line.reserve(bytes.size() + ending.size());
    return target_.write(line.append(bytes).append(ending));
  }
  const auto sent = target_.write(bytes);
  return sent < bytes.size() ? sent
                             : sent + target_.write(ending, sent > 0 ? when_full::keep_quiet : when_full::report);
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
  while (!done()) {
    const auto before = target_.pending();
    const auto moved = [&] { return target_.pending() != before || !target_.connected() || target_.interrupted(); };
    if (here_ != nullptr) {
      const auto deadline = here_->loop().now() + limit;
      while (!moved() && here_->loop().now() < deadline)
        here_->run_once(deadline - here_->loop().now());
    } else {
      target_.place().wait_for_progress(limit, moved);
    }
    if (!moved())
      throw Error{ErrorCode::TimedOut};
    if (!target_.connected())
      throw make_error(target_.end_reason() ? target_.end_reason() : make_error_code(ErrorCode::ConnectionAborted));
    if (target_.interrupted())
      throw Error{ErrorCode::InterruptedSystemCall};
  }
}

void sending::write_all(std::string_view bytes) {
  while (!bytes.empty()) {
    bytes.remove_prefix(target_.write(bytes, when_full::keep_quiet));
    if (!bytes.empty())
      wait([full = target_.pending(), this] { return target_.pending() < full; });
  }
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
    wait([full = target_.pending(), this] { return target_.pending() < full; });
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
