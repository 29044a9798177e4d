#include "troupe/examples/chat/cluster/tls_link.hpp"

#include <exception>
#include <utility>

#include <unistd.h>

#include <caf/all.hpp>
#include <caf/io/abstract_broker.hpp>
#include <caf/io/network/doorman_impl.hpp>
#include <caf/io/network/stream_impl.hpp>
#include <caf/io/scribe.hpp>
#include <caf/openssl/session.hpp>
#include <openssl/err.h>

namespace chat::cluster {

namespace {

using caf::io::network::default_multiplexer;
using caf::io::network::native_socket;
using caf::io::network::rw_state;

/// What caf::io::network::stream_impl reads and writes with.
class tls_policy final {
public:
  explicit tls_policy(caf::openssl::session_ptr session) : session_(std::move(session)) {}

  rw_state read_some(std::size_t& result, native_socket socket, void* bytes, std::size_t size) {
    ERR_clear_error();
    return session_->read_some(result, socket, bytes, size);
  }
  rw_state write_some(std::size_t& result, native_socket socket, const void* bytes, std::size_t size) {
    ERR_clear_error();
    return session_->write_some(result, socket, bytes, size);
  }
  /// Whether the session holds bytes that no readiness of the socket will tell of.
  bool must_read_more(native_socket socket, std::size_t threshold) {
    return session_->must_read_more(socket, threshold);
  }

private:
  caf::openssl::session_ptr session_;
};

class tls_scribe final : public caf::io::scribe {
public:
  tls_scribe(default_multiplexer& multiplexer, native_socket socket, caf::openssl::session_ptr session)
    : caf::io::scribe(caf::io::network::conn_hdl_from_socket(socket)),
      stream_(multiplexer, socket, std::move(session)) {}

  void configure_read(caf::io::receive_policy::config config) override {
    stream_.configure_read(config);
    if (std::exchange(is_launched_, true))
      return;
    stream_.start(this);
    // The handshake goes on in writes too, although there is nothing to write yet.
    stream_.force_empty_write(this);
  }
  void ack_writes(bool enable) override { stream_.ack_writes(enable); }
  std::vector<char>& wr_buf() override { return stream_.wr_buf(); }
  std::vector<char>& rd_buf() override { return stream_.rd_buf(); }
  void flush() override { stream_.flush(this); }
  void graceful_shutdown() override {
    stream_.graceful_shutdown();
    detach(&stream_.backend(), false);
  }
  std::string addr() const override {
    auto result = caf::io::network::remote_addr_of_fd(stream_.fd());
    return result ? std::move(*result) : std::string{};
  }
  std::uint16_t port() const override {
    const auto result = caf::io::network::remote_port_of_fd(stream_.fd());
    return result ? *result : std::uint16_t{0};
  }
  void add_to_loop() override { stream_.activate(this); }
  void remove_from_loop() override { stream_.passivate(); }

private:
  bool is_launched_ = false;
  caf::io::network::stream_impl<tls_policy> stream_;
};

class tls_doorman final : public caf::io::network::doorman_impl {
public:
  using caf::io::network::doorman_impl::doorman_impl;

  bool new_connection() override {
    if (detached())
      return false;
    auto& multiplexer = acceptor_.backend();
    auto scribe = make_tls_scribe(multiplexer, acceptor_.accepted_socket(), true);
    if (!scribe)
      return false;
    const auto handle = scribe->hdl();
    parent()->add_scribe(std::move(scribe));
    return caf::io::doorman::new_connection(&multiplexer, handle);
  }
};

} // namespace

caf::io::scribe_ptr make_tls_scribe(default_multiplexer& multiplexer, native_socket socket, bool accepted) {
  caf::io::network::nonblocking(socket, true);
  ERR_clear_error();
  caf::openssl::session_ptr session;
  try {
    session = caf::openssl::make_session(multiplexer.system(), socket, accepted);
  } catch (const std::exception&) {
    // A certificate or key that was readable when the node was started; on the middleman's thread it would end all.
  }
  if (session)
    return caf::make_counted<tls_scribe>(multiplexer, socket, std::move(session));
  ::close(socket);
  return nullptr;
}

caf::io::doorman_ptr make_tls_doorman(default_multiplexer& multiplexer, native_socket socket) {
  return caf::make_counted<tls_doorman>(multiplexer, socket);
}

} // namespace chat::cluster
