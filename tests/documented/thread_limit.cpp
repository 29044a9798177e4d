#include "troupe/tests/documented/thread_limit.hpp"

#include <atomic>
#include <cerrno>
#include <limits>

#include <dlfcn.h>
#include <pthread.h>

namespace troupe::test {

namespace {

constexpr int unlimited = std::numeric_limits<int>::max();
std::atomic<int> left{unlimited};

} // namespace

thread_limit::thread_limit(int most) {
  left = most;
}

thread_limit::~thread_limit() {
  left = unlimited;
}

bool thread_limit::take() noexcept {
  return left == unlimited || left-- > 0;
}

} // namespace troupe::test

// The executable's comes before the C library's, which does the work.
extern "C" int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*run)(void*),
                              void* argument) {
  static const auto system = reinterpret_cast<decltype(&::pthread_create)>(::dlsym(RTLD_NEXT, "pthread_create"));
  return troupe::test::thread_limit::take() ? system(thread, attributes, run, argument) : EAGAIN;
}
