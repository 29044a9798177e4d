// The peer on libuv: one receive block for all connections, uv_try_write first, a queued write for the rest only.

#include <array>
#include <csignal>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <netinet/in.h>

#include <uv.h>

#include "troupe/bench/line_answers.hpp"
#include "troupe/bench/options.hpp"

namespace {

/// One connection. `partial` exists once a line was cut by a block border, so that an idle connection stays small.
struct client {
  uv_tcp_t socket;
  std::unique_ptr<std::string> partial;
};

/// The part of an answer that the socket did not take at once.
struct queued_write {
  uv_write_t request;
  std::string rest;
};

/// What libuv's callbacks share; reached through uv_loop_t::data.
struct server_state {
  bool lines = false;
  std::string partial; // scratch, for clients without one
  std::string reply;
  std::array<char, 65536> block;
};

server_state& state_of(const uv_handle_t* handle) {
  return *static_cast<server_state*>(handle->loop->data);
}

uv_handle_t* handle_of(void* handle) {
  return static_cast<uv_handle_t*>(handle);
}

void check(int status, const char* what) {
  if (status < 0)
    throw std::runtime_error(std::string(what) + ": " + uv_strerror(status));
}

void close_client(client* peer) {
  if (uv_is_closing(handle_of(&peer->socket)) == 0)
    uv_close(handle_of(&peer->socket), [](uv_handle_t* handle) { delete static_cast<client*>(handle->data); });
}

void lend_block(uv_handle_t* handle, std::size_t, uv_buf_t* buffer) {
  auto& block = state_of(handle).block;
  *buffer = uv_buf_init(block.data(), static_cast<unsigned>(block.size()));
}

void receive(uv_stream_t* stream, ssize_t size, const uv_buf_t* buffer);

void finish_write(uv_write_t* request, int status) {
  const std::unique_ptr<queued_write> write(static_cast<queued_write*>(request->data));
  auto* peer = static_cast<client*>(request->handle->data);
  if (status < 0 || uv_read_start(request->handle, lend_block, receive) < 0)
    close_client(peer);
}

void send_answer(client* peer, std::string_view answer) {
  auto* stream = reinterpret_cast<uv_stream_t*>(&peer->socket);
  // const_cast: uv_buf_t serves both directions and has no const base; a write does not touch the bytes.
  const auto buffer = uv_buf_init(const_cast<char*>(answer.data()), static_cast<unsigned>(answer.size()));
  const int sent = uv_try_write(stream, &buffer, 1);
  if (sent == static_cast<int>(answer.size()))
    return;
  if (sent < 0 && sent != UV_EAGAIN)
    return close_client(peer);
  // One answer at a time: the reading pauses until this one is gone, so memory stays bounded.
  uv_read_stop(stream);
  auto write = std::make_unique<queued_write>();
  write->request.data = write.get();
  write->rest = answer.substr(sent < 0 ? 0 : static_cast<std::size_t>(sent));
  const auto rest = uv_buf_init(write->rest.data(), static_cast<unsigned>(write->rest.size()));
  if (uv_write(&write->request, stream, &rest, 1, finish_write) < 0)
    return close_client(peer);
  (void)write.release(); // finish_write owns it now
}

void answer_lines(client* peer, std::string_view block) {
  auto& shared = state_of(handle_of(&peer->socket));
  shared.reply.clear();
  troupe::bench::append_line_answers(block, peer->partial ? *peer->partial : shared.partial, shared.reply);
  if (!shared.partial.empty())
    peer->partial = std::make_unique<std::string>(std::exchange(shared.partial, {}));
  if (!shared.reply.empty())
    send_answer(peer, shared.reply);
}

void receive(uv_stream_t* stream, ssize_t size, const uv_buf_t* buffer) {
  auto* peer = static_cast<client*>(stream->data);
  if (size < 0)
    return close_client(peer);
  const std::string_view block(buffer->base, static_cast<std::size_t>(size));
  if (block.empty()) // libuv's way to say EAGAIN
    return;
  if (state_of(handle_of(stream)).lines)
    answer_lines(peer, block);
  else
    send_answer(peer, block);
}

void accept_client(uv_stream_t* listener, int status) {
  check(status, "accept");
  auto peer = std::make_unique<client>();
  check(uv_tcp_init(listener->loop, &peer->socket), "uv_tcp_init");
  peer->socket.data = peer.get();
  auto* accepted = peer.release(); // from here on the close callback frees it
  auto* stream = reinterpret_cast<uv_stream_t*>(&accepted->socket);
  if (uv_accept(listener, stream) < 0 || uv_tcp_nodelay(&accepted->socket, 1) < 0 ||
      uv_read_start(stream, lend_block, receive) < 0)
    close_client(accepted);
}

long port_of(const uv_tcp_t& listener) {
  sockaddr_in address{};
  int size = sizeof address;
  check(uv_tcp_getsockname(&listener, reinterpret_cast<sockaddr*>(&address), &size), "uv_tcp_getsockname");
  return ntohs(address.sin_port);
}

void serve(const troupe::bench::echo_options& options) {
  // In C callbacks an exception has nowhere to go; the few set-up failures in them end the program loudly.
  const auto state = std::make_unique<server_state>();
  state->lines = options.lines;
  uv_loop_t loop;
  check(uv_loop_init(&loop), "uv_loop_init");
  loop.data = state.get();

  uv_tcp_t listener;
  sockaddr_in address{};
  check(uv_tcp_init(&loop, &listener), "uv_tcp_init");
  check(uv_ip4_addr("127.0.0.1", static_cast<int>(options.port), &address), "uv_ip4_addr");
  check(uv_tcp_bind(&listener, reinterpret_cast<const sockaddr*>(&address), 0), "bind");
  check(uv_listen(reinterpret_cast<uv_stream_t*>(&listener), SOMAXCONN, accept_client), "listen");

  std::array<uv_signal_t, 2> stop;
  const std::array<int, 2> numbers{SIGTERM, SIGINT};
  for (std::size_t i = 0; i < stop.size(); ++i) {
    check(uv_signal_init(&loop, &stop[i]), "uv_signal_init");
    check(uv_signal_start(
            &stop[i], [](uv_signal_t* signal, int) { uv_stop(signal->loop); }, numbers[i]),
          "signal");
  }
  troupe::bench::announce_port(port_of(listener));
  uv_run(&loop, UV_RUN_DEFAULT);
}

} // namespace

int main(int argc, char** argv) {
  try {
    serve(troupe::bench::read_echo_options(argc, argv));
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "libuv_echo: %s\n", error.what());
    return 1;
  }
}
