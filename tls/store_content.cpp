#include "troupe/tls/store_content.hpp"

#include <string>
#include <utility>

#include <sys/stat.h>

#include <openssl/err.h>

#include "troupe/tls/base64.hpp"
#include "troupe/tls/file_bytes.hpp"

namespace troupe::tls {

namespace {

failure not_opened(std::string why) {
  return {make_error_code(errc::store_not_opened), std::move(why)};
}

bool is_file(store_type type) {
  switch (type) {
  case store_type::pfx_file:
  case store_type::pem_key_file:
  case store_type::public_key_file:
    return true;
  default:
    return false;
  }
}

bool is_there(const std::string& name) {
  struct stat ignored {};
  return name.find('\0') == std::string::npos && ::stat(name.c_str(), &ignored) == 0;
}

/// The bytes of the store, Base64 undone.
result<std::string> bytes_of(const key_store& store) {
  const bool named = is_file(store.type) || (store.type == store_type::automatic && is_there(store.place));
  auto bytes = named ? read_file(store.place) : result<std::string>{store.place};
  if (!bytes)
    return bytes;
  if (bytes->find("-----BEGIN") == std::string::npos)
    if (auto decoded = from_base64(*bytes))
      return *std::move(decoded);
  return bytes;
}

bool is_pem(std::string_view bytes) {
  return bytes.find("-----BEGIN") != std::string_view::npos;
}

result<store_content> read_any(std::string_view bytes, const std::string& password) {
  if (is_pem(bytes))
    return read_pem(bytes, password);
  const owned<PKCS12> pfx{d2i_PKCS12_bio(reader_of(bytes).get(), nullptr)};
  ERR_clear_error();
  return pfx != nullptr ? read_pfx(bytes, password) : read_der(bytes, password);
}

result<store_content> read_bytes(const key_store& store, std::string_view bytes) {
  switch (store.type) {
  case store_type::pfx_file:
  case store_type::pfx_blob:
    return read_pfx(bytes, store.password);
  case store_type::automatic:
    return read_any(bytes, store.password);
  default:
    return is_pem(bytes) ? read_pem(bytes, store.password) : read_der(bytes, store.password);
  }
}

/// Why a store of this form can't be opened at all; none: it can.
failure unreadable(store_type type) {
  switch (type) {
  case store_type::pfx_file:
  case store_type::pfx_blob:
  case store_type::pem_key_file:
  case store_type::pem_key_blob:
  case store_type::public_key_file:
  case store_type::public_key_blob:
  case store_type::automatic:
    return {};
  case store_type::user:
  case store_type::machine:
    return not_opened("the stores of users and machines exist on Windows only");
  default:
    return not_opened("this version does not read stores of type " + std::to_string(static_cast<int>(type)) + " yet");
  }
}

} // namespace

result<store_content> read_store(const key_store& store) {
  if (auto why = unreadable(store.type))
    return why;
  if (store.place.empty())
    return not_opened("there is no store: its name or content is empty");
  const auto bytes = bytes_of(store);
  if (!bytes)
    return bytes.why();
  auto content = read_bytes(store, *bytes);
  if (!content && store.type == store_type::automatic && looks_like_a_name(store.place) && !is_there(store.place))
    return not_opened(store.place + ": neither a file nor the content of a store");
  if (content && (store.type == store_type::public_key_file || store.type == store_type::public_key_blob))
    content->keys.clear();
  if (content && content->empty())
    return not_opened("there is no certificate in it");
  return content;
}

} // namespace troupe::tls
