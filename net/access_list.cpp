#include "troupe/net/access_list.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>

namespace troupe::net {

namespace {

constexpr std::string_view digits = "0123456789";
constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::array<std::uint8_t, 12> mapped_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr unsigned mapped_bits = 96;
constexpr unsigned address_bits = 128;

class access_list_errors final : public std::error_category {
public:
  const char* name() const noexcept override { return "access list"; }
  std::string message(int code) const override {
    switch (static_cast<access_list_error>(code)) {
    case access_list_error::bad_address:
      return "not an IP address";
    case access_list_error::bad_prefix:
      return "the prefix length of the network is not a number in its range";
    case access_list_error::bad_name:
      return "neither an IP address nor a host name";
    case access_list_error::name_pattern:
      return "a host name with * would need a reverse lookup: give an address, an address with *, a CIDR range or a "
             "full host name";
    }
    return "unknown error";
  }
};

bool consists_of(std::string_view text, std::string_view characters) noexcept {
  return text.find_first_not_of(characters) == std::string_view::npos;
}

bool has_wildcard(std::string_view text) noexcept {
  return text.find('*') != std::string_view::npos;
}

bool is_number(std::string_view text) noexcept {
  return !text.empty() && consists_of(text, digits);
}

// Host names and addresses are ASCII; the locale has no say.
std::string lower_case(std::string_view text) {
  std::string lower{text};
  for (auto& c : lower)
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return lower;
}

std::string_view trimmed(std::string_view text) noexcept {
  constexpr std::string_view white_space = " \t\r\n\v\f";
  const auto first = text.find_first_not_of(white_space);
  return first == std::string_view::npos ? "" : text.substr(first, text.find_last_not_of(white_space) - first + 1);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (auto end = text.find(separator); end != std::string_view::npos; end = text.find(separator)) {
    parts.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  parts.push_back(text);
  return parts;
}

// "example.com." is "example.com", said absolutely (RFC 1034 3.1).
std::string_view without_root(std::string_view name) noexcept {
  return !name.empty() && name.back() == '.' ? name.substr(0, name.size() - 1) : name;
}

// No host name ends in a number (RFC 1123 2.1), though getaddrinfo(3) takes "1.2.3", "0x7f.1" for addresses.
bool is_like_address(std::string_view entry) noexcept {
  if (entry.find_first_of(":[]%") != std::string_view::npos || consists_of(entry, "0123456789.*"))
    return true;
  const auto name = without_root(entry);
  const auto last = name.substr(name.rfind('.') + 1);
  return is_number(last) || (last.substr(0, 2) == "0x" && consists_of(last.substr(2), hex_digits));
}

bool is_name(std::string_view name) {
  const auto is_label = [](std::string_view label) {
    return !label.empty() && label.size() <= 63 && consists_of(label, "abcdefghijklmnopqrstuvwxyz0123456789-_");
  };
  const auto labels = split(name, '.');
  return name.size() <= 253 && std::all_of(labels.begin(), labels.end(), is_label);
}

bool is_v4_pattern(std::string_view pattern) {
  const auto is_part = [](std::string_view part) {
    if (has_wildcard(part))
      return consists_of(part, "0123456789*");
    unsigned value = 0;
    std::from_chars(part.data(), part.data() + part.size(), value);
    return is_number(part) && part.size() <= 3 && value <= 255 && (part == "0" || part.front() != '0');
  };
  const auto parts = split(pattern, '.');
  return parts.size() <= 4 && std::all_of(parts.begin(), parts.end(), is_part);
}

// The pattern as addresses are written, without leading zeros in a group (RFC 5952 4.1).
std::optional<std::string> canonical_v6_pattern(std::string_view pattern) {
  if (pattern.find(":::") != std::string_view::npos)
    return std::nullopt;
  std::string canonical;
  const auto groups = split(pattern, ':');
  for (auto group : groups) {
    if (!consists_of(group, "0123456789abcdef*") || (group.size() > 4 && !has_wildcard(group)))
      return std::nullopt;
    while (group.size() > 1 && group.front() == '0' && !has_wildcard(group))
      group.remove_prefix(1);
    canonical.append(group).push_back(':');
  }
  canonical.pop_back();
  // Eight groups; one more where the address begins or ends with "::".
  return groups.size() <= 9 ? std::optional{canonical} : std::nullopt;
}

bool matches_any(std::string_view text, const std::vector<wildcard>& patterns) noexcept {
  return std::any_of(patterns.begin(), patterns.end(), [&](const auto& p) { return p.matches(text); });
}

template <class Bytes>
bool is_v4(const Bytes& address) noexcept {
  return std::equal(mapped_prefix.begin(), mapped_prefix.end(), address.begin());
}

} // namespace

std::error_code make_error_code(access_list_error error) noexcept {
  static const access_list_errors category;
  return {static_cast<int>(error), category};
}

result<access_list> access_list::parse(std::string_view text, std::string* bad_entry, const resolver& look_up) {
  const auto fail = [bad_entry](std::error_code error, std::string_view entry) {
    if (bad_entry != nullptr)
      *bad_entry = entry;
    return error;
  };
  access_list list;
  list.text_ = text;
  std::vector<std::string> names;
  for (auto part : split(text, ',')) {
    const auto entry = trimmed(part);
    if (entry.empty())
      continue;
    if (const auto error = list.add(lower_case(entry), names))
      return fail(error, entry);
    list.empty_ = false;
  }
  for (const auto& name : names) {
    if (const auto error = list.add_host(name, look_up))
      return fail(error, name);
  }
  std::sort(list.addresses_.begin(), list.addresses_.end());
  return list;
}

bool access_list::matches(const endpoint& client) const {
  const auto bytes = bytes_of(client);
  if (everybody_ || std::binary_search(addresses_.begin(), addresses_.end(), bytes) ||
      std::any_of(networks_.begin(), networks_.end(), [&](const auto& n) { return contains(n, bytes); }))
    return true;
  const auto& patterns = is_v4(bytes) ? v4_patterns_ : v6_patterns_;
  if (patterns.empty())
    return false;
  const auto text = client.address();
  return matches_any(std::string_view{text}.substr(0, text.find('%')), patterns);
}

access_list::address_bytes access_list::bytes_of(const endpoint& address) noexcept {
  address_bytes bytes{};
  if (address.is_v6()) {
    const auto& v6 = reinterpret_cast<const sockaddr_in6*>(address.data())->sin6_addr;
    std::copy(std::begin(v6.s6_addr), std::end(v6.s6_addr), bytes.begin());
    return bytes;
  }
  const auto* v4 =
    reinterpret_cast<const std::uint8_t*>(&reinterpret_cast<const sockaddr_in*>(address.data())->sin_addr);
  std::copy(v4, v4 + 4, std::copy(mapped_prefix.begin(), mapped_prefix.end(), bytes.begin()));
  return bytes;
}

bool access_list::contains(const network& range, const address_bytes& client) noexcept {
  // An IPv6 network that is wider than all of IPv4 has no IPv4 clients in it.
  if (range.prefix < mapped_bits && is_v4(client))
    return false;
  const auto whole = range.prefix / 8;
  const auto rest = range.prefix % 8;
  return std::equal(client.begin(), client.begin() + whole, range.address.begin()) &&
         (rest == 0 || ((client[whole] ^ range.address[whole]) >> (8 - rest)) == 0);
}

std::error_code access_list::add(const std::string& entry, std::vector<std::string>& names) {
  if (consists_of(entry, "*")) {
    everybody_ = true;
    return {};
  }
  if (const auto slash = entry.find('/'); slash != std::string::npos)
    return add_network(std::string_view{entry}.substr(0, slash), std::string_view{entry}.substr(slash + 1));
  if (is_like_address(entry))
    return has_wildcard(entry) ? add_pattern(entry) : add_address(entry);
  if (has_wildcard(entry))
    return access_list_error::name_pattern;
  const auto name = without_root(entry);
  if (!is_name(name))
    return access_list_error::bad_name;
  names.emplace_back(name);
  return {};
}

std::error_code access_list::add_network(std::string_view address, std::string_view prefix) {
  const auto base = endpoint::parse(address, 0);
  if (!base || address.find('%') != std::string_view::npos)
    return access_list_error::bad_address;
  unsigned bits = 0;
  const auto parsed = std::from_chars(prefix.data(), prefix.data() + prefix.size(), bits);
  if (parsed.ec != std::errc{} || parsed.ptr != prefix.data() + prefix.size() || bits > address_bits)
    return access_list_error::bad_prefix;
  if (!base->is_v6())
    bits += mapped_bits;
  const auto bytes = bytes_of(*base);
  // "::ffff:10.0.0.0/8" would be half of IPv6; the author meant 10.0.0.0/8, or /104.
  if (bits > address_bits || (is_v4(bytes) && bits < mapped_bits))
    return access_list_error::bad_prefix;
  networks_.push_back({bytes, bits});
  return {};
}

std::error_code access_list::add_address(std::string_view entry) {
  const auto address = endpoint::parse(entry, 0);
  if (!address || entry.find('%') != std::string_view::npos)
    return access_list_error::bad_address;
  addresses_.push_back(bytes_of(*address));
  return {};
}

std::error_code access_list::add_pattern(std::string_view entry) {
  constexpr std::string_view mapped = "::ffff:";
  if (entry.substr(0, mapped.size()) == mapped && entry.find('.') != std::string_view::npos)
    entry.remove_prefix(mapped.size());
  if (entry.find(':') == std::string_view::npos) {
    if (!is_v4_pattern(entry))
      return access_list_error::bad_address;
    v4_patterns_.emplace_back(std::string{entry});
    return {};
  }
  const auto pattern = canonical_v6_pattern(entry);
  if (!pattern)
    return access_list_error::bad_address;
  v6_patterns_.emplace_back(*pattern);
  return {};
}

std::error_code access_list::add_host(const std::string& name, const resolver& look_up) {
  const auto found = look_up ? look_up(name) : resolve(name, 0, ip_family::both);
  if (!found)
    return found.error();
  std::transform(found->begin(), found->end(), std::back_inserter(addresses_), bytes_of);
  return {};
}

} // namespace troupe::net
