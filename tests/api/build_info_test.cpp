#include <fstream>
#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/api/build_info.hpp"

BOOST_AUTO_TEST_SUITE(build_info)

BOOST_AUTO_TEST_CASE(has_the_version_of_the_project) {
  std::ifstream file{TROUPE_SOURCE_DIR "/CMakeLists.txt"};
  std::string word;
  // The first VERSION that stands alone is an argument of project().
  while (file >> word && word != "VERSION") {}
  BOOST_REQUIRE(file >> word);
  BOOST_TEST(troupe::build_info().find("Troupe " + word + ";") == 0U);
}

BOOST_AUTO_TEST_CASE(names_compiler_and_libraries) {
  const auto info = troupe::build_info();
  BOOST_TEST(info.find("; CAF 0.17.") != std::string::npos);
  BOOST_TEST(info.find("; fmt ") != std::string::npos);
  BOOST_TEST((info.find("; g++ ") != std::string::npos || info.find("; clang ") != std::string::npos));
}

BOOST_AUTO_TEST_CASE(names_the_license) {
  BOOST_TEST(troupe::license_info().find("BSD-3-Clause") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
