#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace troupe::bench {

/// Counts durations in buckets whose width grows with the value: exact below 256 ns, then within 0.8 %.
class latency_histogram final {
public:
  /// Counts one duration in nanoseconds.
  void record(std::uint64_t nanoseconds) { ++buckets_[bucket_of(nanoseconds)]; }

  /// Forgets everything.
  void clear() { buckets_.assign(bucket_count, 0); }

  /// The duration in nanoseconds that `share` (0 to 1) of all counted ones do not exceed; 0 if there are none.
  [[nodiscard]] std::uint64_t quantile(double share) const {
    std::uint64_t total = 0;
    for (const auto count : buckets_)
      total += count;
    const auto rank = static_cast<std::uint64_t>(share * static_cast<double>(total));
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < bucket_count; ++i)
      if ((seen += buckets_[i]) > rank)
        return value_of(i);
    return 0;
  }

private:
  static constexpr unsigned precision = 7; // 128 buckets for each power of two
  static constexpr std::size_t bucket_count = (64 - precision + 1) << precision;

  static std::size_t bucket_of(std::uint64_t value) {
    if (value < (2U << precision))
      return value;
    const auto shift = 63U - precision - static_cast<unsigned>(__builtin_clzll(value));
    return (static_cast<std::size_t>(shift) << precision) + (value >> shift);
  }

  static std::uint64_t value_of(std::size_t bucket) {
    if (bucket < (2U << precision))
      return bucket;
    const auto shift = (bucket >> precision) - 1;
    return (bucket - (shift << precision)) << shift;
  }

  std::vector<std::uint64_t> buckets_ = std::vector<std::uint64_t>(bucket_count, 0);
};

} // namespace troupe::bench
