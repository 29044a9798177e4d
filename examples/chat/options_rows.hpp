#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

#include "troupe/examples/chat/options_table.hpp"
#include "troupe/examples/chat/options_values.hpp"

/// Makers of common rows. `which` returns the value in options that is meant, for an `options&` and a `const options&`.
namespace chat::rows {

constexpr const char* wanted_port = "a number from 1 to 65535, 0 (off) or any is wanted";
constexpr const char* wanted_switch = "true or false is wanted";

inline std::string wanted_number(std::uint64_t least, std::uint64_t most) {
  return "a number from " + std::to_string(least) + " to " + std::to_string(most) + " is wanted";
}

template <class Which>
option_row text(const char* group, const char* name, const char* argument, const char* meaning, Which which) {
  return {group,
          name,
          argument,
          meaning,
          [which](options& to, const std::string& value) -> std::string {
            which(to) = value;
            return {};
          },
          [which](const options& from) -> std::string { return which(from); }};
}

template <class Which>
option_row number(const char* group, const char* name, const char* meaning, std::uint64_t least, std::uint64_t most,
                  Which which) {
  return {group,
          name,
          "N",
          meaning,
          [which, least, most](options& to, const std::string& value) -> std::string {
            const auto wanted = parse_number(value, least, most);
            if (!wanted)
              return wanted_number(least, most);
            using type = std::decay_t<decltype(which(to))>;
            which(to) = static_cast<type>(*wanted);
            return {};
          },
          [which](const options& from) { return std::to_string(which(from)); }};
}

template <class Which>
option_row milliseconds(const char* group, const char* name, const char* meaning, std::uint64_t least,
                        std::uint64_t most, Which which) {
  return {group,
          name,
          "N",
          meaning,
          [which, least, most](options& to, const std::string& value) -> std::string {
            const auto wanted = parse_number(value, least, most);
            if (!wanted)
              return wanted_number(least, most);
            which(to) = std::chrono::milliseconds{*wanted};
            return {};
          },
          [which](const options& from) { return std::to_string(which(from).count()); }};
}

template <class Which>
option_row port(const char* group, const char* name, const char* meaning, Which which) {
  return {group,
          name,
          "PORT",
          std::string{meaning} + "; 0: off; any: the system chooses one",
          [which](options& to, const std::string& value) -> std::string {
            const auto wanted = parse_port(value);
            if (!wanted)
              return wanted_port;
            which(to) = *wanted;
            return {};
          },
          [which](const options& from) { return to_text(which(from)); }};
}

/// A switch: on if it is named without a value.
template <class Which>
option_row toggle(const char* group, const char* name, const char* meaning, Which which) {
  return {group,
          name,
          "true|false",
          meaning,
          [which](options& to, const std::string& value) -> std::string {
            const auto wanted = parse_switch(value);
            if (!wanted)
              return wanted_switch;
            which(to) = *wanted;
            return {};
          },
          [which](const options& from) { return std::string{which(from) ? "true" : "false"}; },
          true};
}

template <class Which>
option_row secret(const char* group, const char* name, const char* meaning, Which which) {
  return {group,
          name,
          "TEXT|@FILE",
          meaning,
          [which](options& to, const std::string& value) {
            std::string error;
            auto resolved = resolve_secret(value, error);
            if (error.empty())
              which(to) = std::move(resolved);
            return error;
          },
          {}};
}

} // namespace chat::rows
