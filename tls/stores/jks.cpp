#include <algorithm>
#include <memory>
#include <utility>

#include <openssl/err.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include "troupe/tls/stores/secret_bytes.hpp"
#include "troupe/tls/stores/store_content.hpp"
#include "troupe/tls/stores/wire_reader.hpp"

namespace troupe::tls {

namespace {

constexpr std::uint32_t magic = 0xFEEDFEED;
constexpr std::uint32_t magic_of_jceks = 0xCECECECE;
constexpr std::size_t hash_size = 20; // SHA-1
constexpr char key_protector[] = "1.3.6.1.4.1.42.2.17.1.1";
constexpr std::string_view whitener = "Mighty Aphrodite";

/// The password as Java has it: UTF-16, the most significant byte first.
secret_bytes as_java(const std::string& password) {
  unsigned char* wide = nullptr;
  int size = 0;
  if (OPENSSL_utf82uni(password.data(), static_cast<int>(password.size()), &wide, &size) == nullptr)
    return {};
  const auto count = static_cast<std::size_t>(std::max(size, 2));
  secret_bytes kept{std::string_view{reinterpret_cast<const char*>(wide), count - 2}}; // without the zero at the end
  OPENSSL_clear_free(wide, count);
  return kept;
}

bool sha1(std::initializer_list<std::string_view> parts, unsigned char* to) {
  const owned<EVP_MD_CTX> hash{EVP_MD_CTX_new()};
  if (hash == nullptr || EVP_DigestInit_ex(hash.get(), EVP_sha1(), nullptr) != 1)
    return false;
  for (const auto part : parts)
    if (EVP_DigestUpdate(hash.get(), part.data(), part.size()) != 1)
      return false;
  return EVP_DigestFinal_ex(hash.get(), to, nullptr) == 1;
}

/// Undoes Java's own protection of keys (sun.security.provider.KeyProtector): a key stream of SHA-1, with a salt
/// before the key and a hash of the key after it. Empty when the password is another.
secret_bytes unprotect(std::string_view closed, const secret_bytes& password) {
  if (closed.size() <= 2 * hash_size)
    return {};
  const auto hidden = closed.substr(hash_size, closed.size() - 2 * hash_size);
  secret_bytes stream{closed.substr(0, hash_size)};
  secret_bytes plain{hidden.size()};
  for (std::size_t i = 0; i < hidden.size(); ++i) {
    if (i % hash_size == 0) {
      secret_bytes next{hash_size};
      if (!sha1({password.view(), stream.view()}, next.data()))
        return {};
      stream = std::move(next);
    }
    plain.data()[i] = static_cast<unsigned char>(hidden[i]) ^ stream.data()[i % hash_size];
  }
  secret_bytes check{hash_size};
  if (!sha1({password.view(), plain.view()}, check.data()) || check.view() != closed.substr(closed.size() - hash_size))
    return {};
  return plain;
}

/// The entries of a store, one after the other.
class jks_reader final {
public:
  jks_reader(std::string_view bytes, const secret_bytes& password) : from_(bytes), password_(password) {}

  failure read() {
    from_.u32(); // the magic number
    version_ = from_.u32();
    if (version_ != 1 && version_ != 2)
      return not_opened("not a Java key store of version 1 or 2");
    const auto count = from_.u32();
    for (std::uint32_t i = 0; i < count && from_.good(); ++i)
      if (auto why = read_entry())
        return why;
    return from_.good() && from_.at_end() ? failure{} : cut_off();
  }

  store_content content;

private:
  static failure cut_off() { return not_opened("the Java key store is cut off"); }

  failure read_entry() {
    const auto tag = from_.u32();
    from_.bytes(from_.u16()); // the alias
    from_.bytes(8);           // since when
    if (!from_.good())
      return cut_off();
    if (tag == 1)
      return read_key();
    return tag == 2 ? read_certificate() : not_opened("an entry of the Java key store is of a kind that can't be");
  }

