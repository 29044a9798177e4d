#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "troupe/net/network.hpp"

namespace troupe::actors_test {

/// Called before each call of a loop, with its name; throws if the call is to throw.
using call_hook = std::function<void(std::string_view call)>;

/// A loop whose calls throw when the test says so.
class throwing_loop final : public net::event_loop {
public:
  throwing_loop(net::network& network, std::unique_ptr<net::event_loop> inner, const call_hook& before,
                const std::function<void()>& on_look, const std::error_code& accept_error)
    : network_(network), inner_(std::move(inner)), before_(before), on_look_(on_look), accept_error_(accept_error) {}

  std::error_code accept(net::socket_handle listener, net::accept_handler& handler) override {
    before_("accept");
    return accept_error_ ? accept_error_ : inner_->accept(listener, handler);
  }
  void stop_accepting(net::socket_handle listener) noexcept override { inner_->stop_accepting(listener); }
  net::result<net::stream_id> open(net::socket_handle socket, const net::socket_options& options,
                                   net::stream_handler& handler) override {
    try {
      before_("open");
    } catch (...) {
      network_.close(socket);
      throw;
    }
    return inner_->open(socket, options, handler);
  }
  void start_receive(net::stream_id stream) override {
    before_("start_receive");
    inner_->start_receive(stream);
  }
  void pause_receive(net::stream_id stream) override { inner_->pause_receive(stream); }
  std::size_t send_now(net::stream_id stream, std::string_view bytes) override {
    before_("send_now");
    return inner_->send_now(stream, bytes);
  }
  void queue(net::stream_id stream, std::string_view bytes) override {
    before_("queue");
    inner_->queue(stream, bytes);
  }
  void queue(net::stream_id stream, net::slice bytes) override {
    before_("queue");
    inner_->queue(stream, std::move(bytes));
  }
  void queue(net::stream_id stream, net::send_queue::file_part part) override {
    before_("queue");
    inner_->queue(stream, std::move(part));
  }
  void flush(net::stream_id stream) override {
    before_("flush");
    inner_->flush(stream);
  }
  std::uint64_t queued(net::stream_id stream) const noexcept override { return inner_->queued(stream); }
  std::uint64_t drop_queued_files(net::stream_id stream) noexcept override { return inner_->drop_queued_files(stream); }
  void finish_sending(net::stream_id stream) override {
    before_("finish_sending");
    inner_->finish_sending(stream);
  }
  net::endpoint local_endpoint(net::stream_id stream) const override { return inner_->local_endpoint(stream); }
  void close(net::stream_id stream, close_mode mode) noexcept override { inner_->close(stream, mode); }
  void send_and_close(net::stream_id stream) noexcept override { inner_->send_and_close(stream); }
  net::timer_id start_timer(net::loop_clock::duration delay, net::timer_handler& handler,
                            std::uint64_t cookie) override {
    before_("start_timer");
    return inner_->start_timer(delay, handler, cookie);
  }
  void cancel_timer(net::timer_id timer) noexcept override { inner_->cancel_timer(timer); }
  net::loop_clock::time_point now() const noexcept override { return inner_->now(); }
  void look_at_clock() noexcept override {
    on_look_();
    inner_->look_at_clock();
  }
  std::size_t run_once(net::loop_clock::duration longest) override { return inner_->run_once(longest); }
  void wake() noexcept override { inner_->wake(); }

private:
  net::network& network_;
  std::unique_ptr<net::event_loop> inner_;
  const call_hook& before_;
  const std::function<void()>& on_look_;
  const std::error_code& accept_error_;
};

/// Another network, whose loops' calls throw when the test says so.
class throwing_network final : public net::network {
public:
  explicit throwing_network(net::network& inner) : inner_(inner) {}

  /// The test's; replaced while no call runs.
  call_hook before = [](std::string_view) {};
  /// The test's: a clock that is looked at may have gone on. Throws nothing.
  std::function<void()> on_look = [] {};
  /// What the loops' `accept` fails with, if it is an error.
  std::error_code accept_error;

  net::result<net::listening_socket> listen(const net::endpoint& at, const net::listen_options& options) override {
    return inner_.listen(at, options);
  }
  void refuse(net::socket_handle listener) noexcept override { inner_.refuse(listener); }
  void close(net::socket_handle socket, net::event_loop::close_mode mode) noexcept override {
    inner_.close(socket, mode);
  }
  net::result<std::unique_ptr<net::event_loop>> make_loop() override {
    auto made = inner_.make_loop();
    if (!made)
      return made.error();
    return std::unique_ptr<net::event_loop>{
      std::make_unique<throwing_loop>(inner_, std::move(*made), before, on_look, accept_error)};
  }

private:
  net::network& inner_;
};

} // namespace troupe::actors_test
