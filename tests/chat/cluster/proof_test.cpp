#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/examples/chat/cluster/handshake.hpp"
#include "troupe/examples/chat/cluster/proof.hpp"

using namespace chat::cluster;

namespace {

handshake seen_by_dialer() {
  handshake result;
  result.is_dialed = true;
  result.node = {"welcomer", 2, {}};
  result.ours = 11;
  result.theirs = 12;
  result.our_challenge = 21;
  result.their_challenge = 22;
  return result;
}

handshake seen_by_welcomer() {
  handshake result;
  result.node = {"dialer", 1, {}};
  result.ours = 12;
  result.theirs = 11;
  result.our_challenge = 22;
  result.their_challenge = 21;
  return result;
}

const wire::node dialer{"dialer", 1, {}};
const wire::node welcomer{"welcomer", 2, {}};

} // namespace

BOOST_AUTO_TEST_SUITE(mesh_proof)

BOOST_AUTO_TEST_CASE(a_proof_is_the_hmac_of_its_parts) {
  // printf '1:a2:bc' | openssl dgst -sha256 -hmac key
  const auto proof = prove("key", {"a", "bc"});
  BOOST_TEST(proof == "\x12\x85\xc1\x2d\x14\x67\xa2\xdd\xa4\xfe\x0f\x87\x4d\xa6\xe8\xe1"
                      "\x59\x38\xa9\xe5\x6a\x37\x4f\xf0\xac\x2a\x17\x78\x90\x0e\x98\xf6");
  BOOST_TEST(proof != prove("key", {"ab", "c"}));
  BOOST_TEST(proof != prove("key", {"a", "bc", ""}));
  BOOST_TEST(proof != prove("kez", {"a", "bc"}));
  BOOST_TEST(prove("", {}).size() == 32U);
}

BOOST_AUTO_TEST_CASE(proofs_are_compared_whole) {
  BOOST_TEST(same_proof("abc", "abc"));
  BOOST_TEST(!same_proof("abc", "abd"));
  BOOST_TEST(!same_proof("abc", "ab"));
  BOOST_TEST(!same_proof("", "a"));
}

BOOST_AUTO_TEST_CASE(both_sides_of_a_handshake_come_to_the_same_proof) {
  settings wanted;
  wanted.secret = "secret";
  for (const std::string what : {"welcome", "confirm"})
    BOOST_TEST(proof_of(wanted, dialer, seen_by_dialer(), what, "") ==
               proof_of(wanted, welcomer, seen_by_welcomer(), what, ""));
}

BOOST_AUTO_TEST_CASE(a_proof_serves_for_one_message_of_one_handshake_only) {
  settings wanted;
  wanted.secret = "secret";
  const auto with = seen_by_dialer();
  const auto proof = proof_of(wanted, dialer, with, "welcome", "");
  BOOST_TEST(proof != proof_of(wanted, dialer, with, "confirm", ""));
  BOOST_TEST(proof != proof_of(wanted, dialer, with, "welcome", "refused"));
  auto other = with;
  other.our_challenge = 23;
  BOOST_TEST(proof != proof_of(wanted, dialer, other, "welcome", ""));
  other = with;
  other.node.name = "somebody";
  BOOST_TEST(proof != proof_of(wanted, dialer, other, "welcome", ""));
  auto changed = wanted;
  changed.network = "Elsewhere";
  BOOST_TEST(proof != proof_of(changed, dialer, with, "welcome", ""));
}

BOOST_AUTO_TEST_CASE(another_version_or_network_does_not_match) {
  settings wanted;
  wire::hello said;
  said.network = wanted.network;
  said.from.name = "irc.example";
  BOOST_TEST(mismatch(wanted, said).empty());
  for (const std::string& name :
       {std::string{}, std::string{"two words"}, std::string{"new\nline"}, std::string(256, 'x')}) {
    said.from.name = name;
    BOOST_TEST(mismatch(wanted, said) == "its name is none: letters, digits and signs are wanted");
  }
  said.from.name = "irc.example";
  said.version = 99;
  BOOST_TEST(mismatch(wanted, said) == "the versions of the link protocol differ: 99 and 1");
}

BOOST_AUTO_TEST_SUITE_END()
