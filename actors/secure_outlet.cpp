#include "troupe/actors/secure_outlet.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <new>

#include <unistd.h>

namespace troupe::actors {

namespace {

// From this size on a write is worth records of its own, made from where the bytes are.
constexpr std::size_t direct_size = 4096;
// A fast reader of a large file does not keep the others waiting for more than that.
constexpr std::size_t most_in_a_turn = 256 * 1024;
// Answers of TLS itself that nobody reads.
constexpr std::uint64_t most_answers = 64 * 1024;

} // namespace

secure_outlet::secure_outlet(net::event_loop& loop, net::stream_id stream, record_buffer& shared)
  : loop_(loop), stream_(stream), shared_(shared) {
  // What was queued before TLS is written first, as it is.
  if (const auto before = loop_.queued(stream_); before > 0)
    ledger_.add(before, before);
}

secure_outlet::~secure_outlet() {
  if (shared_.owner() == this)
    shared_.clear();
}

// -- in ----------------------------------------------------------------------------------------------------------

void secure_outlet::queue(std::string_view bytes) {
  if (waits())
    return waiting_.append(bytes);
  if (auto* const other = shared_.owner(); other != nullptr && (other != this || bytes.size() >= direct_size))
    other->seal();
  if (bytes.size() >= direct_size)
    return encrypt(bytes);
  while (!bytes.empty()) {
    bytes.remove_prefix(shared_.add(*this, bytes));
    if (shared_.full())
      seal();
  }
}

void secure_outlet::queue(net::slice bytes) {
  seal();
  waiting_.append(std::move(bytes));
}

void secure_outlet::queue(net::send_queue::file_part part) {
  seal();
  waiting_.append(std::move(part));
}

std::uint64_t secure_outlet::drop_files() noexcept {
  const auto plain = loop_.drop_queued_files(stream_);
  if (plain > 0)
    ledger_.drop(plain);
  return plain + waiting_.drop_files();
}

std::uint64_t secure_outlet::queued() const noexcept {
  const auto gathered = shared_.owner() == this ? shared_.bytes().size() : 0;
  return gathered + waiting_.bytes() + ledger_.plaintext() + sent_;
}

// -- out ---------------------------------------------------------------------------------------------------------

void secure_outlet::prepare_flush() {
  seal();
  encrypt_waiting();
}

void secure_outlet::sent(std::uint64_t ciphertext) {
  sent_ += ledger_.take(ciphertext);
  encrypt_waiting();
}

/// Makes a record of what was gathered.
void secure_outlet::seal() {
  if (shared_.owner() != this)
    return;
  // Emptied first: whatever becomes of them, these bytes are not gathered any more.
  const auto bytes = shared_.bytes();
  shared_.clear();
  encrypt(bytes);
}

void secure_outlet::encrypt(std::string_view bytes) {
  while (!bytes.empty() && !why_ && !broken_) {
    const auto record = bytes.substr(0, tls::engine::record_size);
    bytes.remove_prefix(record.size());
    // Besides what OpenSSL may hold back until a renegotiation is over.
    record_ += record.size();
    if (!engine_->write(record))
      return give_up(engine_->why());
  }
}

/// A record is made when the kernel has taken the one before: a file that is interrupted ends soon.
void secure_outlet::encrypt_waiting() {
  std::size_t left = most_in_a_turn;
  while (engine_ != nullptr && !waiting_.empty() && !why_ && !broken_ && loop_.queued(stream_) == 0) {
    // The last one of the turn through the loop's queue, which goes on with the next poll.
    straight_ = left > 0;
    const auto done = encrypt_head();
    if (!straight_)
      break;
    left -= std::min(left, done);
  }
  straight_ = true;
}

std::size_t secure_outlet::encrypt_head() {
  const auto* const file = waiting_.file_at_head();
  const auto done = file != nullptr ? encrypt_file(*file) : encrypt_slices();
  waiting_.consume(done);
  return done;
}

std::size_t secure_outlet::encrypt_file(const net::send_queue::file_part& part) {
  std::array<char, tls::engine::record_size> piece;
  const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(piece.size(), part.length));
  const auto count = ::pread(part.source->descriptor(), piece.data(), size, static_cast<off_t>(part.offset));
  if (count <= 0) {
    // As sendfile(2) has it: the file is shorter than it was.
    give_up({{count < 0 ? errno : EIO, std::system_category()}, {}});
    return 0;
  }
  encrypt({piece.data(), static_cast<std::size_t>(count)});
  return static_cast<std::size_t>(count);
}

std::size_t secure_outlet::encrypt_slices() {
  constexpr int most = 64;
  std::array<iovec, most> slices;
  const int count = waiting_.gather(slices.data(), most);
  const std::string_view first{static_cast<const char*>(slices[0].iov_base), slices[0].iov_len};
  if (count == 1 || first.size() >= direct_size) {
    const auto piece = first.substr(0, tls::engine::record_size);
    encrypt(piece);
    return piece.size();
  }
  // Many small ones: one record.
  std::array<char, tls::engine::record_size> record;
  std::size_t size = 0;
  for (int i = 0; i < count && size < record.size(); ++i) {
    const auto& each = slices[static_cast<std::size_t>(i)];
    const auto part = std::min(each.iov_len, record.size() - size);
    std::memcpy(record.data() + size, each.iov_base, part);
    size += part;
  }
  encrypt({record.data(), size});
  return size;
}

/// One record of ours, or what TLS has to say itself.
void secure_outlet::on_ciphertext(std::string_view bytes) {
  const auto plaintext = std::exchange(record_, 0);
  // The last of a handshake leaves with the first that the application sends.
  const auto taken = straight_ && engine_ != nullptr ? loop_.send_now(stream_, bytes) : 0;
  const std::uint64_t left = bytes.size() - taken;
  const auto unsent = std::min(plaintext, left);
  if (left > 0) {
    ledger_.add(left, unsent);
    loop_.queue(stream_, bytes.substr(taken));
    // Nothing is queued for a stream that has failed; the loop will tell.
    broken_ = loop_.queued(stream_) == 0;
    count_answer(plaintext == 0 ? left : 0);
  }
  sent_ += plaintext - unsent;
}

/// What TLS itself has to say is no sender's: a client that asks for it again and again, and reads nothing (KeyUpdate,
/// RFC 8446, 4.6.3), would fill the memory.
void secure_outlet::count_answer(std::uint64_t unread) {
  if (engine_ == nullptr || unread == 0)
    return;
  answers_ = loop_.queued(stream_) == unread ? unread : answers_ + unread;
  if (answers_ > most_answers)
    give_up({tls::errc::not_decrypted, "the client has TLS answered again and again, and does not read the answers"});
}

void secure_outlet::give_up(tls::failure why) {
  if (!why_)
    why_ = std::move(why);
}

} // namespace troupe::actors
