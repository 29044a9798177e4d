#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/chat/node/irc_client.hpp"
#include "troupe/tests/support/minted.hpp"

namespace {

using chat::test::chat_process;
using chat::test::chat_run;
using chat::test::irc_client;
using troupe::test::key_kind;
using troupe::test::minted_certificate;
using words = std::vector<std::string>;

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

words with_tls(const std::string& certificate, const std::string& key, const std::string& authority) {
  return {"--link-tls", "--openssl.certificate=" + certificate, "--openssl.key=" + key,
          "--openssl.cafile=" + authority};
}

words with_tls(const minted_certificate& own, const minted_certificate& authority) {
  return with_tls(own.certificate_file(), own.key_file(), authority.certificate_file());
}

words linkable(const std::string& name, const words& guard) {
  auto result = chat_process::linkable(name);
  result.insert(result.end(), guard.begin(), guard.end());
  return result;
}

/// What a server says that cannot start with these.
std::string refused(const words& guard) {
  words arguments{"--port=any", "--tls-port=0", "--link-port=any"};
  arguments.insert(arguments.end(), guard.begin(), guard.end());
  const chat_run run{arguments};
  BOOST_TEST(run.status == 2);
  return run.printed;
}

} // namespace

BOOST_AUTO_TEST_SUITE(node_link_tls)

BOOST_AUTO_TEST_CASE(servers_with_certificates_of_one_authority_are_one_network) {
  const minted_certificate authority{"authority"};
  const minted_certificate one{"one", key_kind::ecdsa, &authority};
  const minted_certificate two{"two", key_kind::rsa, &authority};
  chat_process a{linkable("a.test", with_tls(one, authority))};
  chat_process b{"b.test", a, with_tls(two, authority)};
  b.linked_with("a.test");
  irc_client ann{a, "ann"};
  irc_client bob{b, "bob"};
  ann.join("#chat");
  bob.join("#chat");
  ann.expect("bob!~bob@127.0.0.1 JOIN");
  // Her server knows of him; his may not know of her yet.
  ann.say("PRIVMSG #chat :sealed");
  BOOST_TEST(bob.expect("PRIVMSG") == ":ann!~ann@127.0.0.1 PRIVMSG #chat :sealed");
}

BOOST_AUTO_TEST_CASE(files_that_are_missing_or_do_not_belong_together_are_named_at_the_start) {
  const minted_certificate authority{"authority"};
  const minted_certificate one{"one", key_kind::ecdsa, &authority};
  const minted_certificate two{"two", key_kind::ecdsa, &authority};
  const minted_certificate three{"three", key_kind::rsa, &authority};
  const auto ca = authority.certificate_file();
  const auto cert = one.certificate_file();
  BOOST_TEST(contains(refused({"--link-tls"}), "links with TLS need --openssl.certificate=FILE"));
  BOOST_TEST(contains(refused(with_tls("/no/such.pem", one.key_file(), ca)), "cannot read '/no/such.pem'"));
  for (const auto& other : {two.key_file(), three.key_file()})
    BOOST_TEST(contains(refused(with_tls(cert, other, ca)),
                        "the key in '" + other + "' is not that of the certificate in '" + cert + "'"));
  BOOST_TEST(contains(refused(with_tls(one.key_file(), one.key_file(), ca)),
                      "there is no certificate in PEM in '" + one.key_file() + "'"));
  BOOST_TEST(contains(refused(with_tls(cert, cert, ca)), "there is no private key in PEM in '" + cert + "'"));
  BOOST_TEST(contains(refused(with_tls(cert, one.key_file(), one.key_file())),
                      "there is no certificate in PEM in '" + one.key_file() + "'"));
}

BOOST_AUTO_TEST_CASE(a_key_with_a_password_needs_it) {
  const minted_certificate authority{"authority"};
  const minted_certificate one{"one", key_kind::ecdsa, &authority};
  const auto locked = one.encrypted_pem_file("sesame");
  auto guard = with_tls(one.certificate_file(), locked, authority.certificate_file());
  auto wrong = guard;
  wrong.emplace_back("--openssl.passphrase=mellon");
  for (const auto& each : {guard, wrong})
    BOOST_TEST(contains(refused(each), "or it is encrypted and --openssl.passphrase is not its password"));
  guard.emplace_back("--openssl.passphrase=sesame");
  chat_process a{linkable("a.test", guard)};
  BOOST_TEST(a.stop() == 0);
}

BOOST_AUTO_TEST_CASE(a_server_that_is_not_trusted_gets_no_link_and_both_go_on) {
  const minted_certificate authority{"authority"};
  const minted_certificate foreign{"foreign"};
  const minted_certificate one{"one", key_kind::ecdsa, &authority};
  const minted_certificate stranger{"stranger", key_kind::ecdsa, &foreign};
  const minted_certificate expired{"expired", key_kind::ecdsa, &authority, troupe::test::certificate_flaw::expired};
  chat_process a{linkable("a.test", with_tls(one, authority))};
  chat_process b{"b.test", a, with_tls(stranger, authority)};
  b.wait_for("no link with " + a.links() + ": the connection was closed at once");
  chat_process c{"c.test", a, with_tls(expired, authority)};
  c.wait_for("no link with " + a.links() + ": the connection was closed at once");
  chat_process plain{"plain.test", a};
  plain.wait_for("no link with " + a.links() + ": the connection was closed at once");
  irc_client ann{a, "ann"};
  ann.say("LINKS");
  BOOST_TEST(!contains(ann.until_pong(), "b.test"));
  irc_client bob{b, "bob"};
  BOOST_TEST(bob.until_pong().empty());
}

BOOST_AUTO_TEST_SUITE_END()
