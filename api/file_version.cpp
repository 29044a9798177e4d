#include "troupe/api/file_version.hpp"

#include <sys/stat.h>

namespace troupe {

std::string file_version(const std::string& name) {
  struct stat found {};
  if (name.find('\0') != std::string::npos || ::stat(name.c_str(), &found) != 0)
    return {};
  return std::to_string(found.st_dev) + ' ' + std::to_string(found.st_ino) + ' ' + std::to_string(found.st_size) + ' ' +
         std::to_string(found.st_mtim.tv_sec) + '.' + std::to_string(found.st_mtim.tv_nsec);
}

} // namespace troupe
