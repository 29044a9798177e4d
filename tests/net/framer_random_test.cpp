#include <algorithm>
#include <cstring>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/net/framer_fixture.hpp"

using namespace troupe::net;
using namespace troupe::net::framer_fixture;
using namespace std::string_literals;

namespace {

/// The rules of `framer`, told one byte at a time and without a thought of speed.
class reference {
public:
  explicit reference(std::string stream) : stream_(std::move(stream)) {}

  void restart() {
    seen_ = start_;
    ended_ = false;
  }

  bool next(const framing& rule, piece& out) {
    if (rule.record_length > 0)
      return next_record(rule.record_length, out);
    return rule.single_line ? next_single(rule, out) : next_line(rule, out);
  }

  bool rest(const framing& rule, piece& out) {
    if (next(rule, out))
      return true;
    if (start_ == stream_.size() || rule.record_length > 0)
      return false;
    out = {stream_.substr(start_, rule.max_line_length), false};
    start_ += out.text.size();
    ended_ = true;
    return true;
  }

private:
  bool next_record(std::size_t length, piece& out) {
    if (stream_.size() - start_ < length)
      return false;
    out = {stream_.substr(start_, length), true};
    start_ += length;
    restart();
    return true;
  }

  bool next_single(const framing& rule, piece& out) {
    std::string text;
    for (std::size_t at = start_; at < stream_.size(); ++at) {
      const bool cr = stream_[at] == '\r';
      if (cr || stream_[at] == '\n') {
        start_ = at + (cr && stream_.substr(at + 1, 1) == "\n" ? 2 : 1);
        out = {text, true};
        return restart(), true;
      }
      text += stream_[at];
      if (text.size() == rule.max_line_length) {
        start_ = at + 1;
        out = {text, false};
        return restart(), true;
      }
    }
    return false;
  }

  bool next_line(const framing& rule, piece& out) {
    const std::string eol{rule.eol.bytes()};
    while (!ended_) {
      const std::string text = stream_.substr(start_, seen_ - start_);
      const std::size_t held = beginning_at_end(text, eol);
      if (text.size() >= rule.max_line_length && held < text.size()) {
        out = {text.substr(0, std::min(rule.max_line_length, text.size() - held)), false};
        start_ += out.text.size();
        return true;
      }
      if (seen_ == stream_.size())
        return false;
      ++seen_;
      const std::string more = stream_.substr(start_, seen_ - start_);
      if (more.size() >= eol.size() && more.substr(more.size() - eol.size()) == eol) {
        out = {more.substr(0, more.size() - eol.size()), true};
        start_ = seen_;
        return true;
      }
    }
    return false;
  }

  static std::size_t beginning_at_end(const std::string& text, const std::string& eol) {
    for (std::size_t length = std::min(text.size(), eol.size() - 1); length > 0; --length) {
      if (text.compare(text.size() - length, length, eol, 0, length) == 0)
        return length;
    }
    return 0;
  }

