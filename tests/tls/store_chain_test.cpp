#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <openssl/obj_mac.h>
#include <openssl/x509.h>

#include "troupe/tests/tls/store_files.hpp"
#include "troupe/tests/tls/tls_pair.hpp"

using namespace troupe;
using namespace troupe::test;
using tls::store_type;

namespace {

/// A certificate, two authorities above it, and a root.
struct family {
  family() {
    certificate_form form;
    form.authority = true;
    form.common_name = "root";
    root = mint(form);
    form.common_name = "upper";
    form.issuer = &root;
    upper = mint(form);
    form.common_name = "lower";
    form.issuer = &upper;
    lower = mint(form);
    form.authority = false;
    form.common_name = "leaf";
    form.issuer = &lower;
    leaf = mint(form);
  }

  /// In no good order, but for the leaf, which is first.
  std::vector<std::string> shuffled() const { return {root.certificate, upper.certificate, lower.certificate}; }
  std::string shuffled_pem() const { return root.certificate + upper.certificate + lower.certificate; }

  minted root, upper, lower, leaf;
};

/// "upper, lower": the common names of what is sent after the certificate.
std::string chain_of(const tls::credentials& of) {
  std::string names;
  for (int i = 0; i < sk_X509_num(of.chain()); ++i) {
    char name[80] = {};
    X509_NAME_get_text_by_NID(X509_get_subject_name(sk_X509_value(of.chain(), i)), NID_commonName, name, sizeof name);
    names += (i > 0 ? ", " : "") + std::string{name};
  }
  return names;
}

} // namespace

BOOST_AUTO_TEST_SUITE(store_chains)

BOOST_AUTO_TEST_CASE(lead_to_the_authority_in_order_whatever_the_order_in_the_store) {
  const temporary_folder folder;
  const family made;
  const auto pfx = mint_pfx(made.leaf, made.shuffled(), "secret");
  BOOST_TEST(chain_of(*open_store(store_type::pfx_blob, pfx, "secret", "leaf")) == "lower, upper");
  const auto pem = made.shuffled_pem() + made.leaf.both();
  BOOST_TEST(chain_of(*open_store(store_type::pem_key_blob, pem, {}, "leaf")) == "lower, upper");
  BOOST_TEST(chain_of(*open_store(store_type::pem_key_blob, pem)) == "lower, upper");
  auto x5c = made.shuffled();
  x5c.insert(x5c.begin(), made.leaf.certificate);
  const auto jwk = open_store(store_type::jwk_blob, jwk_of(made.leaf.key, x5c));
  BOOST_TEST(chain_of(*jwk) == "lower, upper");
  BOOST_TEST(jwk->subject() == "CN=leaf");
  BOOST_TEST(!!tls::context::make({}, jwk));
  for (const std::string form : {"PEM", "DER"}) {
    const auto list = p7b_file(folder, made.shuffled_pem() + made.leaf.certificate, form);
    BOOST_TEST(chain_of(*open_store(store_type::p7b_file, list, {}, "leaf")) == "lower, upper");
  }
}

BOOST_AUTO_TEST_CASE(do_not_go_round_where_authorities_have_signed_each_other) {
  const temporary_folder folder;
  const auto file = [&](const std::string& name) { return folder.path_of(name); };
  const auto extensions = folder.file("extensions", "basicConstraints = critical,CA:TRUE\n");
  for (const std::string name : {"a", "b", "leaf"})
    run_tool({"openssl", "req", "-new", "-noenc", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-subj",
              "/CN=" + name, "-keyout", file(name + ".key"), "-out", file(name + ".csr")});
  const auto sign = [&](const std::string& whom, const std::string& by, const std::string& with,
                        const std::string& to) {
    run_tool({"openssl", "x509", "-req", "-in", file(whom + ".csr"), "-CA", file(with), "-CAkey", file(by + ".key"),
              "-CAcreateserial", "-extfile", extensions, "-out", file(to)});
  };
  run_tool({"openssl", "x509", "-req", "-in", file("b.csr"), "-signkey", file("b.key"), "-extfile", extensions, "-out",
            file("b.root")});
  sign("a", "b", "b.root", "a.by_b");
  sign("b", "a", "a.by_b", "b.by_a");
  sign("leaf", "a", "a.by_b", "leaf.by_a");
  const auto store = content_of(file("leaf.key")) + content_of(file("leaf.by_a")) + content_of(file("a.by_b")) +
                     content_of(file("b.by_a"));
  BOOST_TEST(chain_of(*open_store(store_type::pem_key_blob, store, {}, "leaf")) == "a, b");
}

BOOST_AUTO_TEST_CASE(come_with_a_given_certificate_too) {
  const family made;
  const auto paired = tls::credentials::open_for({store_type::pem_key_blob, made.shuffled_pem() + made.leaf.key, {}},
                                                 made.leaf.certificate);
  BOOST_TEST_REQUIRE(!!paired);
  BOOST_TEST(chain_of(**paired) == "lower, upper");
  const auto given =
    tls::credentials::open_for({store_type::pem_key_blob, made.leaf.key, {}},
                               made.leaf.certificate + made.upper.certificate + made.lower.certificate);
  BOOST_TEST_REQUIRE(!!given);
  BOOST_TEST(chain_of(**given) == "lower, upper");
}

BOOST_AUTO_TEST_SUITE_END()
