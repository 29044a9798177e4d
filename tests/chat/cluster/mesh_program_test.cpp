#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <thread>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/chat/cluster/mesh_node.hpp"

namespace {

using chat::test::mesh_node;

/// NAME=VALUE for each argument: name, secret, join (a port), certificate, key, authority.
std::map<std::string, std::string> arguments() {
  const auto& suite = boost::unit_test::framework::master_test_suite();
  std::map<std::string, std::string> result;
  for (int i = 1; i < suite.argc; ++i) {
    const std::string word{suite.argv[i]};
    const auto equals = word.find('=');
    if (equals != std::string::npos)
      result[word.substr(0, equals)] = word.substr(equals + 1);
  }
  return result;
}

/// "join PORT", "send TO BYTES", "flood TO SIZE", "leave".
void obey(mesh_node& node, const std::string& line) {
  std::istringstream words{line};
  std::string command;
  std::string to;
  words >> command >> to;
  if (command == "join") {
    node.join(static_cast<std::uint16_t>(std::stoi(to)));
  } else if (command == "send") {
    std::string bytes;
    std::getline(words >> std::ws, bytes);
    node.send(to, bytes);
  } else if (command == "flood") {
    std::size_t size = 0;
    words >> size;
    node.send(to, std::string(size, 'x'));
  } else if (command == "leave") {
    node.leave();
  }
}

} // namespace

BOOST_AUTO_TEST_SUITE(mesh_program)

/// No test: the program that node_process starts. It ends with the mesh, or with its standard input.
BOOST_AUTO_TEST_CASE(runs, *boost::unit_test::disabled()) {
  auto given = arguments();
  auto settings = chat::test::quick_settings(given["name"]);
  settings.secret = given["secret"];
  if (!given["join"].empty())
    settings.joins.push_back({"127.0.0.1", static_cast<std::uint16_t>(std::stoi(given["join"]))});
  auto node = std::make_unique<mesh_node>(
    settings, chat::test::link_certificate{given["certificate"], given["key"], given["authority"]});
  std::thread obeying{[&] {
    for (std::string line; std::getline(std::cin, line);)
      obey(*node, line);
    node->leave();
  }};
  for (std::string line; line != "ended";) {
    line = node->events().take_next();
    std::printf("%s\n", line.c_str());
    std::fflush(stdout);
  }
  // The other thread may wait for a command that never comes, and would use the node.
  std::_Exit(0);
}

BOOST_AUTO_TEST_SUITE_END()
