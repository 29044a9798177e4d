#include "troupe/net/endpoint.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <memory>

#include <arpa/inet.h>
#include <net/if.h>
#include <netdb.h>

namespace troupe::net {

namespace {

class resolve_errors final : public std::error_category {
public:
  const char* name() const noexcept override { return "getaddrinfo"; }
  std::string message(int code) const override { return gai_strerror(code); }
};

result<std::vector<endpoint>> resolve_error(int code) {
  return std::error_code{code, resolve_category()};
}

bool is_allowed(const endpoint& address, ip_family family) noexcept {
  return family == ip_family::both || address.is_v6() == (family == ip_family::v6_only);
}

// The number of a zone: of the interface of this name, or the number itself (RFC 4007 11.2). 0: there is none.
std::uint32_t zone_of(const std::string& text) noexcept {
  if (const auto index = if_nametoindex(text.c_str()); index != 0)
    return index;
  std::uint32_t number = 0;
  const auto* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, number);
  return parsed.ec == std::errc{} && parsed.ptr == end ? number : 0;
}

bool parse_v6(std::string_view text, sockaddr_in6& parsed) {
  if (const auto percent = text.find('%'); percent != std::string_view::npos) {
    parsed.sin6_scope_id = zone_of(std::string{text.substr(percent + 1)});
    if (parsed.sin6_scope_id == 0)
      return false;
    text = text.substr(0, percent);
  }
  return inet_pton(AF_INET6, std::string{text}.c_str(), &parsed.sin6_addr) == 1;
}

std::string text_of(int family, const void* address) {
  char text[INET6_ADDRSTRLEN];
  return inet_ntop(family, address, text, sizeof text);
}

} // namespace

endpoint::endpoint() noexcept : v4_{} {
  v4_.sin_family = AF_INET;
}

endpoint::endpoint(const sockaddr_storage& address) noexcept : endpoint() {
  if (address.ss_family == AF_INET6)
    std::memcpy(&v6_, &address, sizeof v6_);
  else if (address.ss_family == AF_INET)
    std::memcpy(&v4_, &address, sizeof v4_);
}

result<endpoint> endpoint::parse(std::string_view address, std::uint16_t port) {
  const auto bad = std::make_error_code(std::errc::invalid_argument);
  // inet_pton(3) would not see what follows a NUL.
  if (address.find('\0') != std::string_view::npos)
    return bad;
  endpoint parsed;
  if (inet_pton(AF_INET, std::string{address}.c_str(), &parsed.v4_.sin_addr) != 1) {
    if (address.size() >= 2 && address.front() == '[' && address.back() == ']')
      address = address.substr(1, address.size() - 2);
    parsed = any(ip_family::v6_only, 0);
    if (!parse_v6(address, parsed.v6_))
      return bad;
  }
  parsed.port(port);
  return parsed;
}

endpoint endpoint::any(ip_family family, std::uint16_t port) noexcept {
  endpoint wildcard;
  if (family != ip_family::v4_only) {
    wildcard.v6_ = sockaddr_in6{};
    wildcard.v6_.sin6_family = AF_INET6;
  }
  wildcard.port(port);
  return wildcard;
}

bool endpoint::is_v6() const noexcept {
  return v4_.sin_family == AF_INET6;
}

bool endpoint::is_v4_mapped() const noexcept {
  return is_v6() && IN6_IS_ADDR_V4MAPPED(&v6_.sin6_addr);
}

std::uint16_t endpoint::port() const noexcept {
  return ntohs(is_v6() ? v6_.sin6_port : v4_.sin_port);
}

void endpoint::port(std::uint16_t value) noexcept {
  (is_v6() ? v6_.sin6_port : v4_.sin_port) = htons(value);
}

std::string endpoint::address() const {
  if (!is_v6())
    return text_of(AF_INET, &v4_.sin_addr);
  if (is_v4_mapped())
    return text_of(AF_INET, &v6_.sin6_addr.s6_addr[12]);
  const auto text = text_of(AF_INET6, &v6_.sin6_addr);
  return v6_.sin6_scope_id == 0 ? text : text + '%' + std::to_string(v6_.sin6_scope_id);
}

std::string endpoint::to_string() const {
  const bool brackets = is_v6() && !is_v4_mapped();
  return (brackets ? '[' + address() + ']' : address()) + ':' + std::to_string(port());
}

const sockaddr* endpoint::data() const noexcept {
  return reinterpret_cast<const sockaddr*>(&v4_);
}

socklen_t endpoint::size() const noexcept {
  return is_v6() ? sizeof v6_ : sizeof v4_;
}

bool operator==(const endpoint& a, const endpoint& b) noexcept {
  if (a.is_v6() != b.is_v6() || a.port() != b.port())
    return false;
  if (!a.is_v6())
    return reinterpret_cast<const sockaddr_in*>(a.data())->sin_addr.s_addr ==
           reinterpret_cast<const sockaddr_in*>(b.data())->sin_addr.s_addr;
  const auto* left = reinterpret_cast<const sockaddr_in6*>(a.data());
  const auto* right = reinterpret_cast<const sockaddr_in6*>(b.data());
  return IN6_ARE_ADDR_EQUAL(&left->sin6_addr, &right->sin6_addr) && left->sin6_scope_id == right->sin6_scope_id;
}

result<std::vector<endpoint>> resolve(const std::string& host, std::uint16_t port, ip_family family) {
  if (host.empty())
    return std::vector{endpoint::any(family, port)};
  if (const auto numeric = endpoint::parse(host, port)) {
    if (!is_allowed(*numeric, family))
      return resolve_error(EAI_ADDRFAMILY);
    return std::vector{*numeric};
  }
  // getaddrinfo(3) would not see what follows a NUL.
  if (host.find('\0') != std::string::npos)
    return resolve_error(EAI_NONAME);

  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_family = family == ip_family::both ? AF_UNSPEC : family == ip_family::v6_only ? AF_INET6 : AF_INET;
  addrinfo* found = nullptr;
  if (const int code = getaddrinfo(host.c_str(), nullptr, &hints, &found); code != 0)
    return code == EAI_SYSTEM ? result<std::vector<endpoint>>{last_error()} : resolve_error(code);
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner{found, &freeaddrinfo};

  std::vector<endpoint> endpoints;
  for (const auto* next = found; next != nullptr; next = next->ai_next) {
    sockaddr_storage address{};
    std::memcpy(&address, next->ai_addr, std::min<std::size_t>(next->ai_addrlen, sizeof address));
    endpoint one{address};
    one.port(port);
    if (std::find(endpoints.begin(), endpoints.end(), one) == endpoints.end())
      endpoints.push_back(one);
  }
  return endpoints;
}

const std::error_category& resolve_category() noexcept {
  static const resolve_errors category;
  return category;
}

} // namespace troupe::net
