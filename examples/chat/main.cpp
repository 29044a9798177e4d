// An IRC server, alone or as one of several that act as one. See README.md.

#include <algorithm>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "troupe/examples/chat/demo/demo.hpp"
#include "troupe/examples/chat/node/program.hpp"
#include "troupe/examples/chat/options.hpp"

int main(int argc, char** argv) try {
  const std::string program{argc > 0 ? argv[0] : "chat"};
  std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  const auto demo = std::find(arguments.begin(), arguments.end(), "--demo");
  const bool is_demo = demo != arguments.end();
  if (is_demo)
    arguments.erase(demo);
  const auto given = chat::parse_options(program, arguments);
  switch (given.what) {
  case chat::command_line::verdict::help:
    std::fputs(given.text.c_str(), stdout);
    return 0;
  case chat::command_line::verdict::wrong:
    std::fputs(given.text.c_str(), stderr);
    return 2;
  case chat::command_line::verdict::run:
    break;
  }
  return is_demo ? chat::demo::run(arguments) : chat::node::run(program, given.chosen);
} catch (const std::exception& error) {
  std::fprintf(stderr, "chat: %s\n", error.what());
  return 1;
}
