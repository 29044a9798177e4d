#include "troupe/actors/notice_queue.hpp"

namespace troupe::actors {

namespace {

/// No second event of a connection is told while one is being handled.
class event_mark {
public:
  explicit event_mark(connection& source) noexcept : source_(source) { source_.in_event(true); }
  event_mark(const event_mark&) = delete;
  event_mark& operator=(const event_mark&) = delete;
  ~event_mark() {
    if (!stays_)
      source_.in_event(false);
  }

  void stay() noexcept { stays_ = true; }

private:
  connection& source_;
  bool stays_ = false;
};

} // namespace

void notice_queue::collect() {
  ready_.clear();
  next_ = 0;
  for (const auto& served : worker_.all()) {
    if (served->has_notices() && !served->in_event())
      push(*served);
  }
}

std::size_t notice_queue::on_turn_end() {
  tell_troubles();
  std::size_t told = 0;
  // A handler may run the loop again and come back here: the rest of the queue is then told there.
  while (next_ < ready_.size()) {
    auto& source = *ready_[next_++];
    if (next_ == ready_.size()) {
      ready_.clear();
      next_ = 0;
    }
    tell_all(source);
    ++told;
  }
  return told;
}

void notice_queue::tell_all(connection& source) {
  auto then = telling::next;
  {
    event_mark mark{source};
    // Taken, they are told here or never: what fails ends the connection, and `ended` is always told.
    while (source.has_notices() && then == telling::next)
      then = tell(source, source.take_notices());
    if (then == telling::held_up)
      mark.stay();
  }
  if (then != telling::over)
    return;
  worker_.remove(source);
  on_removed();
}

} // namespace troupe::actors
