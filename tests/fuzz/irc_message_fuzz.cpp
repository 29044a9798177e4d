// Feeds the chat server's protocol with arbitrary bytes, for libFuzzer (CMake: TROUPE_FUZZ) and, over a few texts of
// our own, for tests/chat/irc/fuzz_corpus_test.cpp. What must hold for any bytes is checked here; memory is ASan's
// business.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "troupe/examples/chat/irc/cap_command.hpp"
#include "troupe/examples/chat/irc/casemap.hpp"
#include "troupe/examples/chat/irc/line.hpp"
#include "troupe/examples/chat/irc/list_filter.hpp"
#include "troupe/examples/chat/irc/mask.hpp"
#include "troupe/examples/chat/irc/message.hpp"
#include "troupe/examples/chat/irc/mode_change.hpp"
#include "troupe/examples/chat/irc/names.hpp"
#include "troupe/examples/chat/irc/tags.hpp"

namespace {

using namespace chat::irc;

void require(bool holds) {
  if (!holds)
    std::abort();
}

/// One line of at most 512 bytes, whatever it was made of.
void require_one_line(std::string_view line) {
  require(line.size() >= 2 && line.size() <= max_line && line.substr(line.size() - 2) == "\r\n");
  require(line.substr(0, line.size() - 2).find_first_of(std::string_view{"\0\r\n", 3}) == std::string_view::npos);
}

void require_same(const message& one, const message& other) {
  require(one.tags == other.tags && one.source == other.source && one.command == other.command);
  require(std::equal(one.params.begin(), one.params.end(), other.params.begin(), other.params.end()));
}

void check_round_trip(const message& parsed_first) {
  const auto line = serialize(parsed_first);
  // A fifteenth parameter gets a ":" that it may not have had: the only way in which a line grows.
  if (!line) {
    require(parsed_first.params.size() == max_params);
    return;
  }
  const auto again = parse(*line);
  require(static_cast<bool>(again));
  require_same(parsed_first, again.value);
  require(serialize(again.value) == line);
}

void check_line(const message& value) {
  line made{value.source, value.command};
  for (const auto param : value.params)
    made.param(param);
  require_one_line(made.finish());
  for (const auto param : value.params)
    require_one_line(line{made}.text(param).finish());
}

void check_tags(std::string_view tags) {
  const auto relayed = client_only_tags(tags);
  require(relayed.size() <= tags.size() && client_only_tags(relayed) == relayed);
  while (const auto next = next_tag(tags)) {
    const auto plain = unescape_tag_value(next->value);
    require(plain.find('\0') != std::string::npos || unescape_tag_value(escape_tag_value(plain)) == plain);
  }
}

void check_modes(const param_list& params) {
  const limits most;
  const auto request = parse_channel_modes(params, 0, most);
  for (const auto& text : mode_lines("irc.example.org", "#chat", request.changes, most)) {
    require_one_line(text);
    const auto again = parse_from_server(text);
    require(static_cast<bool>(again));
    // What is announced reads as what was asked for: limits, masks and keys are in their final form.
    require(parse_channel_modes(again.value.params, 1, most).errors.empty());
  }
  parse_user_modes(params[0]);
}

void check_masks(std::string_view mask, std::string_view text) {
  require(matches(text, text) || has_wildcard(text) || text.find('\\') != std::string_view::npos);
  require(matches("*", text));
  const bool fits = matches(mask, text);
  require(matches(fold(mask), text) == fits || mask.find('\\') != std::string_view::npos);
  const auto complete = normalise_mask(mask);
  require(complete.empty() || (valid_middle(complete) && normalise_mask(complete) == complete));
}

void check_names(std::string_view name) {
  const limits most;
  require(same_name(name, fold(name)) && folded{name} == folded{fold(name)});
  require(!folded_less{}(name, name));
  require(valid_middle(user_name(name, most)) && valid_middle(host_name(name, most)));
  require(!valid_nick(name, most) || valid_middle(name));
  require(!valid_channel(name, most) || (valid_middle(name) && is_channel_name(split_target(name).name)));
  list_filter filter;
  add_list_condition(filter, name);
  (void)wanted(filter, {name, 1, 0, 0}, 0);
}

} // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer looks for this name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  const auto found = parse(bytes);
  const message& value = found.value;
  if (found) {
    check_round_trip(value);
    cap_session session;
    for (const auto& answer : answer_cap(session, value, "irc.example.org", "ann", false))
      require_one_line(answer);
  }
  check_line(value);
  check_tags(bytes);
  check_modes(value.params);
  check_masks(value.params[0], value.params[1]);
  check_masks(bytes.substr(0, size / 2), bytes.substr(size / 2));
  check_names(bytes);
  check_names(value.params[0]);
  return 0;
}
