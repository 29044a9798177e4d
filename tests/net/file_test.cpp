#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "troupe/net/file.hpp"

namespace net = troupe::net;

namespace {

// A folder of its own for every case, gone with it.
class fixture {
public:
  fixture() {
    std::string name = (std::filesystem::temp_directory_path() / "troupe-file-XXXXXX").string();
    BOOST_REQUIRE(mkdtemp(name.data()) != nullptr);
    folder = name;
  }
  ~fixture() { std::filesystem::remove_all(folder); }

  std::string write(const std::string& name, std::string_view bytes) const {
    std::ofstream{folder / name, std::ios::binary} << bytes;
    return (folder / name).string();
  }

  std::filesystem::path folder;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(file, fixture)

BOOST_AUTO_TEST_CASE(opens_a_regular_file_for_reading) {
  const auto opened = net::file::open(write("data", std::string_view{"a\0b\n", 4}));
  BOOST_REQUIRE(!!opened);
  BOOST_TEST((*opened)->size() == 4u);
  char bytes[8];
  BOOST_TEST(pread((*opened)->descriptor(), bytes, sizeof bytes, 0) == 4);
  BOOST_TEST(std::string_view(bytes, 4) == std::string_view("a\0b\n", 4));
  BOOST_TEST(::write((*opened)->descriptor(), bytes, 1) == -1);
}

BOOST_AUTO_TEST_CASE(opens_an_empty_file) {
  const auto opened = net::file::open(write("empty", ""));
  BOOST_REQUIRE(!!opened);
  BOOST_TEST((*opened)->size() == 0u);
}

BOOST_AUTO_TEST_CASE(follows_a_symbolic_link) {
  std::filesystem::create_symlink(write("data", "abc"), folder / "link");
  const auto opened = net::file::open((folder / "link").string());
  BOOST_REQUIRE(!!opened);
  BOOST_TEST((*opened)->size() == 3u);
}

BOOST_AUTO_TEST_CASE(does_not_pass_the_descriptor_to_programs) {
  const auto opened = net::file::open(write("data", "abc"));
  BOOST_REQUIRE(!!opened);
  BOOST_TEST((fcntl((*opened)->descriptor(), F_GETFD) & FD_CLOEXEC) != 0);
}

BOOST_AUTO_TEST_CASE(closes_with_the_last_holder) {
  net::file_ptr first = *net::file::open(write("data", "abc"));
  net::file_ptr second = first;
  const int descriptor = first->descriptor();
  first.reset();
  BOOST_TEST(fcntl(descriptor, F_GETFD) != -1);
  second.reset();
  BOOST_TEST(fcntl(descriptor, F_GETFD) == -1);
}

BOOST_AUTO_TEST_CASE(reports_a_missing_file) {
  BOOST_TEST((net::file::open((folder / "none").string()).error() == std::errc::no_such_file_or_directory));
  BOOST_TEST((net::file::open("").error() == std::errc::no_such_file_or_directory));
  BOOST_TEST((net::file::open(write("data", "") + "/below").error() == std::errc::not_a_directory));
}

BOOST_AUTO_TEST_CASE(refuses_a_directory) {
  BOOST_TEST((net::file::open(folder.string()).error() == std::errc::is_a_directory));
}

BOOST_AUTO_TEST_CASE(refuses_a_fifo_without_waiting_for_its_writer) {
  const auto path = (folder / "fifo").string();
  BOOST_REQUIRE(mkfifo(path.c_str(), 0600) == 0);
  BOOST_TEST((net::file::open(path).error() == std::errc::invalid_argument));
}

BOOST_AUTO_TEST_CASE(refuses_a_device) {
  BOOST_TEST((net::file::open("/dev/zero").error() == std::errc::invalid_argument));
}

BOOST_AUTO_TEST_CASE(does_not_cut_a_path_at_a_nul) {
  auto path = write("data", "abc");
  path += '\0';
  path += ".txt";
  BOOST_TEST((net::file::open(path).error() == std::errc::invalid_argument));
}

BOOST_AUTO_TEST_CASE(leaves_no_descriptor_open_after_an_error) {
  const int before = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  ::close(before);
  BOOST_TEST(!net::file::open(folder.string()));
  BOOST_TEST(!net::file::open("/dev/zero"));
  const int after = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  ::close(after);
  BOOST_TEST(before == after);
}

BOOST_AUTO_TEST_SUITE_END()
