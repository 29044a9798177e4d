#include "troupe/net/simulated_stream.hpp"

#include <algorithm>
#include <array>
#include <new>
#include <utility>

#include <unistd.h>

#include "troupe/net/simulated_sockets.hpp"

namespace troupe::net {

namespace {

constexpr std::size_t file_chunk = 16 * 1024;
constexpr int gathered_entries = 16;

constexpr unsigned bit(simulated_event::kind_t kind) noexcept {
  return 1U << static_cast<unsigned>(kind);
}

} // namespace

simulated_stream::simulated_stream(std::uint64_t number, socket_handle socket, std::shared_ptr<simulated_link> link,
                                   stream_handler& handler, simulated_faults& faults, simulated_events& events)
  : number_(number), socket_(socket), link_(std::move(link)), handler_(handler), faults_(faults), events_(events) {
  link_->observe(this);
}

simulated_stream::~simulated_stream() {
  link_->observe(nullptr);
}

void simulated_stream::start_receive() {
  receiving_ = true;
  on_link_changed();
}

void simulated_stream::pause_receive() {
  receiving_ = false;
  on_link_changed();
}

simulated_stream::received simulated_stream::receive(slice_builder& blocks) {
  if (!due(kind_t::readable))
    return {};
  if (const auto error = faults_.begin(simulated_operation::receive)) {
    if (is_transient(error))
      return {};
    return end(error);
  }
  const auto most = std::min({link_->arrived(), blocks.block_size(), faults_.receive_limit()});
  const auto count = link_->receive(most > 0 ? blocks.prepare(most) : nullptr, most);
  if (count && *count > 0)
    return {blocks.commit(*count), false, {}};
  return end(count.error());
}

std::size_t simulated_stream::send_now(std::string_view bytes) {
  if (failure_ || waiting_ || !output_.empty() || bytes.empty())
    return 0;
  const iovec entry{const_cast<char*>(bytes.data()), bytes.size()};
  const auto sent = transmit(&entry, 1);
  waiting_ = sent < bytes.size() && !failure_;
  on_link_changed();
  return sent;
}

std::uint64_t simulated_stream::drop_files() noexcept {
  const auto dropped = output_.drop_files();
  finish_if_written();
  return dropped;
}

bool simulated_stream::begin_flush() {
  if (failure_ || waiting_ || output_.empty())
    return false;
  if (!reporting_)
    return true;
  waiting_ = true;
  on_link_changed();
  return false;
}

void simulated_stream::write() {
  bool progress = true;
  waiting_ = true;
  while (progress && !failure_ && !output_.empty()) {
    std::array<iovec, gathered_entries> entries;
    std::size_t wanted = 0;
    std::size_t sent = 0;
    if (const auto* part = output_.file_at_head()) {
      wanted = static_cast<std::size_t>(std::min<std::uint64_t>(part->length, file_chunk));
      sent = transmit_file(*part);
    } else {
      const auto count = output_.gather(entries.data(), gathered_entries);
      std::for_each_n(entries.begin(), count, [&](const iovec& entry) { wanted += entry.iov_len; });
      sent = transmit(entries.data(), count);
    }
    // A failure has dropped the queue.
    if (!failure_)
      output_.consume(sent);
    unreported_ += sent;
    progress = sent == wanted;
  }
  waiting_ = !output_.empty();
  finish_if_written();
}

void simulated_stream::write_last() noexcept {
  try {
    if (!failure_ && !output_.empty())
      write();
  } catch (const std::bad_alloc&) { // NOLINT(bugprone-empty-catch): what doesn't go now doesn't go any more
  }
}

std::uint64_t simulated_stream::take_sent() noexcept {
  return std::exchange(unreported_, 0);
}

void simulated_stream::finish_sending() {
  finishing_ = true;
  finish_if_written();
  // What is queued and not flushed goes with the next turn: no callback comes out of here.
  waiting_ = !output_.empty();
  on_link_changed();
}

bool simulated_stream::take_failure() noexcept {
  if (!due(kind_t::failed))
    return false;
  ended_ = true;
  failure_told_ = true;
  return true;
}

void simulated_stream::handled(kind_t kind) {
  announced_ &= ~bit(kind);
  on_link_changed();
}

void simulated_stream::on_link_changed() {
  for (const auto kind : {kind_t::readable, kind_t::writable, kind_t::failed}) {
    if ((announced_ & bit(kind)) != 0 || !due(kind))
      continue;
    events_.push_back({kind, number_});
    announced_ |= bit(kind);
  }
}

bool simulated_stream::due(kind_t kind) const noexcept {
  if (kind == kind_t::readable)
    return reads() && link_->readable();
  if (kind == kind_t::writable)
    return unreported_ > 0 || (waiting_ && link_->writable());
  return failure_ && !failure_told_ && !(reads() && link_->readable());
}

// One send(2): how many bytes went. A failure is kept, for `on_end`.
std::size_t simulated_stream::transmit(const iovec* entries, int count) {
  if (const auto error = faults_.begin(simulated_operation::send)) {
    if (!is_transient(error))
      fail(error);
    return 0;
  }
  auto limit = faults_.take_send_limit();
  std::size_t total = 0;
  for (const auto* entry = entries; entry != entries + count; ++entry) {
    const auto wanted = std::min(entry->iov_len, limit);
    const auto sent = link_->send({static_cast<const char*>(entry->iov_base), wanted});
    if (!sent) {
      fail(sent.error());
      return total;
    }
    total += *sent;
    limit -= *sent;
    if (*sent < entry->iov_len)
      break;
  }
  return total;
}

std::size_t simulated_stream::transmit_file(const send_queue::file_part& part) {
  const auto error = faults_.begin(simulated_operation::read_file);
  if (error) {
    if (!is_transient(error))
      fail(error);
    return 0;
  }
  std::array<char, file_chunk> bytes;
  const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(part.length, bytes.size()));
  const auto count = ::pread(part.source->descriptor(), bytes.data(), wanted, static_cast<off_t>(part.offset));
  if (count <= 0) {
    // 0: the file has shrunk since it was opened, so that the bytes which were announced can't come.
    fail(count < 0 ? last_error() : std::error_code{EIO, std::system_category()});
    return 0;
  }
  const iovec entry{bytes.data(), static_cast<std::size_t>(count)};
  return transmit(&entry, 1);
}

simulated_stream::received simulated_stream::end(std::error_code reason) noexcept {
  ended_ = true;
  if (reason)
    fail(reason);
  failure_told_ = static_cast<bool>(failure_);
  return {{}, true, failure_};
}

void simulated_stream::fail(std::error_code reason) noexcept {
  if (!failure_)
    failure_ = reason;
  output_.clear();
  waiting_ = false;
}

void simulated_stream::finish_if_written() noexcept {
  if (!finishing_ || !output_.empty() || failure_)
    return;
  link_->finish();
}

} // namespace troupe::net
