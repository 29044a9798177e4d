#pragma once

#include <chrono>
#include <cstdint>
#include <string>

struct asn1_string_st;

namespace troupe::tls {

/// What one source, or all of one kind, know about a certificate. A value.
struct revocation_outcome {
  enum class kind : std::uint8_t { good, revoked, unknown };

  kind is = kind::unknown;
  std::string reason; ///< a sentence, unless it is good
};

/// "the certificate was revoked (keyCompromise) on Jan  1 00:00:00 2026 GMT"; `reason` is one of CRL_REASON_...,
/// negative: none is given. `when` may be nullptr.
revocation_outcome revoked(int reason, const asn1_string_st* when);
/// Nothing is known, because of `why`.
revocation_outcome unknown(std::string why);

/// The time there is for several connections one after the other. Reads no clock: each gets its share, and can't have
/// more.
class time_budget final {
public:
  time_budget(std::chrono::seconds limit, int connections) noexcept
    : seconds_(static_cast<int>(limit.count())), connections_(connections) {}

  /// Seconds for the next one; 0: there is no time left.
  int take() noexcept {
    const int share = connections_ > 1 ? seconds_ / connections_ : seconds_;
    // Less than a second is none for OpenSSL: the first ones get what there is.
    const int given = share > 0 ? share : (seconds_ > 0 ? 1 : 0);
    seconds_ -= given;
    --connections_;
    return given;
  }

private:
  int seconds_;
  int connections_;
};

} // namespace troupe::tls
