#pragma once

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace examples {

/// One option of a program: `--name=value`, or `--name` alone if it is a flag.
struct option {
  std::string name;     ///< without the dashes
  std::string value;    ///< the default, then what was given; of a flag: "", then its name
  std::string meaning;  ///< a line for --help
  bool is_flag = false; ///< given without a value, or not at all
};

/// The command line of an example. It prints the help, or what is wrong with it (exit status 2), and ends the program
/// then.
class options {
public:
  /// `about` says in a line what the program does. Besides the options in `own` there are --port, with that default,
  /// and --host. No `port`: a program that is no server.
  options(int argc, char** argv, std::string about, const char* port, const std::vector<option>& own)
    : called_(argc > 0 ? argv[0] : "example"), program_(called_, called_.rfind('/') + 1), about_(std::move(about)) {
    if (port != nullptr)
      known_ = {{"port", port, "the port to listen on; 0: the system chooses one"},
                {"host", "127.0.0.1", "the address to listen on; empty: all of this machine's"}};
    known_.insert(known_.end(), own.begin(), own.end());
    for (int i = 1; i < argc; ++i) {
      const std::string_view argument{argv[i]};
      if (argument == "--help" || argument == "-h")
        help();
      const auto equals = argument.find('=');
      auto& given = known_[place_of(argument.substr(0, equals))];
      if (given.is_flag && equals != std::string_view::npos)
        fail("--" + given.name + " takes no value");
      else if (given.is_flag)
        given.value = given.name;
      else if (equals != std::string_view::npos)
        given.value = argument.substr(equals + 1);
      else if (++i < argc)
        given.value = argv[i];
      else
        fail("--" + given.name + " needs a value: --" + given.name + "=" + given.value);
    }
  }

  const std::string& text(std::string_view name) const { return get(name).value; }
  /// Whether it was given; of an option with a default: whether it has a value.
  bool has(std::string_view name) const { return !get(name).value.empty(); }

  /// A whole number from `least` to `most`.
  int number(std::string_view name, int least, int most) const {
    const auto& value = get(name).value;
    int result = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), result);
    if (error != std::errc{} || end != value.data() + value.size() || result < least || result > most)
      fail("--" + std::string{name} + "=" + value + ": a number from " + std::to_string(least) + " to " +
           std::to_string(most) + " is wanted");
    return result;
  }

  /// One of the words in `allowed`.
  const std::string& word(std::string_view name, const std::vector<std::string>& allowed) const {
    const auto& value = get(name).value;
    std::string list;
    for (const auto& each : allowed)
      list += (list.empty() ? "" : each == allowed.back() ? " or " : ", ") + each;
    if (std::find(allowed.begin(), allowed.end(), value) == allowed.end())
      fail("--" + std::string{name} + "=" + value + ": " + list + " is wanted");
    return value;
  }

  /// Ends the program because of what the user asked for.
  [[noreturn]] void fail(const std::string& why) const {
    // As it was called: "echo --help" would ask the shell's own echo.
    std::fprintf(stderr, "%s: %s\nTry '%s --help'.\n", program_.c_str(), why.c_str(), called_.c_str());
    std::exit(2);
  }
  /// Ends the program because of something that is not the user's fault.
  [[noreturn]] void give_up(const std::string& why) const {
    std::fprintf(stderr, "%s: %s\n", program_.c_str(), why.c_str());
    std::exit(1);
  }

private:
  [[noreturn]] void help() const {
    std::printf("Usage: %s [--OPTION=VALUE]...\n%s\n\n", called_.c_str(), about_.c_str());
    for (const auto& each : known_)
      std::printf("  %-20s %s\n",
                  ("--" + each.name + (each.is_flag ? "" : "=") + (each.is_flag ? "" : each.value)).c_str(),
                  each.meaning.c_str());
    std::exit(0);
  }

  std::size_t place_of(std::string_view argument) const {
    for (std::size_t place = 0; place < known_.size(); ++place)
      if (argument == "--" + known_[place].name)
        return place;
    fail("there is no option '" + std::string{argument} + "'");
  }
  const option& get(std::string_view name) const { return known_[place_of("--" + std::string{name})]; }

  std::string called_;
  std::string program_; // without the folder
  std::string about_;
  std::vector<option> known_;
};

} // namespace examples
