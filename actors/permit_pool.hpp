#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <utility>

namespace troupe::actors {

class permit;

/// MaxConnections, counted exactly across workers: a connection exists only while it holds one of these permits.
///
/// Any thread; lock-free. The pool outlives its permits.
class permit_pool {
public:
  explicit permit_pool(std::int64_t limit) noexcept : limit_(limit) {}
  permit_pool(const permit_pool&) = delete;
  permit_pool& operator=(const permit_pool&) = delete;

  /// A permit, unless `limit` are out.
  std::optional<permit> take() noexcept;

  /// Changes the limit, also while the server runs; connections beyond a lower one live on. May free permits.
  void limit(std::int64_t value) noexcept {
    limit_.store(value, std::memory_order_seq_cst);
    announce();
  }
  std::int64_t limit() const noexcept { return limit_.load(std::memory_order_relaxed); }
  std::int64_t in_use() const noexcept { return in_use_.load(std::memory_order_relaxed); }

  /// Called (on any thread) when a permit comes free after somebody went without one. Set while nobody else uses the
  /// pool.
  void on_free(std::function<void()> tell) { tell_free_ = std::move(tell); }
  /// Asks for that call; true when a permit is free already.
  bool want() noexcept;

  /// What a `permit` does at its end.
  void give_back() noexcept {
    in_use_.fetch_sub(1, std::memory_order_seq_cst);
    announce();
  }

private:
  void announce() noexcept {
    if (wanted_.load(std::memory_order_seq_cst) && wanted_.exchange(false) && tell_free_)
      tell_free_();
  }

  std::atomic<std::int64_t> limit_;
  std::atomic<std::int64_t> in_use_{0};
  std::atomic<bool> wanted_{false};
  std::function<void()> tell_free_;
};

/// The right of one connection to exist. Gives itself back.
class permit {
public:
  /// No permit: for what is no connection.
  permit() noexcept = default;
  /// Takes over one permit that `pool` counts as out.
  explicit permit(permit_pool& pool) noexcept : pool_(&pool) {}
  permit(permit&& other) noexcept : pool_(std::exchange(other.pool_, nullptr)) {}
  permit& operator=(permit&& other) noexcept {
    std::swap(pool_, other.pool_);
    return *this;
  }
  ~permit() { release(); }

  bool held() const noexcept { return pool_ != nullptr; }

  void release() noexcept {
    if (auto* pool = std::exchange(pool_, nullptr); pool != nullptr)
      pool->give_back();
  }

private:
  permit_pool* pool_ = nullptr;
};

inline std::optional<permit> permit_pool::take() noexcept {
  auto in_use = in_use_.load(std::memory_order_relaxed);
  while (in_use < limit_.load(std::memory_order_relaxed)) {
    if (in_use_.compare_exchange_weak(in_use, in_use + 1, std::memory_order_seq_cst))
      return permit{*this};
  }
  return std::nullopt;
}

inline bool permit_pool::want() noexcept {
  // Announced first, looked at second: a permit given back (or a limit raised) in between is seen by one of the sides.
  wanted_.store(true, std::memory_order_seq_cst);
  return in_use_.load(std::memory_order_seq_cst) < limit_.load(std::memory_order_seq_cst);
}

} // namespace troupe::actors
