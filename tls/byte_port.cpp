#include "troupe/tls/byte_port.hpp"

#include <openssl/bio.h>
#include <openssl/ssl3.h>

namespace troupe::tls {

namespace {

byte_port& port_of(BIO* bio) {
  return *static_cast<byte_port*>(BIO_get_data(bio));
}

int read(BIO* bio, char* to, std::size_t most, std::size_t* count) {
  BIO_clear_retry_flags(bio);
  *count = port_of(bio).take(to, most);
  if (*count > 0)
    return 1;
  BIO_set_retry_read(bio);
  return 0;
}

int write(BIO* bio, const char* bytes, std::size_t size, std::size_t* count) {
  BIO_clear_retry_flags(bio);
  *count = size;
  return port_of(bio).put({bytes, size}) ? 1 : 0;
}

/// Before the buffer that OpenSSL puts in front of a BIO while it shakes hands takes a record (BIO_set_callback_ex(3)).
long before_write(BIO* buffer, int operation, const char* record, std::size_t, int, long, int returned, std::size_t*) {
  auto* const bio = reinterpret_cast<BIO*>(BIO_get_callback_arg(buffer));
  // An alert that waits would be in the way of what comes after it.
  if (operation != BIO_CB_WRITE || *record == SSL3_RT_ALERT || port_of(bio).may_go_on())
    return returned;
  BIO_set_retry_write(buffer);
  return -1;
}

/// The buffer in front of ours, while there is one: kept where ours would have a callback's argument.
BIO* buffer_of(BIO* bio) {
  return reinterpret_cast<BIO*>(BIO_get_callback_arg(bio));
}

long control(BIO* bio, int command, long, void* other) {
  // The buffer's only way to us: it is nobody else's business (BIO_push(3)).
  if (command == BIO_CTRL_PUSH) {
    BIO_set_callback_arg(static_cast<BIO*>(other), reinterpret_cast<char*>(bio));
    BIO_set_callback_arg(bio, static_cast<char*>(other));
    watch_records(bio);
  } else if (command == BIO_CTRL_POP) {
    BIO_set_callback_arg(bio, nullptr);
  }
  // Nothing is held back here: there is nothing to flush.
  return command == BIO_CTRL_FLUSH ? 1 : 0;
}

BIO_METHOD* make_method() {
  auto* const method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "troupe");
  if (method != nullptr) {
    BIO_meth_set_read_ex(method, read);
    BIO_meth_set_write_ex(method, write);
    BIO_meth_set_ctrl(method, control);
  }
  return method;
}

} // namespace

void watch_records(bio_st* bio) noexcept {
  if (auto* const buffer = buffer_of(bio); buffer != nullptr)
    BIO_set_callback_ex(buffer, port_of(bio).may_put_off() ? before_write : nullptr);
}

bio_st* make_bio(byte_port& port) noexcept {
  // One for the process, as OpenSSL's own are.
  static BIO_METHOD* const method = make_method();
  auto* const bio = method != nullptr ? BIO_new(method) : nullptr;
  if (bio == nullptr)
    return nullptr;
  BIO_set_data(bio, &port);
  BIO_set_init(bio, 1);
  return bio;
}

} // namespace troupe::tls
