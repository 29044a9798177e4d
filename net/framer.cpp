#include "troupe/net/framer.hpp"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

namespace troupe::net {

namespace {

// A block of this size may be kept for a single byte.
constexpr std::size_t small_block = 256;
constexpr std::size_t least_own_block = 64;

/// Where the first CR or LF is; `text.size()` without one.
std::size_t line_end(std::string_view text) noexcept {
  // Two searches per window. It starts small and doubles, so that neither search reads much beyond the other's find:
  // a stream of nothing but CR must not be searched for LF to its end once per line.
  std::size_t from = 0;
  for (std::size_t window = 64; from < text.size(); window *= 2) {
    const std::string_view part = text.substr(from, window);
    const std::size_t lf = std::min(part.find('\n'), part.size());
    const std::size_t end = std::min(part.substr(0, lf).find('\r'), lf);
    if (end < part.size())
      return from + end;
    from += part.size();
  }
  return text.size();
}

} // namespace

void framer::rule(framing changed) noexcept {
  rule_ = std::move(changed);
  searched_ = 0;
  matched_ = 0;
}

void framer::feed(slice bytes) {
  if (!bytes.empty() && std::exchange(after_cr_, false) && bytes.view().front() == '\n')
    bytes.remove_prefix(1);
  if (bytes.empty())
    return;
  const std::size_t count = bytes.size();
  if (head_.empty()) {
    head_ = std::move(bytes);
  } else if (following_.empty()) {
    if (!head_.extend(bytes))
      following_ = std::move(bytes);
  } else if (backlog_ == nullptr) {
    if (following_.extend(bytes))
      return;
    auto made = std::make_unique<backlog>();
    made->slices.push_back(std::move(bytes));
    made->bytes = count;
    backlog_ = std::move(made);
  } else {
    if (!backlog_->slices.back().extend(bytes))
      backlog_->slices.push_back(std::move(bytes));
    backlog_->bytes += count;
  }
}

std::optional<frame> framer::next() {
  if (taken_ == head_.size())
    drop_delivered();
  if (head_.empty())
    return std::nullopt;
  if (rule_.record_length > 0)
    return next_record();
  if (rule_.single_line)
    return next_single_line();
  if (!rule_.eol.empty())
    return next_line();
  return take(rest().size(), 0, true);
}

std::optional<frame> framer::take_rest() {
  if (auto complete = next())
    return complete;
  if (rest().empty() || rule_.record_length > 0)
    return std::nullopt;
  const auto unfinished = take(std::min(rest().size(), std::max<std::size_t>(rule_.max_line_length, 1)), 0, false);
  // Only the beginning of a delimiter longer than the limit leaves something, and it need not be searched again.
  matched_ = searched_;
  return unfinished;
}

slice framer::take_all() {
  std::string all;
  all.reserve(buffered());
  const auto before = std::exchange(rule_, framing{});
  while (const auto piece = next())
    all.append(piece->text);
  rule(before);
  return all.empty() ? slice{} : slice::copy_of(all);
}

slice framer::share(const frame& last) const {
  const char* const text = last.text.data();
  if (last.text.empty())
    return {};
  if (std::less<>{}(text, head_.data()) || !std::less<>{}(text, head_.data() + taken_))
    return slice::copy_of(last.text);
  return head_.sub(static_cast<std::size_t>(text - head_.data()), last.text.size());
}

std::size_t framer::buffered() const noexcept {
  return rest().size() + following_.size() + (backlog_ != nullptr ? backlog_->bytes : 0);
}

std::optional<frame> framer::next_line() {
  const std::size_t limit = std::max<std::size_t>(rule_.max_line_length, 1);
  const std::size_t ending = rule_.eol.size();
  for (;;) {
    if (searched_ >= limit && searched_ > matched_)
      return take(std::min(limit, searched_ - matched_), 0, false);
    // Beyond the limit one by one: until the bytes there are no longer a beginning of the delimiter.
    const std::string_view text = unsearched(std::max(limit, searched_ + 1));
    if (text.empty()) {
      unpin();
      return std::nullopt;
    }
    std::size_t matched = matched_;
    searched(rule_.eol.search(text, matched));
    matched_ = matched;
    if (matched_ == ending) {
      matched_ = 0;
      return take(searched_ - ending, ending, true);
    }
  }
}

std::optional<frame> framer::next_single_line() {
  const std::size_t limit = std::max<std::size_t>(rule_.max_line_length, 1);
  while (searched_ < limit) {
    const std::string_view text = unsearched(limit);
    if (text.empty()) {
      unpin();
      return std::nullopt;
    }
    const std::size_t end = line_end(text);
    const bool found = end < text.size();
    const bool cr = found && text[end] == '\r';
    searched(found ? end + 1 : end);
    if (found)
      return take_single_line(cr);
  }
  return take(limit, 0, false);
}

std::optional<frame> framer::next_record() {
  const std::size_t length = rule_.record_length;
  while (rest().size() < length && !following_.empty())
    join(std::min(length - rest().size(), following_.size()), length);
  if (rest().size() >= length)
    return take(length, 0, true);
  unpin();
  return std::nullopt;
}

/// The next bytes in one piece that were not searched, without those beyond `limit` bytes of the rest.
std::string_view framer::unsearched(std::size_t limit) const noexcept {
  const std::string_view left = rest().substr(searched_);
  return (left.empty() ? following_.view() : left).substr(0, limit - searched_);
}

/// Notes that `count` of what `unsearched` gave were searched; they belong to the head from now on.
void framer::searched(std::size_t count) {
  if (searched_ == rest().size())
    join(count, std::string_view::npos);
  searched_ += count;
}

std::optional<frame> framer::take(std::size_t count, std::size_t ending, bool eol) noexcept {
  // Built where the caller wants it: a frame copied right after it was written costs as much as finding it.
  std::optional<frame> taken{std::in_place};
  taken->text = rest().substr(0, count);
  taken->eol = eol;
  taken_ += count + ending;
  searched_ -= std::min(searched_, count + ending);
  return taken;
}

/// Takes all that was searched, which ends with CR (`cr`) or LF, and an LF behind the CR.
std::optional<frame> framer::take_single_line(bool cr) noexcept {
  std::optional<frame> line = take(searched_ - 1, 1, true);
  if (!cr)
    return line;
  if (!rest().empty())
    taken_ += rest().front() == '\n' ? 1 : 0;
  else if (!following_.empty())
    drop_from_following(following_.view().front() == '\n' ? 1 : 0);
  else
    after_cr_ = true;
  return line;
}

void framer::drop_delivered() noexcept {
  own_ = block_ptr{};
  taken_ = 0;
  head_ = std::exchange(following_, slice{});
  if (!head_.empty())
    drop_from_following(0);
}

void framer::drop_from_following(std::size_t count) noexcept {
  following_.remove_prefix(count);
  if (!following_.empty())
    return;
  following_ = slice{};
  if (backlog_ == nullptr)
    return;
  following_ = std::move(backlog_->slices.front());
  backlog_->slices.pop_front();
  backlog_->bytes -= following_.size();
  if (backlog_->slices.empty())
    backlog_.reset();
}

/// Moves `count` bytes from what follows to the head. `most`: as many as the head will ever need.
void framer::join(std::size_t count, std::size_t most) {
  const slice part = following_.sub(0, count);
  if (!head_.extend(part))
    append(part.view(), most);
  drop_from_following(count);
}

void framer::append(std::string_view bytes, std::size_t most) {
  const std::size_t needed = rest().size() + bytes.size();
  const std::size_t used = own_ ? static_cast<std::size_t>(head_.data() - own_->data()) + head_.size() : 0;
  if (own_ && own_->capacity() - used >= bytes.size()) {
    std::memcpy(own_->data() + used, bytes.data(), bytes.size());
    head_ = slice{own_, {head_.data(), head_.size() + bytes.size()}};
    return;
  }
  // Twice what is needed, so that all the copying together stays linear.
  block_ptr grown{block::make(std::max(needed, std::min(std::max(2 * needed, least_own_block), most)))};
  std::memcpy(grown->data(), rest().data(), rest().size());
  std::memcpy(grown->data() + rest().size(), bytes.data(), bytes.size());
  head_ = slice{grown, {grown->data(), needed}};
  own_ = std::move(grown);
  taken_ = 0;
}

/// Copies what has to wait when it keeps a much larger block from reuse.
void framer::unpin() {
  // An own block is only half full after it has grown; what is copied out of it pays for a quarter being taken.
  const std::size_t least = head_.pinned() / (own_ ? 4 : 2);
  if (head_.pinned() <= small_block || rest().size() >= least)
    return;
  head_ = slice::copy_of(rest());
  own_ = block_ptr{};
  taken_ = 0;
}

} // namespace troupe::net
