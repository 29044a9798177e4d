// The peer on Boost.Asio with its ssl::stream, as its own examples are written: one shared session object and one
// chain of async_read_some and async_write a connection, on an io_context that is told it has one thread.

#include <csignal>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>

#include "troupe/bench/line_answers.hpp"
#include "troupe/bench/options.hpp"

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

/// One connection; alive as long as an operation of its chain is outstanding.
class session final : public std::enable_shared_from_this<session> {
public:
  session(tcp::socket socket, asio::ssl::context& tls, const troupe::bench::echo_options& options)
    : stream_(std::move(socket), tls), lines_(options.lines), block_(static_cast<std::size_t>(options.buffer_size)) {}

  /// Starts the chain: handshake, then read, answer, read again, until the client closes.
  void shake_hands() {
    stream_.async_handshake(asio::ssl::stream_base::server, [self = shared_from_this()](auto error) {
      if (!error)
        self->read();
    });
  }

private:
  void read() {
    stream_.async_read_some(asio::buffer(block_), [self = shared_from_this()](auto error, std::size_t size) {
      if (!error)
        self->answer({self->block_.data(), size});
      else if (error == asio::error::eof) // the client's close_notify, which one of ours answers
        self->stream_.async_shutdown([self](auto) {});
    });
  }

  void answer(std::string_view block) {
    if (!lines_)
      return write(asio::buffer(block));
    reply_.clear();
    troupe::bench::append_line_answers(block, partial_, reply_);
    if (reply_.empty())
      read();
    else
      write(asio::buffer(reply_));
  }

  void write(asio::const_buffer reply) {
    asio::async_write(stream_, reply, [self = shared_from_this()](auto error, std::size_t) {
      if (!error)
        self->read();
    });
  }

  asio::ssl::stream<tcp::socket> stream_;
  const bool lines_;
  std::vector<char> block_;
  std::string partial_;
  std::string reply_;
};

/// Accepts clients for ever, one operation at a time.
class listener final {
public:
  listener(asio::io_context& context, const troupe::bench::echo_options& options)
    : acceptor_(context, tcp::endpoint(asio::ip::address_v4::loopback(), static_cast<unsigned short>(options.port))),
      options_(options) {
    tls_.use_certificate_chain_file(options.certificate);
    tls_.use_private_key_file(options.key, asio::ssl::context::pem);
    accept();
  }

  [[nodiscard]] long port() const { return acceptor_.local_endpoint().port(); }

private:
  void accept() {
    acceptor_.async_accept([this](auto error, tcp::socket socket) {
      if (error == asio::error::operation_aborted)
        return;
      if (error)
        throw boost::system::system_error(error, "accept");
      socket.set_option(tcp::no_delay(true));
      std::make_shared<session>(std::move(socket), tls_, options_)->shake_hands();
      accept();
    });
  }

  asio::ssl::context tls_{asio::ssl::context::tls_server};
  tcp::acceptor acceptor_;
  const troupe::bench::echo_options options_;
};

} // namespace

int main(int argc, char** argv) {
  try {
    asio::io_context context{1};
    const listener server(context, troupe::bench::read_echo_options(argc, argv, troupe::bench::tls_use::always));
    asio::signal_set stop(context, SIGTERM, SIGINT);
    stop.async_wait([&](auto, int) { context.stop(); });
    troupe::bench::announce_port(server.port());
    context.run();
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "tls_asio_echo: %s\n", error.what());
    return 1;
  }
}
