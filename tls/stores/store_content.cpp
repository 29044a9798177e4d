#include "troupe/tls/stores/store_content.hpp"

#include <iterator>
#include <string>
#include <utility>

#include <sys/stat.h>

#include <openssl/err.h>

#include "troupe/tls/stores/base64.hpp"
#include "troupe/tls/stores/file_bytes.hpp"
#include "troupe/tls/stores/secret_bytes.hpp"
#include "troupe/tls/stores/store_form.hpp"

namespace troupe::tls {

namespace {

// A key in a text. What reads JSON and XML takes many times as much memory.
constexpr std::size_t most_text_bytes = 1024 * 1024;

bool is_file(store_type type) {
  switch (type) {
  case store_type::pfx_file:
  case store_type::jks_file:
  case store_type::pem_key_file:
  case store_type::public_key_file:
  case store_type::p7b_file:
  case store_type::ssh_public_key_file:
  case store_type::ppk_file:
  case store_type::xml_file:
  case store_type::jwk_file:
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
    if (auto decoded = from_base64(*bytes)) {
      wipe(*bytes);
      return *std::move(decoded);
    }
  return bytes;
}

result<store_content> read_list(std::string_view bytes, const std::string& password) {
  return form_of(bytes) == store_form::pem ? read_pem(bytes, password) : read_p7b(bytes);
}

result<store_content> read_key(std::string_view bytes, const std::string& password) {
  return form_of(bytes) == store_form::pem ? read_pem(bytes, password) : read_der(bytes, password);
}

result<store_content> read_any(const key_store& store, std::string_view bytes) {
  switch (form_of(bytes)) {
  case store_form::pem:
    return read_pem(bytes, store.password);
  case store_form::pfx:
    return read_pfx(bytes, store.password);
  case store_form::p7b:
    return read_p7b(bytes);
  case store_form::jks:
    return read_jks(bytes, store.password);
  case store_form::ssh:
    return read_ssh_public_key(bytes);
  case store_form::ppk:
    return read_ppk(bytes, store.password);
  case store_form::xml:
    return read_xml(bytes);
  case store_form::jwk:
    return read_jwk(bytes);
  case store_form::module:
    // To load it would run what is in it, and here nobody has said that it is a module.
    return not_opened("it is a program: if it is a PKCS#11 module, name it as a store of type 23, or by pkcs11:");
  case store_form::other:
    break;
  }
  return read_der(bytes, store.password);
}

result<store_content> read_bytes(const key_store& store, std::string_view bytes) {
  switch (store.type) {
  case store_type::pfx_file:
  case store_type::pfx_blob:
    return read_pfx(bytes, store.password);
  case store_type::jks_file:
  case store_type::jks_blob:
    return read_jks(bytes, store.password);
  case store_type::p7b_file:
  case store_type::p7b_blob:
    return read_list(bytes, store.password);
  case store_type::ssh_public_key_file:
  case store_type::ssh_public_key_blob:
    return read_ssh_public_key(bytes);
  case store_type::ppk_file:
  case store_type::ppk_blob:
    return read_ppk(bytes, store.password);
  case store_type::xml_file:
  case store_type::xml_blob:
    return read_xml(bytes);
  case store_type::jwk_file:
  case store_type::jwk_blob:
    return read_jwk(bytes);
  case store_type::automatic:
    return read_any(store, bytes);
  default:
    return read_key(bytes, store.password);
  }
}

bool is_text(store_type type, std::string_view bytes) {
  switch (type) {
  case store_type::ssh_public_key_file:
  case store_type::ssh_public_key_blob:
  case store_type::ppk_file:
  case store_type::ppk_blob:
  case store_type::xml_file:
  case store_type::xml_blob:
  case store_type::jwk_file:
  case store_type::jwk_blob:
    return true;
  case store_type::automatic: {
    const auto form = form_of(bytes);
    return form == store_form::ssh || form == store_form::ppk || form == store_form::xml || form == store_form::jwk;
  }
  default:
    return false;
  }
}

/// Why a store of this form can't be opened at all; none: it can.
failure unreadable(store_type type) {
  const auto number = static_cast<int>(type);
  switch (type) {
  case store_type::user:
  case store_type::machine:
    return not_opened("the stores of users and machines (types 0 and 1) exist on Windows only: name a file, for "
                      "instance a PFX store (type 2) or PEM (type 6)");
  case store_type::bcfks_file:
  case store_type::bcfks_blob:
    return not_opened("BCFKS stores (types 21 and 22) can't be read: convert it to PFX (type 2) with "
                      "keytool -importkeystore -srcstoretype BCFKS -deststoretype PKCS12");
  default:
    if ((number >= 0 && number <= 23 && number != 20) || type == store_type::automatic)
      return {};
    return not_opened("there are no stores of type " + std::to_string(number));
  }
}

template <class T>
void append(std::vector<T>& to, std::vector<T>&& from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

} // namespace

void store_content::add(store_content&& other) {
  append(certificates, std::move(other.certificates));
  append(keys, std::move(other.keys));
  append(public_keys, std::move(other.public_keys));
}

failure not_opened(std::string why) {
  ERR_clear_error();
  return {make_error_code(errc::store_not_opened), std::move(why)};
}

failure too_many_keys() {
  return not_opened("there are more than " + std::to_string(most_keys) + " keys in it");
}

result<store_content> read_store(const key_store& store) {
  if (auto why = unreadable(store.type))
    return why;
  if (store.place.empty())
    return not_opened("there is no store: its name or content is empty");
  if (store.type == store_type::pkcs11 || (store.type == store_type::automatic && is_module_uri(store.place)))
    return read_pkcs11(store.place, store.password);
  auto bytes = bytes_of(store);
  if (!bytes)
    return bytes.why();
  auto content = is_text(store.type, *bytes) && bytes->size() > most_text_bytes
                   ? not_opened("it is too large for a key: " + std::to_string(bytes->size()) + " bytes")
                   : read_bytes(store, *bytes);
  wipe(*bytes);
  if (!content && store.type == store_type::automatic && looks_like_a_name(store.place) && !is_there(store.place))
    return not_opened(store.place + ": neither a file nor the content of a store");
  if (content && (store.type == store_type::public_key_file || store.type == store_type::public_key_blob))
    content->keys.clear();
  if (content && content->keys.size() > most_keys)
    return too_many_keys();
  if (content && content->empty())
    return not_opened("there is no certificate in it, and no public key");
  return content;
}

} // namespace troupe::tls
