#pragma once

#include <string>

#include "troupe/tls/failure.hpp"

namespace troupe::tls {

/// The whole file. Blocks: not on a loop. Error: `store_not_opened`, with the system's reason; also when it is larger
/// than any certificate store.
result<std::string> read_file(const std::string& name);

/// False for what may rather be the content of a store, given by mistake: that is not to be repeated in an error.
bool looks_like_a_name(const std::string& text);

/// A name as an error may have it: that, or that it is none.
std::string shown_name(const std::string& name);

} // namespace troupe::tls
