#include "troupe/tests/tls/tls_pair.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace troupe::test {

using tls::want;

tls_pair::tls_pair(tls::context_ptr rules, const client_setup& setup, tls::certificate_choice choice)
  : client_(setup), server_(std::make_unique<tls::engine>(std::move(rules), *this, choice)) {}

bool tls_pair::run(std::size_t piece) {
  for (;;) {
    client_.step();
    const auto out = client_.take();
    for (std::size_t at = 0; at < out.size(); at += std::min(piece, out.size() - at))
      feed(std::string_view{out}.substr(at, piece));
    if (out.empty())
      step_server();
    const auto back = std::exchange(sent_, {});
    for (std::size_t at = 0; at < back.size(); at += std::min(piece, back.size() - at)) {
      client_.give(std::string_view{back}.substr(at, piece));
      client_.step();
    }
    if (out.empty() && back.empty())
      return client_.connected() && !client_.failed() && server_->needs() == want::nothing;
  }
}

void tls_pair::feed(std::string_view ciphertext) {
  server_->feed(net::slice::copy_of(ciphertext));
  step_server();
}

void tls_pair::step_server() {
  do {
    if (server_->needs() == want::input)
      server_->advance(has_time);
  } while (answer());
  while (const auto data = server_->read(builder_))
    received_ += data->view();
}

bool tls_pair::answer() {
  const auto needed = server_->needs();
  if (needed == stop_at)
    return false;
  switch (needed) {
  case want::turn:
    ++turns_;
    server_->advance(has_time);
    return true;
  case want::certificate:
    server_->use(choose ? choose(server_->hello()) : nullptr);
    return true;
  case want::revocation: {
    const auto question = server_->revocation_question();
    server_->revocation_answer(look_up ? look_up(*question) : check_revocation(*question, std::chrono::seconds{10}));
    return true;
  }
  case want::verdict:
    server_->decide(judge ? judge(server_->client()) : server_->client().acceptable);
    return true;
  default:
    return false;
  }
}

tls::context_ptr make_context(const tls::options& rules, const minted& identity) {
  auto made = tls::context::make(rules, credentials_of(identity));
  if (!made)
    throw std::runtime_error{made.why().code.message() + ": " + made.why().reason};
  return *std::move(made);
}

tls::credentials_ptr credentials_of(const minted& identity) {
  auto opened = tls::credentials::open({tls::store_type::pem_key_blob, identity.both(), {}});
  if (!opened)
    throw std::runtime_error{opened.why().code.message() + ": " + opened.why().reason};
  return *std::move(opened);
}

} // namespace troupe::test
