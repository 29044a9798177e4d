#include "troupe/tls/http_source.hpp"

#include <poll.h>

#include <openssl/bioerr.h>
#include <openssl/err.h>
#include <openssl/http.h>

#include "troupe/tls/failure.hpp"

namespace troupe::tls {

namespace {

constexpr std::size_t most_bytes = 16 * 1024 * 1024; // lists of large authorities have a few million
constexpr int buffer_size = 4096;

http_answer answer(BIO* body) {
  http_answer done;
  done.body.reset(body);
  if (body == nullptr)
    done.reason = take_reason();
  if (body == nullptr && done.reason.empty())
    done.reason = "no answer";
  ERR_clear_error();
  return done;
}

/// The parts of a URL.
struct address_parts {
  explicit address_parts(const std::string& address) {
    good = OSSL_HTTP_parse_url(address.c_str(), nullptr, nullptr, &host, &port, nullptr, &path, &query, nullptr) == 1;
  }
  address_parts(const address_parts&) = delete;
  address_parts& operator=(const address_parts&) = delete;
  ~address_parts() {
    OPENSSL_free(host);
    OPENSSL_free(port);
    OPENSSL_free(path);
    OPENSSL_free(query);
  }
  std::string target() const {
    std::string text = path;
    if (query != nullptr && *query != '\0')
      text.append("?").append(query);
    return text;
  }

  bool good = false;
  char* host = nullptr;
  char* port = nullptr;
  char* path = nullptr;
  char* query = nullptr;
};

/// Connects. OpenSSL itself would try again until the time is over when nobody listens there.
owned<BIO> connect(const address_parts& to, int milliseconds) {
  owned<BIO> made{BIO_new(BIO_s_connect())};
  if (made == nullptr)
    return nullptr;
  BIO_set_conn_hostname(made.get(), to.host);
  BIO_set_conn_port(made.get(), to.port);
  BIO_set_nbio(made.get(), 1);
  while (BIO_do_connect(made.get()) <= 0) {
    pollfd ready{static_cast<int>(BIO_get_fd(made.get(), nullptr)), POLLOUT, 0};
    if (BIO_should_retry(made.get()) == 0)
      return nullptr;
    if (const int count = ::poll(&ready, 1, milliseconds); count <= 0) {
      ERR_raise(ERR_LIB_BIO, BIO_R_CONNECT_TIMEOUT);
      return nullptr;
    }
  }
  ERR_clear_error(); // addresses that were tried in vain
  return made;
}

} // namespace

bool is_http(const std::string& address) {
  return address.compare(0, 7, "http://") == 0;
}

http_answer ask_http(const std::string& address, BIO* request, int seconds) {
  ERR_clear_error();
  const address_parts parts{address};
  if (!parts.good)
    return answer(nullptr);
  owned<BIO> connection;
  if (OSSL_HTTP_adapt_proxy(nullptr, nullptr, parts.host, 0) == nullptr) {
    connection = connect(parts, seconds * 1000 / 2);
    if (connection == nullptr)
      return answer(nullptr);
    seconds -= seconds / 2;
  }
  const char* const kind = request != nullptr ? "application/ocsp-request" : nullptr;
  const char* const expected = request != nullptr ? "application/ocsp-response" : nullptr;
  return answer(OSSL_HTTP_transfer(nullptr, parts.host, parts.port, parts.target().c_str(), 0, nullptr, nullptr,
                                   connection.get(), nullptr, nullptr, nullptr, buffer_size, nullptr, kind, request,
                                   expected, 1, most_bytes, seconds, 0));
}

} // namespace troupe::tls
