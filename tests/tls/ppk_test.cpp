#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/support/child_process.hpp"
#include "troupe/tests/tls/store_files.hpp"
#include "troupe/tls/stores/base64.hpp"
#include "troupe/tls/stores/ssh_key.hpp"

using namespace troupe::test;
using troupe::tls::store_type;
namespace tls = troupe::tls;

namespace {

/// Whether the key in `file` is the one of which puttygen writes the public half.
bool is_read(const std::string& file, const std::string& password, const std::string& password_file) {
  const auto line = output_of({"puttygen", file, "-O", "public-openssh", "--old-passphrase", password_file});
  const auto open = open_store(store_type::ssh_public_key_blob, line);
  const auto pair = open_store(store_type::ppk_file, file, password);
  return pair->certificate() == nullptr && pair->key() != nullptr && signs_for(pair->key(), open->public_key());
}

/// With the value of one field changed.
std::string with(std::string text, const std::string& field, const std::string& value) {
  const auto begin = text.find(field + ": ") + field.size() + 2;
  return text.replace(begin, text.find('\n', begin) - begin, value);
}

} // namespace

BOOST_AUTO_TEST_SUITE(ppk)

BOOST_AUTO_TEST_CASE(keys_are_read_in_both_versions_encrypted_or_not) {
  const std::pair<const char*, const char*> kinds[] = {{"rsa", "2048"},  {"dsa", "1024"},  {"ecdsa", "256"},
                                                       {"ecdsa", "384"}, {"ecdsa", "521"}, {"ed25519", ""},
                                                       {"ed448", ""}};
  for (const auto& [kind, bits] : kinds)
    for (const std::string version : {"version=2", "version=3,passes=2"})
      for (const std::string password : {"", "pass word"}) {
        const temporary_folder folder;
        const auto file = ppk_file(folder, kind, bits, version, password);
        BOOST_TEST(is_read(file, password, folder.path_of("password")), kind << bits << version << password);
      }
}

BOOST_AUTO_TEST_CASE(keys_are_read_with_every_flavour_of_argon2_and_from_memory) {
  for (const std::string flavour : {"argon2i", "argon2d", "argon2id"}) {
    const temporary_folder folder;
    const auto file =
      ppk_file(folder, "ed25519", "", "kdf=" + flavour + ",memory=1024,passes=3,parallelism=2", "secret");
    BOOST_TEST(is_read(file, "secret", folder.path_of("password")), flavour);
    const auto text = content_of(file);
    for (const auto& place : {text, base64(text)}) {
      BOOST_TEST(open_store(store_type::ppk_blob, place, "secret")->key() != nullptr);
      BOOST_TEST(open_store(store_type::automatic, place, "secret")->key() != nullptr);
    }
    BOOST_TEST(open_store(store_type::automatic, file, "secret")->key() != nullptr);
  }
}

BOOST_AUTO_TEST_CASE(an_ed25519_key_that_ends_with_zeros_is_read) {
  const temporary_folder folder;
  for (const auto& seed : {std::string(31, 'x') + '\0', std::string(30, 'x') + std::string(2, '\0')}) {
    const auto file = folder.path_of("zeros.ppk");
    run_tool({"puttygen", folder.file("zeros", openssh_key_of_seed(seed)), "-O", "private", "-o", file});
    BOOST_TEST(is_read(file, {}, folder.file("password", "")));
  }
}

BOOST_AUTO_TEST_CASE(a_pair_without_its_secret_is_none) {
  const temporary_folder folder;
  run_tool({"ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-f", folder.path_of("key")});
  const auto line = content_of(folder.path_of("key.pub"));
  const auto begin = line.find(' ') + 1;
  const auto blob = tls::from_base64(line.substr(begin, line.find(' ', begin) - begin));
  BOOST_TEST_REQUIRE(blob.has_value());
  // An mpint of no bytes (RFC 4251, 5).
  BOOST_TEST(!tls::read_putty_pair(*blob, std::string(4, '\0')));
  BOOST_TEST(!!tls::read_putty_pair(*blob, {}));
}

BOOST_AUTO_TEST_CASE(keys_that_can_not_be_opened_say_why) {
  const temporary_folder folder;
  const auto blob = store_type::ppk_blob;
  for (const std::string version : {"version=2", "version=3,memory=64,passes=1"}) {
    const auto closed = content_of(ppk_file(folder, "ecdsa", "256", version, "secret"));
    BOOST_TEST(reason_of(blob, closed, "other").find("wrong password") == 0U);
    BOOST_TEST(reason_of(blob, closed).find("a password is needed") != std::string::npos);
    check_refusals(blob, closed, "secret");
    const auto open = content_of(ppk_file(folder, "ecdsa", "256", version));
    BOOST_TEST(reason_of(blob, with(open, "Comment", "another")) == "the PuTTY key was changed");
    BOOST_TEST(reason_of(blob, with(open, "Encryption", "rot13")).find("Encryption") != std::string::npos);
    BOOST_TEST(reason_of(blob, with(open, "Private-Lines", "4000000000")).find("Private-Lines") != std::string::npos);
    BOOST_TEST(reason_of(blob, with(open, "Private-MAC", "0x12")).find("Private-MAC") != std::string::npos);
    check_refusals(blob, open, {});
  }
  BOOST_TEST(reason_of(blob, "PuTTY-User-Key-File-1: ssh-rsa\n").find("version 1") != std::string::npos);
  BOOST_TEST(reason_of(blob, ecdsa_server().both()) == "not a private key of PuTTY");
}

BOOST_AUTO_TEST_CASE(a_file_does_not_get_all_the_memory_and_time_that_it_asks_for) {
  const temporary_folder folder;
  const auto closed = content_of(ppk_file(folder, "ecdsa", "256", "memory=64,passes=1", "secret"));
  for (const auto& each : {with(closed, "Argon2-Memory", "4000000"), with(closed, "Argon2-Passes", "4000000"),
                           with(closed, "Argon2-Parallelism", "1000"),
                           with(with(closed, "Argon2-Memory", "200000"), "Argon2-Passes", "100")})
    BOOST_TEST(reason_of(store_type::ppk_blob, each, "secret").find("too much memory or time") != std::string::npos);
  for (const auto& each : {with(closed, "Argon2-Memory", "0"), with(closed, "Argon2-Passes", "0"),
                           with(closed, "Argon2-Parallelism", "0"), with(closed, "Argon2-Salt", "00")})
    BOOST_TEST(reason_of(store_type::ppk_blob, each, "secret").find("can't be opened") != std::string::npos);
  BOOST_TEST(
    reason_of(store_type::ppk_blob, with(closed, "Key-Derivation", "bcrypt"), "secret").find("Key-Derivation") !=
    std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
