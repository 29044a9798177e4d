#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace troupe {

/// For the name of a documented property, in any case, that was taken for a setting's: what to call instead, as the end
/// of a message: "LocalPort is a property: server.LocalPort(5)". Empty for any other name. `value`: what it should have
/// been set to. Any thread.
std::string property_hint(std::string_view name, const std::optional<std::string>& value);

} // namespace troupe
