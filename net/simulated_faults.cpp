#include "troupe/net/simulated_faults.hpp"

#include <algorithm>
#include <new>

namespace troupe::net {

void simulated_faults::shorten_sends(std::size_t count, std::size_t bytes) noexcept {
  short_sends_ = count;
  short_send_bytes_ = bytes;
}

void simulated_faults::receive_at_most(std::size_t bytes) noexcept {
  receive_limit_ = bytes == 0 ? unlimited : bytes;
}

void simulated_faults::fail(simulated_operation kind, std::size_t nth, std::errc error) {
  orders_.push_back({kind, operations(kind) + nth, error});
}

void simulated_faults::fail_operation(std::size_t nth, std::errc error) {
  orders_.push_back({std::nullopt, total_ + nth, error});
}

void simulated_faults::throw_in(std::size_t nth) {
  orders_.push_back({std::nullopt, total_ + nth, std::nullopt});
}

void simulated_faults::clear() noexcept {
  orders_.clear();
  short_sends_ = 0;
}

std::error_code simulated_faults::begin(simulated_operation kind) {
  ++total_;
  const auto count = ++counts_[index(kind)];
  const auto due = std::find_if(orders_.begin(), orders_.end(), [&](const order& o) {
    return o.kind ? *o.kind == kind && o.at == count : o.at == total_;
  });
  if (due == orders_.end())
    return {};
  const auto error = due->error;
  orders_.erase(due);
  if (!error)
    throw std::bad_alloc();
  return system_error_of(*error);
}

void simulated_faults::begin_allocation() {
  if (begin(simulated_operation::allocate))
    throw std::bad_alloc();
}

std::size_t simulated_faults::take_send_limit() noexcept {
  if (short_sends_ == 0)
    return unlimited;
  --short_sends_;
  return short_send_bytes_;
}

} // namespace troupe::net
