#pragma once

#include <cstddef>
#include <string_view>

struct bio_st;

namespace troupe::tls {

/// Where OpenSSL gets its bytes from and puts them: the two ends of a BIO that is not a socket (BIO_meth_new(3)).
class byte_port {
public:
  /// Up to `most` bytes of input; 0: there are none now.
  virtual std::size_t take(char* to, std::size_t most) = 0;
  /// Takes all of them; false: nothing can be put out any more. Throws nothing: OpenSSL's code is in between.
  virtual bool put(std::string_view bytes) = 0;
  /// Whether `may_go_on` is to be asked in the step that is being made: it costs a call for everything that OpenSSL
  /// does with its buffer.
  virtual bool may_put_off() const noexcept = 0;
  /// Asked before a record of a handshake is put out. False: not now; the operation ends with SSL_ERROR_WANT_WRITE,
  /// and goes on there when it is called again.
  virtual bool may_go_on() noexcept = 0;

protected:
  ~byte_port() = default;
};

/// A BIO on `port`, which must outlive it. nullptr without memory.
bio_st* make_bio(byte_port& port) noexcept;

/// Has `may_go_on` of the port of `bio` asked from now on, or not any more, as its `may_put_off` says.
void watch_records(bio_st* bio) noexcept;

} // namespace troupe::tls
