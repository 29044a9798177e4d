#include "troupe/api/code_page.hpp"

#include <algorithm>
#include <cerrno>

#include <iconv.h>

#include "troupe/api/code_page_table.hpp"
#include "troupe/api/error_table.hpp"
#include "troupe/api/utf8.hpp"

namespace troupe {

namespace {

constexpr int utf8_identifier = 65001;

// Converts as much of `input` as there is no error in, and advances it past that. Returns 0 or iconv's EILSEQ, EINVAL.
int convert(iconv_t converter, std::string_view& input, std::string& output) {
  char buffer[1024];
  int error = E2BIG;
  while (error == E2BIG) {
    // iconv(3) does not write to its input.
    char* from = const_cast<char*>(input.data());
    std::size_t left = input.size();
    char* to = buffer;
    std::size_t room = sizeof buffer;
    error = iconv(converter, &from, &left, &to, &room) == static_cast<std::size_t>(-1) ? errno : 0;
    output.append(buffer, sizeof buffer - room);
    input.remove_prefix(input.size() - left);
  }
  return error;
}

// Writes what the converter still holds (a character that might have got a combining one, the way back to the initial
// state) and puts it into its initial state.
void finish(iconv_t converter, std::string& output) {
  char buffer[64];
  char* to = buffer;
  std::size_t room = sizeof buffer;
  iconv(converter, nullptr, nullptr, &to, &room);
  output.append(buffer, sizeof buffer - room);
}

} // namespace

code_page::code_page(std::int64_t identifier) {
  const auto* entry = find_code_page(identifier);
  if (const auto apple = apple_code_page(identifier); entry == nullptr && !apple.empty())
    throw make_error(ErrorCode::NotSupported, "CodePage=" + std::to_string(identifier) + " (" + std::string{apple} +
                                                "): a number for Apple's platforms");
  if (entry == nullptr)
    throw make_error(ErrorCode::InvalidValue, "CodePage=" + std::to_string(identifier) +
                                                " (allowed: the documented identifiers, 65001 for UTF-8)");
  identifier_ = entry->identifier;
  unit_ = entry->unit;
  composes_ = entry->composes;
  if (identifier == utf8_identifier)
    return;
  if (entry->charset != nullptr) {
    encoder_ = open(entry->charset, "UTF-8");
    decoder_ = open("UTF-8", entry->charset);
  }
  if (!encoder_ || !decoder_)
    throw make_error(ErrorCode::NotSupported, "CodePage=" + std::to_string(identifier) + " (" +
                                                std::string{entry->name} + "): iconv has no converter for it");
}

std::string code_page::encode(std::string_view utf8) {
  if (is_pass_through())
    return std::string{utf8};
  // Only unwritable characters are left for iconv to stop at, each a whole sequence.
  const auto repaired = repaired_utf8(utf8, "?");
  std::string_view input = repaired;
  std::string bytes;
  while (convert(encoder_.get(), input, bytes) != 0 && !input.empty()) {
    input.remove_prefix(std::max<std::size_t>(utf8_sequence(input), 1));
    // Through the converter: '?' is not 0x3F everywhere, and it may need another shift state.
    std::string_view mark = "?";
    convert(encoder_.get(), mark, bytes);
  }
  finish(encoder_.get(), bytes);
  return bytes;
}

std::string code_page::decode(std::string_view bytes) {
  if (is_pass_through())
    return std::string{bytes};
  std::string text;
  int error = convert(decoder_.get(), bytes, text);
  while (error == EILSEQ && !bytes.empty()) {
    if (composes_)
      finish(decoder_.get(), text);
    text.append(replacement_character);
    bytes.remove_prefix(std::min(unit_, bytes.size()));
    error = convert(decoder_.get(), bytes, text);
  }
  finish(decoder_.get(), text);
  if (error != 0)
    text.append(replacement_character);
  return text;
}

void code_page::closer::operator()(void* descriptor) const noexcept {
  iconv_close(descriptor);
}

code_page::converter code_page::open(const char* to, const char* from) noexcept {
  auto* const descriptor = iconv_open(to, from);
  // (iconv_t) -1, as a pointer can't be compared with a number.
  return converter{descriptor == reinterpret_cast<void*>(-1) ? nullptr : descriptor};
}

} // namespace troupe
