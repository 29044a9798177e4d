#pragma once

#include <string>

#include <caf/error.hpp>

namespace chat::node {

/// What there is for people in an error; if it holds no text, all of it as CAF writes it.
inline std::string text_of(const caf::error& why) {
  const auto& context = why.context();
  return context.match_elements<std::string>() ? context.get_as<std::string>(0) : caf::to_string(why);
}

} // namespace chat::node
