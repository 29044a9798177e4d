#include "troupe/examples/chat/state/user.hpp"

namespace chat::state {
namespace {

void append_base36(std::string& text, std::uint32_t number) {
  constexpr std::string_view digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  std::string reversed;
  do {
    reversed += digits[number % 36];
    number /= 36;
  } while (number != 0);
  reversed.resize(7, '0'); // of fixed length, so that two numbers in a row stay two
  text.append(reversed.rbegin(), reversed.rend());
}

} // namespace

std::string unique_nick(const user_id& id) {
  std::uint32_t hash = 2'166'136'261U; // FNV-1a: the same on every node
  for (const char byte : id.node)
    hash = (hash ^ static_cast<unsigned char>(byte)) * 16'777'619U;
  std::string result{"0"};
  append_base36(result, hash);
  append_base36(result, static_cast<std::uint32_t>(id.number));
  return result;
}

} // namespace chat::state
