#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include "troupe/examples/chat/state/events_inspect.hpp"

namespace tests {

/// What CAF's inspectors return: true for an error.
struct wire_error {
  bool failed = false;
  explicit operator bool() const noexcept { return failed; }
};

/// Writes values as bytes, with the interface of a CAF 0.17 serializer.
class wire_writer {
public:
  using result_type = wire_error;
  static constexpr bool reads_state = true;
  static constexpr bool writes_state = false;

  template <class... Values>
  result_type operator()(Values&... values) {
    (put(values), ...);
    return {};
  }
  const std::string& bytes() const noexcept { return bytes_; }

private:
  template <class Value>
  void put(Value& value) {
    if constexpr (std::is_arithmetic_v<Value> || std::is_enum_v<Value>)
      bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
    else
      inspect(*this, value);
  }
  void put(std::string& value) {
    auto size = value.size();
    put(size);
    bytes_ += value;
  }
  template <class Value>
  void put(std::vector<Value>& values) {
    auto size = values.size();
    put(size);
    for (auto& each : values)
      put(each);
  }

  std::string bytes_;
};

/// The reverse.
class wire_reader {
public:
  using result_type = wire_error;
  static constexpr bool reads_state = false;
  static constexpr bool writes_state = true;

  explicit wire_reader(const std::string& bytes) : rest_(bytes) {}
  template <class... Values>
  result_type operator()(Values&... values) {
    (get(values), ...);
    return {failed_};
  }
  bool at_end() const noexcept { return rest_.empty() && !failed_; }

private:
  template <class Value>
  void get(Value& value) {
    if constexpr (std::is_arithmetic_v<Value> || std::is_enum_v<Value>) {
      const auto bytes = take(sizeof value);
      if (!failed_)
        bytes.copy(reinterpret_cast<char*>(&value), sizeof value);
    } else {
      inspect(*this, value);
    }
  }
  void get(std::string& value) {
    std::size_t size = 0;
    get(size);
    value = take(size);
  }
  template <class Value>
  void get(std::vector<Value>& values) {
    std::size_t size = 0;
    get(size);
    values.clear();
    for (std::size_t i = 0; i < size && !failed_; ++i)
      get(values.emplace_back());
  }
  std::string_view take(std::size_t size) {
    failed_ = failed_ || size > rest_.size();
    if (failed_)
      return {};
    const auto result = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return result;
  }

  std::string_view rest_;
  bool failed_ = false;
};

/// The batch, as it arrives at the other end.
inline chat::state::event_batch over_the_wire(chat::state::event_batch batch) {
  wire_writer writer;
  writer(batch);
  chat::state::event_batch result;
  wire_reader reader{writer.bytes()};
  reader(result);
  return result;
}

} // namespace tests
