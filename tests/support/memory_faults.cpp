#include "troupe/tests/support/memory_faults.hpp"

#include <cstdlib>
#include <new>

namespace {

struct order {
  std::size_t before = 0; // allocations that succeed first
  std::size_t left = 0;   // that throw
  std::size_t least = 0;
  std::size_t most = 0;
  std::size_t thrown = 0;
};

thread_local order ordered;
thread_local int truces = 0;

bool fails(std::size_t size) noexcept {
  if (truces > 0 || ordered.left == 0 || size < ordered.least || size > ordered.most)
    return false;
  if (ordered.before > 0) {
    --ordered.before;
    return false;
  }
  --ordered.left;
  ++ordered.thrown;
  return true;
}

} // namespace

namespace troupe::test {

void memory_faults::throw_in(std::size_t nth, std::size_t count) noexcept {
  throw_in(nth, count, 0, std::numeric_limits<std::size_t>::max());
}

void memory_faults::throw_in(std::size_t nth, std::size_t count, std::size_t least, std::size_t most) noexcept {
  ordered = {nth - 1, count, least, most, 0};
}

memory_faults::truce::truce() noexcept {
  ++truces;
}

memory_faults::truce::~truce() {
  --truces;
}

std::size_t memory_faults::clear() noexcept {
  const auto thrown = ordered.thrown;
  ordered = {};
  return thrown;
}

} // namespace troupe::test

void* operator new(std::size_t size) {
  void* const memory = fails(size) ? nullptr : std::malloc(size > 0 ? size : 1);
  if (memory == nullptr)
    throw std::bad_alloc{};
  return memory;
}

// The other forms too: a sanitizer has its own, which would not come here, and whose memory is not for free(3).
void* operator new[](std::size_t size) {
  return operator new(size);
}

void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return fails(size) ? nullptr : std::malloc(size > 0 ? size : 1);
}

void* operator new[](std::size_t size, const std::nothrow_t& tag) noexcept {
  return operator new(size, tag);
}

void operator delete(void* memory) noexcept {
  std::free(memory);
}

void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

void operator delete[](void* memory) noexcept {
  std::free(memory);
}

void operator delete[](void* memory, std::size_t) noexcept {
  std::free(memory);
}
