#pragma once

#include <string>

#include <openssl/ssl.h>

#include "troupe/tests/support/tls_options.hpp"

namespace troupe::test {

/// A client of TLS in memory: for a simulation, or on a socket step by step.
class memory_client final {
public:
  explicit memory_client(const tls_options& how = {}) : context_(make_client_context(how)), ssl_(SSL_new(context_)) {
    SSL_set_bio(ssl_, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_connect_state(ssl_);
  }
  memory_client(const memory_client&) = delete;
  memory_client& operator=(const memory_client&) = delete;
  ~memory_client() {
    SSL_free(ssl_);
    SSL_CTX_free(context_);
  }

  /// Gives it what the server has sent.
  void give(const std::string& bytes) { BIO_write(SSL_get_rbio(ssl_), bytes.data(), static_cast<int>(bytes.size())); }
  /// What it wants to send; it goes on with the handshake.
  std::string take() {
    SSL_do_handshake(ssl_);
    return all_of([this](char* to, int most) { return BIO_read(SSL_get_wbio(ssl_), to, most); });
  }
  void write(const std::string& text) { SSL_write(ssl_, text.data(), static_cast<int>(text.size())); }
  std::string read() {
    return all_of([this](char* to, int most) { return SSL_read(ssl_, to, most); });
  }
  /// Sends close_notify after everything else.
  void finish() { SSL_shutdown(ssl_); }
  bool complete() const { return SSL_is_init_finished(ssl_) != 0; }

private:
  template <class Source>
  static std::string all_of(Source source) {
    std::string all;
    char piece[4096];
    for (int count = source(piece, sizeof piece); count > 0; count = source(piece, sizeof piece))
      all.append(piece, static_cast<std::size_t>(count));
    return all;
  }

  ssl_ctx_st* context_;
  ssl_st* ssl_;
};

} // namespace troupe::test
