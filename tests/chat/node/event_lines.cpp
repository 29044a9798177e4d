#include "troupe/tests/chat/node/event_lines.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <utility>

namespace chat::test {

namespace {

/// Nothing here takes so long, unless it fails.
constexpr std::chrono::seconds longest_wait{30};

auto begins_with(const std::string& beginning) {
  return [&](const std::string& line) { return line.compare(0, beginning.size(), beginning) == 0; };
}

} // namespace

void event_lines::add(std::string line) {
  const std::lock_guard<std::mutex> lock{mutex_};
  lines_.push_back(std::move(line));
  added_.notify_all();
}

void event_lines::end() {
  const std::lock_guard<std::mutex> lock{mutex_};
  has_ended_ = true;
  added_.notify_all();
}

template <class Predicate>
event_lines::lines::iterator event_lines::wait_for(std::unique_lock<std::mutex>& lock, const std::string& what,
                                                   Predicate is_it) {
  auto place = lines_.end();
  const auto found = [&] {
    place = std::find_if(lines_.begin(), lines_.end(), is_it);
    return place != lines_.end();
  };
  if (!added_.wait_for(lock, longest_wait, found))
    throw std::runtime_error{"no line '" + what + "' came; there are:\n" + joined()};
  return place;
}

std::string event_lines::take(const std::string& beginning) {
  std::unique_lock<std::mutex> lock{mutex_};
  const auto place = wait_for(lock, beginning, begins_with(beginning));
  auto result = std::move(*place);
  lines_.erase(place);
  return result;
}

std::string event_lines::take_with(const std::string& text) {
  std::unique_lock<std::mutex> lock{mutex_};
  const auto place =
    wait_for(lock, text, [&](const std::string& line) { return line.find(text) != std::string::npos; });
  auto result = std::move(*place);
  lines_.erase(place);
  return result;
}

std::string event_lines::take_next() {
  std::unique_lock<std::mutex> lock{mutex_};
  added_.wait(lock, [&] { return !lines_.empty(); });
  auto result = std::move(lines_.front());
  lines_.pop_front();
  return result;
}

bool event_lines::stands_before(const std::string& other, const std::string& beginning) {
  std::unique_lock<std::mutex> lock{mutex_};
  const auto place = wait_for(lock, beginning, begins_with(beginning));
  return std::find_if(lines_.begin(), place, begins_with(other)) != place;
}

bool event_lines::has(const std::string& beginning) const {
  const std::lock_guard<std::mutex> lock{mutex_};
  return std::any_of(lines_.begin(), lines_.end(), begins_with(beginning));
}

std::string event_lines::text() const {
  const std::lock_guard<std::mutex> lock{mutex_};
  return joined();
}

std::string event_lines::text_to_end() {
  std::unique_lock<std::mutex> lock{mutex_};
  if (!added_.wait_for(lock, longest_wait, [&] { return has_ended_; }))
    throw std::runtime_error{"no end came after:\n" + joined()};
  return joined();
}

std::string event_lines::joined() const {
  std::string result;
  for (const auto& line : lines_)
    result += line + "\n";
  return result;
}

} // namespace chat::test