  std::string stream_;
  std::size_t start_ = 0;
  std::size_t seen_ = 0;
  bool ended_ = false; // what is left is no delimiter, since the stream is at its end
};

using generator = std::mt19937;

std::size_t below(generator& random, std::size_t limit) {
  return std::uniform_int_distribution<std::size_t>{0, limit - 1}(random);
}

std::string text_of(generator& random, std::string_view alphabet, std::size_t length) {
  std::string text;
  while (text.size() < length)
    text += alphabet[below(random, alphabet.size())];
  return text;
}

/// `stream` in reads of random lengths: in blocks of their own, or several in one block.
std::vector<slice> chunks(generator& random, const std::string& stream) {
  const std::size_t longest = 1 + below(random, 12);
  const bool own_blocks = below(random, 2) == 0;
  slice_builder builder{1 + below(random, 40), 2};
  std::vector<slice> reads;
  for (std::size_t at = 0; at < stream.size();) {
    const std::string part = stream.substr(at, 1 + below(random, longest));
    if (own_blocks) {
      reads.push_back(slice::copy_of(part));
    } else {
      std::memcpy(builder.prepare(part.size()), part.data(), part.size());
      reads.push_back(builder.commit(part.size()));
    }
    at += part.size();
  }
  return reads;
}

/// Feeds and pulls in random turns; `rules[i]` is in force after i frames, the last one from then on.
pieces cut_at_random(generator& random, const std::vector<framing>& rules, const std::string& stream) {
  framer cutter{rules.front()};
  pieces out;
  const auto note = [&](const frame& next) {
    BOOST_TEST_REQUIRE(std::string{cutter.share(next).view()} == next.text);
    out.push_back({std::string{next.text}, next.eol});
    if (out.size() < rules.size())
      cutter.rule(rules[out.size()]);
  };
  std::size_t fed = 0;
  for (const auto& read : chunks(random, stream)) {
    cutter.feed(read);
    fed += read.size();
    BOOST_TEST_REQUIRE(cutter.buffered() <= fed);
    for (std::size_t turns = below(random, 4); turns > 0; --turns) {
      if (const auto next = cutter.next())
        note(*next);
    }
  }
  while (const auto next = cutter.take_rest())
    note(*next);
  return out;
}

pieces reference_cut(const std::vector<framing>& rules, const std::string& stream) {
  reference cutter{stream};
  pieces out;
  piece next{};
  // As above: only the end of the stream makes the last ones come out, so `rest` is `next` as long as there is one.
  while (cutter.rest(rules[std::min(out.size(), rules.size() - 1)], next)) {
    out.push_back(next);
    if (out.size() < rules.size())
      cutter.restart();
  }
  return out;
}

std::vector<framing> one_rule(generator& random, std::string_view alphabet) {
  return {lines(text_of(random, alphabet, 1 + below(random, 6)), 1 + below(random, 9))};
}

} // namespace

BOOST_AUTO_TEST_SUITE(framer_random)

BOOST_AUTO_TEST_CASE(cuts_the_same_lines_however_the_stream_was_split) {
  generator random{20240501};
  for (int round = 0; round < 20'000; ++round) {
    const auto rules = one_rule(random, round % 2 == 0 ? "ab" : "\r\n\0"s);
    const std::string stream = text_of(random, round % 2 == 0 ? "aabc" : "\r\n\0x"s, below(random, 120));
    const pieces expected = reference_cut(rules, stream);
    BOOST_TEST_REQUIRE(cut_at_random(random, rules, stream) == expected, boost::test_tools::per_element());
    for (const auto& each : expected)
      BOOST_TEST_REQUIRE(each.text.size() <= rules.front().max_line_length);
  }
}

BOOST_AUTO_TEST_CASE(loses_no_byte_of_delimiters_that_overlap_themselves) {
  generator random{7};
  for (const std::string eol : {"aab", "aaab", "abab", "aaaaab", "abaabab"}) {
    for (int round = 0; round < 2'000; ++round) {
      const std::vector<framing> rules{lines(eol, 1 + below(random, 12))};
      const std::string stream = text_of(random, "aaab", below(random, 200));
      std::string joined;
      for (const auto& each : cut_at_random(random, rules, stream))
        joined += each.text + (each.eol ? eol : "");
      BOOST_TEST_REQUIRE(joined == stream);
    }
  }
}

BOOST_AUTO_TEST_CASE(cuts_the_same_single_lines_however_the_stream_was_split) {
  generator random{99};
  for (int round = 0; round < 20'000; ++round) {
    const std::vector<framing> rules{single_lines(1 + below(random, 9))};
    const std::string stream = text_of(random, "\r\n\r\nabc", below(random, 120));
    BOOST_TEST_REQUIRE(cut_at_random(random, rules, stream) == reference_cut(rules, stream),
                       boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(cuts_the_same_frames_under_changing_rules_however_the_stream_was_split) {
  generator random{4711};
  for (int round = 0; round < 20'000; ++round) {
    std::vector<framing> rules;
    for (std::size_t i = 0; i < 12; ++i) {
      const std::size_t kind = below(random, 4);
      rules.push_back(kind == 0   ? records(1 + below(random, 9))
                      : kind == 1 ? single_lines(1 + below(random, 9))
                                  : one_rule(random, "\r\na").front());
    }
    const std::string stream = text_of(random, "\r\n\r\nab", below(random, 120));
    BOOST_TEST_REQUIRE(cut_at_random(random, rules, stream) == reference_cut(rules, stream),
                       boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_SUITE_END()
