#include "troupe/tls/stores/file_bytes.hpp"

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "troupe/net/descriptor.hpp"

namespace troupe::tls {

namespace {

constexpr const char* base64_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
constexpr std::size_t most_bytes = 64 * 1024 * 1024; // a large list of revoked certificates has some ten million

failure not_read(const std::string& name, int error) {
  return {make_error_code(errc::store_not_opened), shown_name(name) + ": " + std::generic_category().message(error)};
}

} // namespace

bool looks_like_a_name(const std::string& text) {
  // DER in Base64, which has '/' in it.
  if (text.size() >= 40 && text[0] == 'M' && text.find_first_not_of(base64_alphabet) == std::string::npos)
    return false;
  const auto printable = [](unsigned char letter) { return letter >= ' ' && letter != 0x7F; };
  return text.size() < 256 && std::all_of(text.begin(), text.end(), printable) &&
         (text.size() < 64 || text.find_first_of("./") != std::string::npos);
}

std::string shown_name(const std::string& name) {
  return looks_like_a_name(name) ? name : "what was given is no name of a file";
}

result<std::string> read_file(const std::string& name) {
  const net::descriptor source{::open(name.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!source)
    return not_read(name, errno);
  std::string bytes;
  constexpr std::size_t step = 65536;
  // At once, so that no copies of a key are left behind where it was too small.
  struct stat found {};
  if (::fstat(source.get(), &found) == 0 && found.st_size > 0)
    bytes.reserve(std::min(static_cast<std::size_t>(found.st_size), most_bytes) + step);
  while (bytes.size() <= most_bytes) {
    const auto before = bytes.size();
    bytes.resize(before + step);
    const auto count = ::read(source.get(), &bytes[before], step);
    bytes.resize(before + static_cast<std::size_t>(count > 0 ? count : 0));
    if (count == 0)
      return bytes;
    if (count < 0 && errno != EINTR)
      return not_read(name, errno);
  }
  return not_read(name, EFBIG);
}

} // namespace troupe::tls
