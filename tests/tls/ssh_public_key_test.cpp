#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/support/child_process.hpp"
#include "troupe/tests/tls/store_files.hpp"

using namespace troupe::test;
using troupe::tls::store_type;

BOOST_AUTO_TEST_SUITE(ssh_public_keys)

BOOST_AUTO_TEST_CASE(are_read_as_a_line_and_as_a_file_of_rfc_4716) {
  const temporary_folder folder;
  const std::pair<const char*, const char*> kinds[] = {{"rsa", "2048"},  {"rsa", "3072"},  {"dsa", "1024"},
                                                       {"ecdsa", "256"}, {"ecdsa", "384"}, {"ecdsa", "521"}};
  for (const auto& [kind, bits] : kinds) {
    const auto file = ssh_key_file(folder, kind, bits) + ".pub";
    const auto expected = key_from_pem(output_of({"ssh-keygen", "-e", "-m", "PKCS8", "-f", file}));
    const auto rfc4716 = output_of({"ssh-keygen", "-e", "-m", "RFC4716", "-f", file});
    for (const auto& each :
         {open_store(store_type::ssh_public_key_file, file), open_store(store_type::automatic, file),
          open_store(store_type::ssh_public_key_blob, content_of(file)),
          open_store(store_type::ssh_public_key_blob, rfc4716), open_store(store_type::automatic, rfc4716),
          open_store(store_type::ssh_public_key_blob, base64(content_of(file)))}) {
      BOOST_TEST(each->certificate() == nullptr);
      BOOST_TEST(each->key() == nullptr);
      BOOST_TEST_REQUIRE(each->public_key() != nullptr);
      BOOST_TEST(EVP_PKEY_eq(each->public_key(), expected.get()) == 1);
    }
  }
}

BOOST_AUTO_TEST_CASE(are_read_also_for_ed25519) {
  const temporary_folder folder;
  const auto file = ssh_key_file(folder, "ed25519", "");
  const auto pair = open_store(store_type::pem_key_file, file);
  const auto open = open_store(store_type::ssh_public_key_file, file + ".pub");
  BOOST_TEST(EVP_PKEY_is_a(open->public_key(), "ED25519") == 1);
  BOOST_TEST(signs_for(pair->key(), open->public_key()));
}

BOOST_AUTO_TEST_CASE(that_can_not_be_read_say_why) {
  const temporary_folder folder;
  const auto line = content_of(ssh_key_file(folder, "ecdsa", "256") + ".pub");
  const auto blob = store_type::ssh_public_key_blob;
  check_refusals(blob, line.substr(0, line.find('=')), {});
  check_refusals(blob, output_of({"ssh-keygen", "-e", "-m", "RFC4716", "-f", folder.path_of("ssh_ecdsa256.pub")}), {});
  BOOST_TEST(reason_of(blob, "ssh-rsa") == "not a public key of SSH");
  BOOST_TEST(reason_of(blob, "ssh-rsa " + base64(std::string("\0\0\0\7ssh-rsa\0\0\0\1\0", 16))).find("cut off") !=
             std::string::npos);
  BOOST_TEST(
    reason_of(blob, "sk-ssh-ed25519@openssh.com " + base64(std::string("\0\0\0\32sk-ssh-ed25519@openssh.com", 30)))
      .find("FIDO") != std::string::npos);
  BOOST_TEST(reason_of(blob, "ssh-new " + base64(std::string("\0\0\0\7ssh-new", 11))).find("ssh-new") !=
             std::string::npos);
  BOOST_TEST(reason_of(blob, ecdsa_server().both()) == "not a public key of SSH");
  const auto large = "ssh-rsa " + std::string(2'000'000, 'A');
  BOOST_TEST(reason_of(blob, large).find("too large") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(openssh_private_keys)

BOOST_AUTO_TEST_CASE(are_read_when_they_are_not_encrypted) {
  const temporary_folder folder;
  const std::pair<const char*, const char*> kinds[] = {{"rsa", "2048"},  {"dsa", "1024"},  {"ecdsa", "256"},
                                                       {"ecdsa", "384"}, {"ecdsa", "521"}, {"ed25519", ""}};
  for (const auto& [kind, bits] : kinds) {
    const auto file = ssh_key_file(folder, kind, bits);
    const auto pair = open_store(store_type::pem_key_file, file);
    const auto open = open_store(store_type::ssh_public_key_file, file + ".pub");
    BOOST_TEST_REQUIRE(pair->key() != nullptr);
    BOOST_TEST(signs_for(pair->key(), open->public_key()));
  }
  const auto made = open_store(store_type::pem_key_blob, openssh_key_of_seed(std::string(32, 'x')));
  BOOST_TEST(EVP_PKEY_is_a(made->key(), "ED25519") == 1);
}

BOOST_AUTO_TEST_CASE(that_are_encrypted_say_how_to_convert_them) {
  const temporary_folder folder;
  const auto file = ssh_key_file(folder, "ecdsa", "256", "secret");
  BOOST_TEST(reason_of(store_type::pem_key_file, file, "secret").find("ssh-keygen -p -m PKCS8") != std::string::npos);
  check_refusals(store_type::pem_key_blob, content_of(ssh_key_file(folder, "ed25519", "")), {});
}

BOOST_AUTO_TEST_SUITE_END()
