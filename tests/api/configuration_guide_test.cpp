#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/api/settings_table.hpp"
#include "troupe/tests/api/configuration_guide.hpp"

BOOST_AUTO_TEST_SUITE(configuration_guide)

BOOST_AUTO_TEST_CASE(has_every_setting_in_a_row_of_five_columns) {
  const auto guide = troupe::tests::configuration_markdown();
  for (const auto& row : troupe::settings_table()) {
    const auto start = guide.find("\n| `" + std::string{row.name} + "` | ");
    BOOST_REQUIRE_MESSAGE(start != std::string::npos, row.name);
    const auto line = guide.substr(start + 1, guide.find('\n', start + 1) - start - 1);
    BOOST_TEST(std::count(line.begin(), line.end(), '|') == 6, line);
  }
}

BOOST_AUTO_TEST_CASE(is_what_docs_configuration_md_says) {
  const auto fresh = troupe::tests::configuration_markdown();
  std::ifstream file{TROUPE_SOURCE_DIR "/docs/configuration.md"};
  const std::string present{std::istreambuf_iterator<char>{file}, {}};
  if (present == fresh)
    return;
  const std::string made = TROUPE_BINARY_DIR "/configuration.md";
  std::ofstream{made} << fresh;
  BOOST_ERROR("docs/configuration.md is stale: cp " + made + " " TROUPE_SOURCE_DIR "/docs/configuration.md");
}

BOOST_AUTO_TEST_SUITE_END()
