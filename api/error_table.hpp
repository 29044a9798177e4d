#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "troupe/api/error.hpp"

namespace troupe {

/// Every error there is, with its text: the documented ones verbatim. Any thread.
const std::vector<std::pair<ErrorCode, std::string_view>>& error_table();

/// The text of a code; 0: "OK"; of a number that is none of ours, a text that says so.
std::string text_of(int code);

/// The error of this code with its text, and after a colon `detail`, if there is one:
/// "[10048] Address already in use: 0.0.0.0:80".
Error make_error(int code, std::string_view detail = {});
inline Error make_error(ErrorCode code, std::string_view detail = {}) {
  return make_error(static_cast<int>(code), detail);
}

} // namespace troupe
