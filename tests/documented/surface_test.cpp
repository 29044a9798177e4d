#include <algorithm>
#include <cctype>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/error_of.hpp"
#include "troupe/tests/documented/surface_table.hpp"

namespace {

using troupe::test::error_code_of;
using troupe::test::surface_name;

/// A line of surface.tsv.
struct documented_name {
  std::string kind;
  std::string name;
  std::string text;
};

std::vector<documented_name> documented(const std::string& kind) {
  std::ifstream file{TROUPE_SOURCE_DIR "/tests/documented/surface.tsv"};
  std::vector<documented_name> found;
  for (std::string line; std::getline(file, line);) {
    std::istringstream fields{line};
    documented_name one;
    std::getline(fields, one.kind, '\t');
    std::getline(fields, one.name, '\t');
    std::getline(fields, one.text);
    if (one.kind == kind)
      found.push_back(std::move(one));
  }
  BOOST_REQUIRE_MESSAGE(!found.empty(), "surface.tsv has no line of the kind " << kind);
  return found;
}

bool is_pending(const documented_name& wanted) {
  const auto& pending = troupe::test::pending_surface();
  return std::find(pending.begin(), pending.end(), surface_name{wanted.kind, wanted.name}) != pending.end();
}

/// Every documented name of the kind is in the table or pending, and the other way round.
void check_table(const std::string& kind, const std::vector<surface_name>& implemented) {
  const auto wanted = documented(kind);
  const auto has = [&](const documented_name& one) {
    return std::any_of(implemented.begin(), implemented.end(), [&](const auto& row) { return row.name == one.name; });
  };
  for (const auto& one : wanted)
    BOOST_TEST((has(one) != is_pending(one)), kind << ' ' << one.name << " is to be either implemented or pending");
  for (const auto& row : implemented) {
    const auto same = [&](const auto& one) { return one.name == row.name; };
    BOOST_TEST(std::any_of(wanted.begin(), wanted.end(), same), kind << ' ' << row.name << " is not documented");
  }
}

/// Whether docs/deviations.md names it, as a word of its own.
bool is_listed_deviation(const std::string& name) {
  std::ifstream file{TROUPE_SOURCE_DIR "/docs/deviations.md"};
  std::stringstream text;
  text << file.rdbuf();
  std::string words = text.str();
  const auto separates = [](unsigned char letter) { return std::isalnum(letter) == 0 && letter != '_'; };
  std::replace_if(words.begin(), words.end(), separates, ' ');
  return (' ' + words + ' ').find(' ' + name + ' ') != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_SUITE(surface)

BOOST_AUTO_TEST_CASE(every_property_is_implemented) {
  check_table("property", troupe::test::implemented_properties());
}

BOOST_AUTO_TEST_CASE(every_method_is_implemented) {
  check_table("method", troupe::test::implemented_methods());
}

BOOST_AUTO_TEST_CASE(every_event_is_implemented) {
  check_table("event", troupe::test::implemented_events());
}

BOOST_AUTO_TEST_CASE(every_field_of_a_connection_is_implemented) {
  check_table("connection-field", troupe::test::implemented_connection_fields());
}

BOOST_AUTO_TEST_CASE(every_setting_can_be_read) {
  troupe::TCPServer server;
  for (const auto& one : documented("config")) {
    const bool of_connection = one.name.rfind("SSLNegotiated", 0) == 0;
    const int expected = of_connection ? static_cast<int>(troupe::ErrorCode::InvalidConnectionId) : 0;
    BOOST_TEST(error_code_of([&] { server.Config(one.name); }) == expected, one.name);
  }
}

BOOST_AUTO_TEST_CASE(every_setting_takes_the_value_it_has_or_is_read_only) {
  troupe::TCPServer server;
  for (const auto& one : documented("config")) {
    const bool of_connection = one.name.rfind("SSLNegotiated", 0) == 0;
    const bool fixed = of_connection || one.name == "BuildInfo" || one.name == "LicenseInfo";
    const auto value = of_connection ? "" : server.Config(one.name);
    const int expected = fixed ? static_cast<int>(troupe::ErrorCode::ReadOnly) : 0;
    BOOST_TEST(error_code_of([&] { server.Config(one.name + '=' + value); }) == expected, one.name);
    if (!of_connection)
      BOOST_TEST(server.Config(one.name) == value, one.name);
  }
}

BOOST_AUTO_TEST_CASE(every_error_has_its_documented_text) {
  for (const auto& one : documented("error")) {
    const troupe::Error error{troupe::ErrorCode{std::stoi(one.name)}};
    BOOST_TEST(error.what() == one.text);
    BOOST_TEST(error.Description() == one.text);
    BOOST_TEST(error.Code() == std::stoi(one.name));
  }
}

BOOST_AUTO_TEST_CASE(every_code_page_can_be_set_or_is_a_listed_deviation) {
  troupe::TCPServer server;
  for (const auto& one : documented("code-page")) {
    const int error = error_code_of([&] { server.Config("CodePage=" + one.name); });
    if (error == 0)
      BOOST_TEST(std::stoi(server.Config("CodePage")) == std::stoi(one.name));
    else if (error == static_cast<int>(troupe::ErrorCode::NotSupported))
      BOOST_TEST(is_listed_deviation(one.name), "code page " << one.name << " is not in docs/deviations.md");
    else
      BOOST_ERROR("code page " << one.name << ": error " << error);
  }
}

BOOST_AUTO_TEST_CASE(every_field_of_a_certificate_is_implemented) {
  check_table("certificate-field", troupe::test::implemented_certificate_fields());
}

BOOST_AUTO_TEST_CASE(every_type_of_certificate_store_has_its_documented_number) {
  const auto implemented = troupe::test::implemented_store_types();
  std::vector<surface_name> names;
  for (const auto& [name, number] : implemented)
    names.push_back({"cert-store-type", name});
  check_table("cert-store-type", names);
  for (const auto& one : documented("cert-store-type")) {
    const auto same = [&one](const auto& row) { return row.first == one.name; };
    const auto found = std::find_if(implemented.begin(), implemented.end(), same);
    BOOST_REQUIRE(found != implemented.end());
    BOOST_TEST(static_cast<int>(found->second) == std::stoi(one.text), one.name);
  }
}

BOOST_AUTO_TEST_CASE(every_cipher_suite_can_be_enabled_or_is_a_listed_deviation) {
  troupe::TCPServer server;
  for (const auto& one : documented("cipher-suite")) {
    const auto error = troupe::test::error_of([&] { server.Config("SSLEnabledCipherSuites=" + one.name); });
    if (error.empty()) {
      BOOST_TEST(server.Config("SSLEnabledCipherSuites") == one.name);
      BOOST_TEST(!is_listed_deviation(one.name), one.name);
      continue;
    }
    BOOST_TEST(error.find("1002 ") == 0U, error);
    BOOST_TEST(error.find(one.name) != std::string::npos, error);
    BOOST_TEST(is_listed_deviation(one.name), one.name);
  }
}

BOOST_AUTO_TEST_CASE(only_documented_names_are_pending) {
  for (const auto& row : troupe::test::pending_surface()) {
    const auto wanted = documented(std::string{row.kind});
    const auto same = [&](const auto& one) { return one.name == row.name; };
    BOOST_TEST(std::any_of(wanted.begin(), wanted.end(), same), row.kind << ' ' << row.name);
  }
}

BOOST_AUTO_TEST_SUITE_END()
