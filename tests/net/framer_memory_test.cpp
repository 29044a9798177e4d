#include <cstddef>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/net/framer_fixture.hpp"

using namespace troupe::net;
using namespace troupe::net::framer_fixture;

namespace {

constexpr std::size_t megabyte = 1'000'000;
constexpr std::size_t ten_megabytes = 10 * megabyte;

/// Feeds `stream` in reads of `size` bytes, no two of which lie next to each other; how many bytes came out.
std::size_t delivered(const framing& rule, const std::string& stream, std::size_t size) {
  const received even{stream, stream.size()};
  const received odd{stream, stream.size()};
  framer cutter{rule};
  std::size_t bytes = 0;
  for (std::size_t at = 0, turn = 0; at < stream.size(); at += size, ++turn) {
    cutter.feed((turn % 2 == 0 ? even : odd).bytes().sub(at, size));
    while (const auto next = cutter.next())
      bytes += next->text.size();
  }
  while (const auto next = cutter.take_rest())
    bytes += next->text.size();
  return bytes;
}

} // namespace

BOOST_AUTO_TEST_SUITE(framer_memory)

BOOST_AUTO_TEST_CASE(shares_a_frame_without_a_copy) {
  const received read{"one\ntwo\n", 4096};
  framer cutter{lines("\n")};
  cutter.feed(read.bytes());
  const auto line = cutter.next();
  BOOST_REQUIRE(line);
  const slice kept = cutter.share(*line);
  BOOST_TEST(read.holds(kept.data()));
  while (cutter.next()) {}
  BOOST_TEST(kept.view() == "one");
  BOOST_TEST(!read.released());
}

BOOST_AUTO_TEST_CASE(shares_a_frame_of_several_reads_and_never_writes_on_it_again) {
  framer cutter{lines("\n")};
  std::vector<slice> kept;
  for (const auto* read : {"a", "b\nc", "d\n", "e", "f", "g", "\nh", "\n"}) {
    cutter.feed(slice::copy_of(read));
    while (const auto line = cutter.next())
      kept.push_back(cutter.share(*line));
  }
  BOOST_TEST_REQUIRE(kept.size() == 4u);
  BOOST_TEST(kept[0].view() == "ab");
  BOOST_TEST(kept[1].view() == "cd");
  BOOST_TEST(kept[2].view() == "efg");
  BOOST_TEST(kept[3].view() == "h");
}

BOOST_AUTO_TEST_CASE(keeps_no_block_for_an_empty_line) {
  framer cutter{lines("\n")};
  cutter.feed(slice::copy_of("\n"));
  const auto line = cutter.next();
  BOOST_REQUIRE(line);
  BOOST_TEST(cutter.share(*line).pinned() == 0u);
}

BOOST_AUTO_TEST_CASE(copies_a_frame_that_is_not_its_last_one) {
  const framer cutter;
  const std::string text = "elsewhere";
  BOOST_TEST(cutter.share({text, true}).view() == text);
  BOOST_TEST(cutter.share({}).empty());
}

BOOST_AUTO_TEST_CASE(does_not_pin_a_large_block_for_half_a_line) {
  for (const auto& rule : {lines("\n"), single_lines(), records(100)}) {
    const received read{"half a line", 65536};
    framer cutter{rule};
    cutter.feed(read.bytes());
    BOOST_TEST(!cutter.next());
    BOOST_TEST(read.released());
    BOOST_TEST(cutter.buffered() == 11u);
  }
}

BOOST_AUTO_TEST_CASE(keeps_by_reference_what_fills_half_of_a_block) {
  const received read{std::string(3000, 'x') + "\n" + std::string(600, 'y'), 4096};
  framer cutter{records(2000)};
  cutter.feed(read.bytes().sub(0, 1999));
  BOOST_TEST(!cutter.next());
  BOOST_TEST(read.released());
  cutter = framer{records(3000)};
  cutter.feed(read.bytes().sub(0, 2048));
  BOOST_TEST(!cutter.next());
  BOOST_TEST(!read.released());
  cutter.feed(read.bytes().sub(2048));
  const auto record = cutter.next();
  BOOST_REQUIRE(record);
  BOOST_TEST(read.holds(record->text.data()));
}

