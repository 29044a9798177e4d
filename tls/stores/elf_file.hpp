#pragma once

#include <string>

namespace troupe::tls {

/// Whether the file is a program for this machine and has all that dlopen(3) would map. What is missing at its end
/// would be a SIGBUS there. False if it can't be read.
bool is_whole_elf(const std::string& path);

} // namespace troupe::tls
