#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace troupe::test {

/// A folder of its own for a test, deleted with everything in it at the end.
class temporary_folder final {
public:
  temporary_folder() {
    auto name = (std::filesystem::temp_directory_path() / "troupe_test_XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr)
      throw std::runtime_error{"temporary_folder: mkdtemp"};
    path_ = name;
  }
  temporary_folder(const temporary_folder&) = delete;
  temporary_folder& operator=(const temporary_folder&) = delete;
  ~temporary_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  std::string path() const { return path_.string(); }
  /// The path of a file in the folder, which need not be there.
  std::string path_of(const std::string& name) const { return (path_ / name).string(); }
  /// Writes such a file and returns its path.
  std::string file(const std::string& name, std::string_view content) const {
    std::ofstream out{path_ / name, std::ios::binary};
    out.write(content.data(), static_cast<std::streamsize>(content.size()));
    if (!out.flush())
      throw std::runtime_error{"temporary_folder: can't write " + name};
    return path_of(name);
  }

private:
  std::filesystem::path path_;
};

} // namespace troupe::test