BOOST_AUTO_TEST_CASE(copies_only_the_line_that_spans_two_blocks) {
  const received second{"ne\ntwo\n", 4096};
  framer cutter{lines("\n")};
  cutter.feed(slice::copy_of("o"));
  BOOST_TEST(!cutter.next());
  cutter.feed(second.bytes());
  const auto one = cutter.next();
  BOOST_REQUIRE(one);
  BOOST_TEST(one->text == "one");
  BOOST_TEST(!second.holds(one->text.data()));
  const auto two = cutter.next();
  BOOST_REQUIRE(two);
  BOOST_TEST(second.holds(two->text.data()));
}

BOOST_AUTO_TEST_CASE(lets_go_of_queued_blocks_as_they_are_delivered) {
  const received first{"a", 512};
  const received second{"b", 512};
  const received third{"c", 512};
  framer cutter;
  for (const auto* read : {&first, &second, &third})
    cutter.feed(read->bytes());
  BOOST_TEST(cutter.next()->text == "a");
  BOOST_TEST(cutter.next()->text == "b");
  BOOST_TEST(first.released());
  BOOST_TEST(cutter.next()->text == "c");
  BOOST_TEST(second.released());
  BOOST_TEST(!cutter.next());
  BOOST_TEST(third.released());
}

BOOST_AUTO_TEST_CASE(makes_no_room_beyond_the_record) {
  framer cutter{records(900)};
  for (int i = 0; i < 8; ++i) {
    cutter.feed(slice::copy_of(std::string(100, 'x')));
    BOOST_TEST_REQUIRE(!cutter.next());
  }
  cutter.feed(slice::copy_of(std::string(300, 'y')));
  const auto record = cutter.next();
  BOOST_REQUIRE(record);
  BOOST_TEST(record->text == std::string(800, 'x') + std::string(100, 'y'));
  BOOST_TEST(cutter.share(*record).pinned() == 900u);
}

BOOST_AUTO_TEST_SUITE_END()

/// None of these would end within hours if the time grew with the square of the input.
BOOST_AUTO_TEST_SUITE(framer_linear_time)

BOOST_AUTO_TEST_CASE(of_a_stream_without_a_line_end) {
  const std::string stream(ten_megabytes, 'x');
  BOOST_TEST(delivered(lines("\r\n", unlimited), stream, 1) == ten_megabytes);
  for (const std::size_t size : {std::size_t{1000}, ten_megabytes}) {
    BOOST_TEST(delivered(lines("\r\n"), stream, size) == ten_megabytes);
    BOOST_TEST(delivered(lines("\r\n", unlimited), stream, size) == ten_megabytes);
    BOOST_TEST(delivered(single_lines(unlimited), stream, size) == ten_megabytes);
    BOOST_TEST(delivered(records(ten_megabytes), stream, size) == ten_megabytes);
  }
}

BOOST_AUTO_TEST_CASE(of_reads_of_one_byte) {
  const std::string stream(megabyte, 'x');
  for (const auto& rule : {lines("\r\n"), single_lines(), single_lines(unlimited), records(megabyte)})
    BOOST_TEST(delivered(rule, stream, 1) == megabyte);
}

BOOST_AUTO_TEST_CASE(of_nothing_but_cr) {
  const std::string stream(ten_megabytes, '\r');
  BOOST_TEST(delivered(lines("\r\n", unlimited), stream, 1000) == ten_megabytes);
  BOOST_TEST(delivered(single_lines(unlimited), stream, ten_megabytes) == 0u);
}

BOOST_AUTO_TEST_CASE(of_nothing_but_near_misses_of_a_long_delimiter) {
  const std::string stream(megabyte, 'a');
  const std::string eol = std::string(50'000, 'a') + 'b';
  for (const std::size_t size : {std::size_t{1}, std::size_t{1000}, megabyte}) {
    for (const std::size_t limit : {std::size_t{1}, std::size_t{50'000}, std::size_t{50'001}, unlimited})
      BOOST_TEST(delivered(lines(eol, limit), stream, size) == megabyte);
  }
}

BOOST_AUTO_TEST_CASE(of_reads_of_one_byte_that_waited) {
  const received even{std::string(1'000'000, 'x'), 1'000'000};
  const received odd{std::string(1'000'000, 'x'), 1'000'000};
  framer cutter{lines("\n", unlimited)};
  for (std::size_t at = 0; at < 1'000'000; ++at)
    cutter.feed((at % 2 == 0 ? even : odd).bytes().sub(at, 1));
  BOOST_TEST(!cutter.next());
  BOOST_TEST(cutter.buffered() == 1'000'000u);
}

BOOST_AUTO_TEST_SUITE_END()