  failure read_key() {
    const auto closed = from_.string();
    if (!from_.good())
      return cut_off();
    if (auto why = add_key(closed))
      return why;
    const auto count = from_.u32();
    for (std::uint32_t i = 0; i < count; ++i)
      if (auto why = read_certificate())
        return why;
    return {};
  }

  failure add_key(std::string_view closed) {
    const auto* at = reinterpret_cast<const unsigned char*>(closed.data());
    const owned<X509_SIG> read{d2i_X509_SIG(nullptr, &at, static_cast<long>(closed.size()))};
    if (read == nullptr)
      return fail(errc::store_not_opened, "a private key in the Java key store can't be read");
    const X509_ALGOR* how = nullptr;
    const ASN1_OCTET_STRING* what = nullptr;
    X509_SIG_get0(read.get(), &how, &what);
    char algorithm[64] = {};
    OBJ_obj2txt(algorithm, sizeof algorithm, how->algorithm, 1);
    if (std::string_view{algorithm} != key_protector)
      return not_opened("a private key in the Java key store is encrypted in a way that is not known here");
    const auto* const bytes = reinterpret_cast<const char*>(ASN1_STRING_get0_data(what));
    const auto plain = unprotect({bytes, static_cast<std::size_t>(ASN1_STRING_length(what))}, password_);
    if (plain.size() == 0)
      return not_opened("a private key in the Java key store has another password than the store: give it the same "
                        "with keytool -keypasswd");
    const auto* begin = plain.data();
    owned<EVP_PKEY> key{d2i_AutoPrivateKey(nullptr, &begin, static_cast<long>(plain.size()))};
    if (key == nullptr)
      return fail(errc::store_not_opened, "a private key in the Java key store can't be read");
    content.keys.push_back(std::move(key));
    return {};
  }

  failure read_certificate() {
    if (version_ == 2)
      from_.bytes(from_.u16()); // "X.509"
    const auto bytes = from_.string();
    if (!from_.good())
      return cut_off();
    const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
    owned<X509> certificate{d2i_X509(nullptr, &at, static_cast<long>(bytes.size()))};
    if (certificate == nullptr)
      return fail(errc::store_not_opened, "a certificate in the Java key store can't be read");
    content.certificates.push_back(std::move(certificate));
    return {};
  }

  wire_reader from_;
  const secret_bytes& password_;
  std::uint32_t version_ = 0;
};

} // namespace

result<store_content> read_jks(std::string_view bytes, const std::string& password) {
  ERR_clear_error();
  const auto first = wire_reader{bytes}.u32();
  if (first == magic_of_jceks)
    return not_opened("a JCEKS store can't be read: convert it with keytool -importkeystore -deststoretype PKCS12");
  if (first != magic) {
    auto newer = read_pfx(bytes, password);
    const bool other = !newer && newer.why().reason.compare(0, 9, "not a PFX") == 0;
    return other ? not_opened("not a Java key store (JKS)") : std::move(newer);
  }
  if (bytes.size() < hash_size + 12)
    return not_opened("the Java key store is cut off");
  const auto body = bytes.substr(0, bytes.size() - hash_size);
  const auto wide = as_java(password);
  unsigned char check[hash_size];
  if (!sha1({wide.view(), whitener, body}, check))
    return fail(errc::store_not_opened, "no SHA-1");
  if (!std::equal(check, check + hash_size, bytes.end() - hash_size,
                  [](unsigned char a, char b) { return a == static_cast<unsigned char>(b); }))
    return not_opened(password.empty() ? "the Java key store has a password, which is needed"
                                       : "wrong password, or the Java key store was changed or cut off");
  jks_reader reader{body, wide};
  if (auto why = reader.read())
    return why;
  ERR_clear_error();
  if (reader.content.empty())
    return not_opened("there is no certificate in the Java key store");
  return std::move(reader.content);
}

} // namespace troupe::tls
