#include "troupe/net/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace troupe::net {

result<file_ptr> file::open(const std::string& path) {
  // open(2) would not see what follows a NUL.
  if (path.find('\0') != std::string::npos)
    return std::make_error_code(std::errc::invalid_argument);
  // The owner comes first: no descriptor is lost when there is no memory for it.
  const std::shared_ptr<file> opened{new file(-1, 0)};
  // Not to block on a FIFO without a writer; a regular file does not care.
  opened->descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  struct stat status {};
  if (opened->descriptor_ < 0 || fstat(opened->descriptor_, &status) != 0)
    return last_error();
  if (S_ISDIR(status.st_mode))
    return std::make_error_code(std::errc::is_a_directory);
  if (!S_ISREG(status.st_mode))
    return std::make_error_code(std::errc::invalid_argument);
  opened->size_ = static_cast<std::uint64_t>(status.st_size);
  return file_ptr{opened};
}

file::~file() {
  if (descriptor_ >= 0)
    ::close(descriptor_);
}

} // namespace troupe::net
