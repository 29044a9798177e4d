#pragma once

#include <cstdint>

namespace chat::demo {

/// `wanted` if nobody has that port of 127.0.0.1 now, else one that the system chooses.
std::uint16_t free_port(std::uint16_t wanted);

} // namespace chat::demo
