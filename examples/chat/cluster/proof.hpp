#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chat::cluster {

/// A number that nobody can foresee; never 0.
std::uint64_t random_number();

/// What only someone who knows `secret` can say about `parts`: their HMAC-SHA256 (RFC 2104), each part with its length.
std::string prove(std::string_view secret, const std::vector<std::string>& parts);

/// Whether two proofs are the same. Takes the same time wherever they differ.
bool same_proof(std::string_view a, std::string_view b);

} // namespace chat::cluster
