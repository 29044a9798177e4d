#include <algorithm>
#include <optional>
#include <utility>

#include <argon2.h>

#include <openssl/err.h>
#include <openssl/hmac.h>

#include "troupe/tls/stores/ppk_file.hpp"
#include "troupe/tls/stores/ssh_key.hpp"
#include "troupe/tls/stores/store_content.hpp"

namespace troupe::tls {

namespace {

constexpr std::size_t key_size = 32;
constexpr std::size_t iv_size = 16;
constexpr std::size_t mac_key_size = 32;
// PuTTY takes 8 MiB and a tenth of a second. These are a quarter of a GiB, and about five seconds.
constexpr std::uint32_t most_memory = 256 * 1024;
constexpr std::uint64_t most_work = 4 * 1024 * 1024;
constexpr std::uint32_t most_lanes = 16;

/// What the password gives: for AES-256-CBC, and for the code that shows changes.
struct ppk_keys {
  secret_bytes cipher{key_size};
  secret_bytes iv{iv_size};
  secret_bytes mac;
};

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

bool sha1(std::string_view head, std::string_view tail, unsigned char* to) {
  const owned<EVP_MD_CTX> hash{EVP_MD_CTX_new()};
  return hash != nullptr && EVP_DigestInit_ex(hash.get(), EVP_sha1(), nullptr) == 1 &&
         EVP_DigestUpdate(hash.get(), head.data(), head.size()) == 1 &&
         EVP_DigestUpdate(hash.get(), tail.data(), tail.size()) == 1 &&
         EVP_DigestFinal_ex(hash.get(), to, nullptr) == 1;
}

/// Version 2: hashes of a counter and the password.
bool derive_old(const std::string& password, bool encrypted, ppk_keys& to) {
  using namespace std::string_view_literals;
  constexpr std::size_t hash_size = 20;
  secret_bytes long_enough{2 * hash_size};
  to.mac = secret_bytes{hash_size};
  if (!sha1("\0\0\0\0"sv, password, long_enough.data()) ||
      !sha1("\0\0\0\1"sv, password, long_enough.data() + hash_size) ||
      !sha1("putty-private-key-file-mac-key", encrypted ? password : std::string{}, to.mac.data()))
    return false;
  std::copy_n(long_enough.data(), key_size, to.cipher.data());
  return true;
}

std::optional<argon2_type> type_of(const std::string& flavour) {
  if (flavour == "Argon2id")
    return Argon2_id;
  if (flavour == "Argon2i")
    return Argon2_i;
  if (flavour == "Argon2d")
    return Argon2_d;
  return std::nullopt;
}

/// Version 3: Argon2 (RFC 9106). On this thread only.
failure derive_new(const argon2_cost& cost, const std::string& password, ppk_keys& to) {
  const auto type = type_of(cost.flavour);
  if (!type)
    return not_opened("the PuTTY key can't be read: Key-Derivation is missing or wrong");
  if (cost.memory > most_memory || std::uint64_t{cost.memory} * cost.passes > most_work || cost.lanes > most_lanes)
    return not_opened(
      "opening the PuTTY key would take too much memory or time: save it again with smaller parameters");
  secret_bytes all{key_size + iv_size + mac_key_size};
  argon2_context task{};
  task.out = all.data();
  task.outlen = static_cast<std::uint32_t>(all.size());
  task.pwd = reinterpret_cast<std::uint8_t*>(const_cast<char*>(password.data()));
  task.pwdlen = static_cast<std::uint32_t>(password.size());
  task.salt = reinterpret_cast<std::uint8_t*>(const_cast<char*>(cost.salt.data()));
  task.saltlen = static_cast<std::uint32_t>(cost.salt.size());
  task.t_cost = cost.passes;
  task.m_cost = cost.memory;
  task.lanes = cost.lanes;
  task.threads = 1;
  task.version = ARGON2_VERSION_13;
  if (const int error = argon2_ctx(&task, *type); error != ARGON2_OK)
    return not_opened(std::string{"the PuTTY key can't be opened: "} + argon2_error_message(error));
  to.mac = secret_bytes{mac_key_size};
  std::copy_n(all.data(), key_size, to.cipher.data());
  std::copy_n(all.data() + key_size, iv_size, to.iv.data());
  std::copy_n(all.data() + key_size + iv_size, mac_key_size, to.mac.data());
  return {};
}

failure derive(const ppk_file& file, const std::string& password, ppk_keys& to) {
  const bool encrypted = file.encryption != "none";
  if (file.version == 2)
    return derive_old(password, encrypted, to) ? failure{} : fail(errc::store_not_opened, "no SHA-1");
  return encrypted ? derive_new(file.cost, password, to) : failure{};
}

/// AES-256-CBC without padding of its own: PuTTY fills up with what can be told from the key.
bool decrypt(const ppk_keys& keys, secret_bytes& secret) {
  const owned<EVP_CIPHER_CTX> cipher{EVP_CIPHER_CTX_new()};
  if (cipher == nullptr || secret.size() % iv_size != 0 ||
      EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_cbc(), nullptr, keys.cipher.data(), keys.iv.data()) != 1)
    return false;
  EVP_CIPHER_CTX_set_padding(cipher.get(), 0);
  secret_bytes plain{secret.size()};
  int size = 0;
  if (EVP_DecryptUpdate(cipher.get(), plain.data(), &size, secret.data(), static_cast<int>(secret.size())) != 1)
    return false;
  secret = std::move(plain);
  return true;
}

/// As SSH writes a string (RFC 4251, 5).
void append(std::string_view text, unsigned char*& to) {
  for (const int shift : {24, 16, 8, 0})
    *to++ = static_cast<unsigned char>(text.size() >> static_cast<unsigned>(shift));
  to = std::copy(text.begin(), text.end(), to);
}

/// Whether the code over all that the file says is the one that it has.
bool is_genuine(const ppk_file& file, const ppk_keys& keys) {
  const std::string_view parts[] = {file.algorithm, file.encryption, file.comment, file.open, file.secret.view()};
  std::size_t size = 0;
  for (const auto part : parts)
    size += 4 + part.size();
  secret_bytes all{size};
  auto* at = all.data();
  for (const auto part : parts)
    append(part, at);
  unsigned char code[EVP_MAX_MD_SIZE];
  unsigned int code_size = 0;
  const auto* const hash = file.version == 2 ? EVP_sha1() : EVP_sha256();
  const unsigned char no_key = 0; // HMAC(3) takes nullptr for the key of before
  const auto* const key = keys.mac.size() != 0 ? keys.mac.data() : &no_key;
  if (HMAC(hash, key, static_cast<int>(keys.mac.size()), all.data(), all.size(), code, &code_size) == nullptr)
    return false;
  return code_size == file.mac.size() && CRYPTO_memcmp(code, bytes_of(file.mac), code_size) == 0;
}

} // namespace

result<store_content> read_ppk(std::string_view text, const std::string& password) {
  auto file = parse_ppk(text);
  if (!file)
    return file.why();
  const bool encrypted = file->encryption != "none";
  if (encrypted && password.empty())
    return not_opened("the PuTTY key is encrypted: a password is needed");
  ppk_keys keys;
  if (auto why = derive(*file, password, keys))
    return why;
  if (encrypted && !decrypt(keys, file->secret))
    return not_opened("the PuTTY key is cut off");
  if (!is_genuine(*file, keys))
    return not_opened(encrypted ? "wrong password, or the PuTTY key was changed" : "the PuTTY key was changed");
  if (file->secret.size() == 0)
    return not_opened("the PuTTY key is cut off");
  auto key = read_putty_pair(file->open, file->secret.view());
  if (!key)
    return key.why();
  store_content content;
  content.keys.push_back(*std::move(key));
  return content;
}

} // namespace troupe::tls
