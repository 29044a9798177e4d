#pragma once

#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <caf/all.hpp>
#include <caf/io/all.hpp>
#include <caf/openssl/all.hpp>

#include <troupe/actors/register_messages.hpp>

namespace examples {

/// What --help says about the options of CAF.
constexpr const char* help_on_nodes =
  "\n\nBetween nodes everything travels in plain text, unless both have a certificate of an authority that both "
  "trust:\n"
  "  --openssl.certificate=FILE --openssl.key=FILE --openssl.cafile=FILE\n"
  "These are CAF's own options. All of those with a dot in their names are taken, also from caf-application.ini.";

/// The command line of a program that takes CAF's own options, too: those with a dot in their names.
class node_arguments {
public:
  /// `with_words`: what does not begin with a dash ends the options.
  node_arguments(int argc, char** argv, bool with_words) {
    for (int i = 0; i < argc; ++i) {
      const std::string_view argument{argv[i]};
      const bool has_dot = argument.substr(0, argument.find('=')).find('.') != std::string_view::npos;
      if (with_words && i > 0 && (!words.empty() || argument.substr(0, 1) != "-"))
        words.emplace_back(argument);
      else if (i > 0 && has_dot)
        for_caf.emplace_back(argument);
      else
        own_.push_back(argv[i]);
    }
  }

  int argc() const { return static_cast<int>(own_.size()); }
  char** argv() { return own_.data(); }

  std::vector<std::string> for_caf;
  std::vector<std::string> words; ///< what follows the options

private:
  std::vector<char*> own_;
};

/// A system that reaches other nodes and knows Troupe's messages. It throws what is wrong with CAF's options.
class node_config final : public caf::actor_system_config {
public:
  explicit node_config(std::vector<std::string> arguments) {
    troupe::actors::register_messages(*this);
    if (const auto failed = parse(std::move(arguments), nullptr))
      throw std::runtime_error{"CAF's options: " + caf::to_string(failed)};
    load<caf::io::middleman>();
    if (!has_tls())
      return;
    // CAF would find out in the midst of the first handshake, and end the program.
    if (openssl_certificate.empty() || openssl_key.empty() || (openssl_cafile.empty() && openssl_capath.empty()))
      throw std::runtime_error{"TLS takes --openssl.certificate, --openssl.key and --openssl.cafile (or capath)"};
    for (const auto* file : {&openssl_certificate, &openssl_key, &openssl_cafile})
      if (!file->empty() && !std::ifstream{*file})
        throw std::runtime_error{*file + " can't be read"};
    load<caf::openssl::manager>();
  }

  /// Whether any of CAF's options for TLS was given.
  bool has_tls() const {
    return !(openssl_certificate.empty() && openssl_key.empty() && openssl_cafile.empty() && openssl_capath.empty());
  }
};

/// What an error says to people.
inline std::string text_of(const caf::actor_system& system, const caf::error& why) {
  const auto& text = why.context();
  return text.match_elements<std::string>() ? text.get_as<std::string>(0) : system.render(why);
}

} // namespace examples
