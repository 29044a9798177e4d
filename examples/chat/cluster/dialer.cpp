#include "troupe/examples/chat/cluster/dialer.hpp"

#include <cerrno>
#include <memory>
#include <set>
#include <system_error>
#include <utility>

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <caf/all.hpp>
#include <caf/io/basp_broker.hpp>
#include <caf/io/middleman.hpp>
#include <caf/io/middleman_actor.hpp>
#include <caf/openssl/middleman_actor.hpp>

namespace chat::cluster {

namespace {

/// Why connecting to one address of a host did not work; 0: it did.
int try_connect(const addrinfo& to, std::chrono::milliseconds limit) {
  const int socket = ::socket(to.ai_family, to.ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, to.ai_protocol);
  if (socket < 0)
    return errno;
  const std::unique_ptr<const int, void (*)(const int*)> closing{&socket, [](const int* fd) { ::close(*fd); }};
  if (::connect(socket, to.ai_addr, to.ai_addrlen) == 0)
    return 0;
  if (errno != EINPROGRESS)
    return errno;
  pollfd waiting{socket, POLLOUT, 0};
  const int ready = ::poll(&waiting, 1, static_cast<int>(limit.count()));
  if (ready == 0)
    return ETIMEDOUT;
  if (ready < 0)
    return errno;
  int error = 0;
  socklen_t size = sizeof error;
  return ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

/// The address of `where.host`, as digits, at which somebody accepts connections; else an error.
caf::result<std::string, std::string> answering(const endpoint& where, std::chrono::milliseconds limit) {
  addrinfo hint{};
  hint.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int code = ::getaddrinfo(where.host.c_str(), std::to_string(where.port).c_str(), &hint, &found); code != 0)
    return {std::string{}, std::string{::gai_strerror(code)}};
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> freeing{found, ::freeaddrinfo};
  int error = EADDRNOTAVAIL;
  for (const auto* each = found; each != nullptr; each = each->ai_next) {
    error = try_connect(*each, limit);
    if (error != 0)
      continue;
    std::string digits(NI_MAXHOST, '\0');
    if (::getnameinfo(each->ai_addr, each->ai_addrlen, digits.data(), NI_MAXHOST, nullptr, 0, NI_NUMERICHOST) != 0)
      return {where.host, std::string{}};
    digits.resize(digits.find('\0'));
    return {std::move(digits), std::string{}};
  }
  return {std::string{}, std::system_category().message(error)};
}

std::string explain(const caf::actor_system& system, const caf::error& error) {
  if (error == caf::sec::disconnect_during_handshake || error == caf::sec::malformed_basp_message)
    return "the connection was closed at once: only one side uses TLS, or one does not accept the other's certificate";
  if (error == caf::sec::connection_timeout || error == caf::sec::request_timeout)
    return "the node there does not answer";
  if (error == caf::sec::incompatible_application_ids)
    return "another application is there";
  return system.render(error);
}

caf::io::middleman_actor make_middleman(caf::actor_system& system, bool tls) {
  auto broker = system.middleman().named_broker<caf::io::basp_broker>(caf::atom("BASP"));
  return tls ? caf::openssl::make_middleman_actor(system, broker) : caf::io::make_middleman_actor(system, broker);
}

void connect(caf::event_based_actor* self, const endpoint& where, const std::string& digits, bool tls,
             std::chrono::milliseconds limit, const std::function<void(dialed)>& done) {
  auto middleman = make_middleman(self->system(), tls);
  self->request(middleman, limit, caf::connect_atom_v, digits, where.port)
    .then(
      [=](const caf::node_id&, const caf::strong_actor_ptr& reached, const std::set<std::string>&) {
        self->send_exit(middleman, caf::exit_reason::kill);
        if (reached)
          done({where, caf::actor_cast<caf::actor>(reached), {}});
        else
          done({where, {}, "no mesh is published there"});
      },
      [=](const caf::error& error) {
        self->send_exit(middleman, caf::exit_reason::kill);
        done({where, {}, explain(self->system(), error)});
      });
}

} // namespace

void dial(caf::event_based_actor* self, const endpoint& where, bool tls, std::chrono::milliseconds limit,
          std::function<void(dialed)> done) {
  auto prober = self->spawn<caf::detached + caf::hidden>([=](caf::event_based_actor* prober_self) -> caf::behavior {
    return {[=](caf::connect_atom) -> caf::result<std::string, std::string> {
      prober_self->quit();
      return answering(where, limit);
    }};
  });
  self->request(prober, caf::infinite, caf::connect_atom_v)
    .then(
      [=](const std::string& digits, const std::string& error) {
        if (error.empty())
          connect(self, where, digits, tls, limit, done);
        else
          done({where, {}, error});
      },
      [=](const caf::error& error) {
        done({where, {}, explain(self->system(), error)});
      });
}

} // namespace chat::cluster
