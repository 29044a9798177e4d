#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include <boost/test/unit_test.hpp>

#include "troupe/api/file_watch.hpp"
#include "troupe/tests/support/temporary_file.hpp"

namespace {

namespace fs = std::filesystem;
using event = troupe::file_watch::event;
using std::chrono::milliseconds;

// What is to happen has happened already: the kernel tells it at once.
constexpr milliseconds none{0};
constexpr milliseconds patience{60'000};

/// A file in a folder, watched.
struct watched_file {
  troupe::test::temporary_folder folder;
  std::string file = folder.file("server.pem", "first");
  troupe::file_watch watch;

  watched_file() { BOOST_TEST(watch.watch({file})); }
  void expect(event wanted) { BOOST_TEST((watch.wait(none) == wanted)); }
};

/// As Kubernetes has it: the file is a link into "..data", which is a link to the folder of the version.
struct linked_file {
  troupe::test::temporary_folder folder;
  fs::path root{folder.path()};
  troupe::file_watch watch;

  linked_file() {
    make_version("..1", "first");
    fs::create_symlink("..1", root / "..data");
    fs::create_symlink("..data/server.pem", root / "server.pem");
    BOOST_TEST(watch.watch({(root / "server.pem").string()}));
  }
  void make_version(const std::string& name, const std::string& content) const {
    fs::create_directory(root / name);
    std::ofstream{root / name / "server.pem"} << content;
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(file_watch)

BOOST_FIXTURE_TEST_CASE(has_nothing_to_say_while_nothing_happens, watched_file) {
  expect(event::none);
}

BOOST_FIXTURE_TEST_CASE(tells_of_a_file_that_was_replaced, watched_file) {
  std::rename(folder.file("next", "second").c_str(), file.c_str());
  expect(event::changed);
  expect(event::none);
}

BOOST_FIXTURE_TEST_CASE(tells_the_news_without_a_wait, watched_file) {
  BOOST_TEST((watch.news() == event::none));
  std::ofstream{file, std::ios::app} << "more";
  watch.wake();
  BOOST_TEST((watch.news() == event::changed));
  BOOST_TEST((watch.news() == event::none));
  expect(event::woken);
}

BOOST_FIXTURE_TEST_CASE(knows_what_happens_beside_the_files, watched_file) {
  static_cast<void>(folder.file("log", "a line"));
  expect(event::other);
  std::ofstream{file, std::ios::app} << "more";
  static_cast<void>(folder.file("log", "another"));
  expect(event::changed);
  expect(event::none);
}

BOOST_FIXTURE_TEST_CASE(tells_of_a_file_that_is_being_written_and_of_its_end, watched_file) {
  std::ofstream out{file, std::ios::app};
  out << "more" << std::flush;
  expect(event::written);
  out << "more" << std::flush;
  expect(event::written);
  out.close();
  expect(event::changed);
}

BOOST_FIXTURE_TEST_CASE(tells_of_a_file_that_is_gone_and_comes_again, watched_file) {
  fs::remove(file);
  expect(event::changed);
  folder.file("server.pem", "second");
  expect(event::changed);
}

BOOST_FIXTURE_TEST_CASE(takes_other_files_for_nothing_of_its_own, watched_file) {
  folder.file("other.pem", "text");
  fs::remove(folder.path_of("other.pem"));
  expect(event::other);
  expect(event::none);
}

BOOST_FIXTURE_TEST_CASE(forgets_what_it_is_to_watch_no_more, watched_file) {
  const troupe::test::temporary_folder another;
  BOOST_TEST(watch.watch({another.file("other.pem", "text")}));
  watch.wait(none); // the watch itself has ended
  folder.file("server.pem", "second");
  expect(event::none);
  another.file("other.pem", "more");
  expect(event::changed);
}

BOOST_FIXTURE_TEST_CASE(tells_of_links_that_are_swapped, linked_file) {
  make_version("..2", "second");
  BOOST_TEST((watch.wait(none) == event::other));
  fs::create_symlink("..2", root / "..data_tmp");
  fs::rename(root / "..data_tmp", root / "..data");
  BOOST_TEST((watch.wait(none) == event::changed));
  // Along the new link.
  BOOST_TEST(watch.watch({(root / "server.pem").string()}));
  watch.wait(none);
  std::ofstream{root / "..1" / "server.pem"} << "old";
  BOOST_TEST((watch.wait(none) == event::none));
  std::ofstream{root / "..2" / "server.pem"} << "new";
  BOOST_TEST((watch.wait(none) == event::changed));
}

BOOST_FIXTURE_TEST_CASE(follows_absolute_links_and_dots, linked_file) {
  fs::create_symlink(root / "..data" / "server.pem", root / "absolute.pem");
  BOOST_TEST(watch.watch({(root / "." / "..1" / ".." / "absolute.pem").string()}));
  std::ofstream{root / "..1" / "server.pem"} << "second";
  BOOST_TEST((watch.wait(none) == event::changed));
}

BOOST_FIXTURE_TEST_CASE(says_when_there_is_no_folder_to_watch, watched_file) {
  BOOST_TEST(!watch.watch({folder.path_of("nowhere/server.pem")}));
  BOOST_TEST(!watch.watch({file, folder.path_of("nowhere/server.pem")}));
  folder.file("server.pem", "second");
  BOOST_TEST((watch.wait(none) != event::none));
}

BOOST_FIXTURE_TEST_CASE(survives_links_that_go_round, watched_file) {
  fs::create_symlink("b", folder.path_of("a"));
  fs::create_symlink("a", folder.path_of("b"));
  watch.wait(none);
  watch.watch({folder.path_of("a")});
  expect(event::none);
}

BOOST_FIXTURE_TEST_CASE(can_be_woken_by_another_thread, watched_file) {
  std::thread other{[this] { watch.wake(); }};
  BOOST_TEST((watch.wait(patience) == event::woken));
  other.join();
  expect(event::none);
}

BOOST_AUTO_TEST_SUITE_END()
