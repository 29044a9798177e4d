#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <vector>

#include "troupe/net/endpoint.hpp"
#include "troupe/net/wildcard.hpp"

namespace troupe::net {

/// Why an entry of an access list can't be used; converts to `std::error_code`.
enum class access_list_error {
  bad_address = 1, ///< It looks like an IP address and is none: "1.2.3.999".
  bad_prefix,      ///< The prefix length of a network is no number or out of range: "10.0.0.0/33".
  bad_name,        ///< It is neither an address nor a host name: an empty label, a character no name has.
  name_pattern,    ///< A host name with a wildcard: only a reverse lookup could tell whom it matches.
};

std::error_code make_error_code(access_list_error error) noexcept;

/// A list of clients: the documented AllowedClients and BlockedClients, "a comma-separated list of host names or IP
/// addresses"; addresses may have the wildcard `*`.
///
/// An entry is one of
/// - an address: "192.0.2.1", "2001:db8::1" (without a zone: it matches in every zone);
/// - a network (CIDR, RFC 4632): "10.0.0.0/8", "2001:db8::/32"; bits after the prefix are ignored;
/// - an address with wildcards, each for any run of characters of the address as `endpoint::address` writes it, so
///   of an IPv6 address in its short form (RFC 5952): "192.168.*", "192.168.*.7", "2001:db8:*". Letter case and
///   leading zeros of IPv6 groups do not matter;
/// - "*": everybody;
/// - a host name: matches the addresses it had when the list was made.
///
/// A host name with wildcards ("*.example.com") is an error. The name of a client's address is what whoever controls
/// the address says it is, and takes a lookup for every client.
///
/// White space around entries, the case of names and empty entries are ignored. IPv4 clients of a dual-stack listener
/// (::ffff:a.b.c.d) are IPv4 clients here, in entries as well: "::/0" does not match them. A value; const calls from
/// any thread.
class access_list {
public:
  /// Looks up a host name; an error if it can't.
  using resolver = std::function<result<std::vector<endpoint>>(const std::string& host)>;

  /// No entries: matches nobody.
  access_list() = default;

  /// Reads a list. `look_up` is called for every host name, once all entries are known to be good, and blocks if it is
  /// `net::resolve`, which an empty one stands for. Errors: `access_list_error`; those of `look_up`. `bad_entry`, if
  /// given, is then the entry it is about.
  static result<access_list> parse(std::string_view text, std::string* bad_entry = nullptr,
                                   const resolver& look_up = {});

  /// True when there are no entries.
  bool empty() const noexcept { return empty_; }
  /// Whether an entry matches the client's address; the port does not matter. Looks up nothing.
  bool matches(const endpoint& client) const;

  /// The list as it was given.
  const std::string& text() const noexcept { return text_; }

private:
  // An IPv4 address in its IPv4-mapped form.
  using address_bytes = std::array<std::uint8_t, 16>;
  struct network {
    address_bytes address;
    unsigned prefix;
  };

  static address_bytes bytes_of(const endpoint& address) noexcept;
  static bool contains(const network& range, const address_bytes& client) noexcept;

  // Entries are in lower case and without white space around them. A host name goes to `names`.
  std::error_code add(const std::string& entry, std::vector<std::string>& names);
  std::error_code add_network(std::string_view address, std::string_view prefix);
  std::error_code add_address(std::string_view entry);
  std::error_code add_pattern(std::string_view entry);
  std::error_code add_host(const std::string& name, const resolver& look_up);

  std::string text_;
  bool empty_ = true;
  bool everybody_ = false;
  std::vector<address_bytes> addresses_; // Those of host names, too. Sorted.
  std::vector<network> networks_;
  std::vector<wildcard> v4_patterns_;
  std::vector<wildcard> v6_patterns_;
};

} // namespace troupe::net

template <>
struct std::is_error_code_enum<troupe::net::access_list_error> : std::true_type {};
