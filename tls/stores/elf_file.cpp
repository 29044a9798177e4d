#include "troupe/tls/stores/elf_file.hpp"

#include <cstring>

#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <sys/stat.h>
#include <unistd.h>

#include "troupe/net/descriptor.hpp"

namespace troupe::tls {

namespace {

using header = ElfW(Ehdr);
using segment = ElfW(Phdr);

constexpr unsigned char own_class = sizeof(void*) == 8 ? ELFCLASS64 : ELFCLASS32;

template <class T>
bool read_at(int file, std::uint64_t at, T& to) {
  return ::pread(file, &to, sizeof to, static_cast<off_t>(at)) == static_cast<ssize_t>(sizeof to);
}

} // namespace

bool is_whole_elf(const std::string& path) {
  const net::descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  struct stat found {};
  header first{};
  if (!file || ::fstat(file.get(), &found) != 0 || !read_at(file.get(), 0, first) ||
      std::memcmp(first.e_ident, ELFMAG, SELFMAG) != 0 || first.e_ident[EI_CLASS] != own_class ||
      first.e_phentsize != sizeof(segment))
    return false;
  const auto size = static_cast<std::uint64_t>(found.st_size);
  for (std::uint64_t i = 0; i < first.e_phnum; ++i) {
    segment each{};
    if (!read_at(file.get(), first.e_phoff + i * sizeof each, each))
      return false;
    if (each.p_type == PT_LOAD && (each.p_offset > size || each.p_filesz > size - each.p_offset))
      return false;
  }
  return true;
}

} // namespace troupe::tls
