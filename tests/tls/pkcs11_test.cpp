#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/support/soft_hsm.hpp"
#include "troupe/tests/tls/store_files.hpp"
#include "troupe/tests/tls/tls_pair.hpp"
#include "troupe/tls/key_text.hpp"

using namespace troupe;
using namespace troupe::test;
using tls::store_type;

namespace {

constexpr const char* module_file = soft_hsm::module_file;

/// With keys and certificates of minted().
class device_of_keys final {
public:
  void add_token(const std::string& label, const std::string& pin) const { hsm_.add_token(label, pin); }
  void add(const std::string& token, const std::string& pin, const std::string& id, const minted& what,
           bool with_certificate = true) const {
    hsm_.add_key(token, pin, id, what.key);
    if (with_certificate)
      hsm_.add_certificate(token, pin, id, what.certificate);
  }

private:
  soft_hsm hsm_;
};

std::string uri(const std::string& attributes) {
  return "pkcs11:" + attributes + "?module-path=" + module_file;
}

boost::test_tools::assertion_result tools_are_installed(boost::unit_test::test_unit_id) {
  boost::test_tools::assertion_result there{soft_hsm::is_there()};
  there.message() << "softhsm2 or opensc is not installed";
  return there;
}

certificate_form named(const std::string& name, key_kind kind) {
  certificate_form form;
  form.common_name = name;
  form.kind = kind;
  return form;
}

bool serves(const tls::credentials_ptr& identity, int version) {
  const auto rules = tls::context::make({}, identity);
  if (!rules)
    throw std::runtime_error{rules.why().reason};
  client_setup setup;
  setup.least = setup.most = version;
  return tls_pair{*rules, setup}.run();
}

} // namespace

BOOST_AUTO_TEST_SUITE(pkcs11, *boost::unit_test::precondition(tools_are_installed))

BOOST_AUTO_TEST_CASE(keys_serve_tls_and_never_leave_the_device) {
  const device_of_keys device;
  device.add_token("one", "1234");
  device.add("one", "1234", "01", mint(named("rsa.example", key_kind::rsa)));
  device.add("one", "1234", "02", mint(named("ec.example", key_kind::ecdsa)));
  for (const std::string name : {"rsa.example", "ec.example"}) {
    const auto opened = open_store(store_type::pkcs11, module_file, "1234", name);
    BOOST_TEST(opened->subject() == "CN=" + name);
    BOOST_TEST_REQUIRE(opened->key() != nullptr);
    BOOST_TEST(opened->in_device());
    // Documented for PrivateKey.
    BOOST_TEST(tls::private_key_pem(*opened) == "");
    BOOST_TEST(tls::public_key_pem(*opened).find("-----BEGIN PUBLIC KEY-----\n") == 0U);
    BOOST_TEST(tls::public_key_length(*opened) == (name == "rsa.example" ? 2048 : 256));
    BOOST_TEST(signs_for(opened->key(), opened->public_key()));
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION})
      BOOST_TEST(serves(opened, version), name << version);
  }
  BOOST_TEST(!credentials_of(ecdsa_server())->in_device());
}

BOOST_AUTO_TEST_CASE(keys_stay_usable_for_as_long_as_somebody_has_them) {
  const device_of_keys device;
  device.add_token("one", "1234");
  device.add("one", "1234", "01", mint(named("rsa.example", key_kind::rsa)));
  device.add("one", "1234", "02", mint(named("ec.example", key_kind::ecdsa)));
  for (const std::string name : {"rsa.example", "ec.example"}) {
    auto first = open_store(store_type::pkcs11, module_file, "1234", name);
    // Opened twice and let go of once: the module must not be finalized under the other.
    open_store(store_type::pkcs11, module_file, "1234", name).reset();
    BOOST_TEST(signs_for(first->key(), first->public_key()));
    auto made = tls::context::make({}, first);
    BOOST_TEST_REQUIRE(!!made);
    auto rules = *std::move(made);
    first.reset();
    BOOST_TEST(tls_pair{rules}.run());
    // The key alone, as a connection has it.
    auto* const key = rules->identity()->key();
    EVP_PKEY_up_ref(key);
    const tls::owned<EVP_PKEY> kept{key};
    const tls::owned<EVP_PKEY> open{X509_get_pubkey(rules->identity()->certificate())};
    rules.reset();
    BOOST_TEST(signs_for(kept.get(), open.get()));
  }
}

BOOST_AUTO_TEST_CASE(keys_sign_on_several_threads_while_the_store_is_opened_again) {
  const device_of_keys device;
  device.add_token("one", "1234");
  device.add("one", "1234", "01", mint(named("ec.example", key_kind::ecdsa)));
  const auto opened = open_store(store_type::pkcs11, module_file, "1234");
  std::vector<int> good(3);
  std::vector<std::thread> threads;
  for (auto& each : good)
    threads.emplace_back([&each, &opened] {
      for (int i = 0; i < 50; ++i)
        each += signs_for(opened->key(), opened->public_key()) ? 1 : 0;
    });
  for (int i = 0; i < 50; ++i)
    open_store(store_type::pkcs11, module_file, "1234");
  for (auto& each : threads)
    each.join();
  for (const int each : good)
    BOOST_TEST(each == 50);
}

BOOST_AUTO_TEST_CASE(keys_are_chosen_by_a_uri) {
  const device_of_keys device;
  const auto made = mint(named("ec.example", key_kind::ecdsa));
  device.add_token("one", "1234");
  device.add_token("a second", "5678");
  device.add("one", "1234", "01", mint(named("rsa.example", key_kind::rsa)));
  device.add("one", "1234", "02", made);
  device.add("a second", "5678", "03", mint(named("other.example", key_kind::ecdsa)));
  BOOST_TEST(open_store(store_type::pkcs11, uri("token=one;id=%02"), "1234")->subject() == "CN=ec.example");
  BOOST_TEST(open_store(store_type::pkcs11, uri("token=one;object=label01"), "1234")->subject() == "CN=rsa.example");
  BOOST_TEST(open_store(store_type::pkcs11, uri("token=one"), "1234", "ec.example")->subject() == "CN=ec.example");
  BOOST_TEST(open_store(store_type::automatic, uri("token=a%20second"), "5678")->subject() == "CN=other.example");
  BOOST_TEST(reason_of(store_type::pkcs11, module_file, "1234").find("several") != std::string::npos);
  device.add_token("Smith, John", "1234");
  device.add("Smith, John", "1234", "04", made);
  BOOST_TEST(open_store(store_type::pkcs11, uri("token=Smith%2C%20John"), "1234")->subject() == "CN=ec.example");
  BOOST_TEST(reason_of(store_type::pkcs11, uri("token=none"), "1234").find("no such token") != std::string::npos);
  BOOST_TEST(reason_of(store_type::pkcs11, uri("token=one;id=%09"), "1234").find("neither") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(keys_are_found_for_a_given_certificate) {
  const device_of_keys device;
  const auto made = mint(named("ec.example", key_kind::ecdsa));
  device.add_token("one", "1234");
  device.add("one", "1234", "01", made, false);
  const auto alone = open_store(store_type::pkcs11, module_file, "1234");
  BOOST_TEST(alone->certificate() == nullptr);
  BOOST_TEST(!tls::context::make({}, alone));
  const auto paired = tls::credentials::open_for({store_type::pkcs11, module_file, "1234"}, made.certificate);
  BOOST_TEST_REQUIRE(!!paired);
  BOOST_TEST(serves(*paired, TLS1_3_VERSION));
  const auto strange =
    tls::credentials::open_for({store_type::pkcs11, module_file, "1234"}, ecdsa_server().certificate);
  BOOST_TEST_REQUIRE(!strange);
  BOOST_TEST((strange.why().code == tls::errc::no_credentials));
}

BOOST_AUTO_TEST_CASE(stores_that_can_not_be_opened_say_why) {
  const device_of_keys device;
  const temporary_folder folder;
  device.add_token("one", "1234");
  device.add("one", "1234", "01", mint(named("ec.example", key_kind::ecdsa)));
  const auto type = store_type::pkcs11;
  BOOST_TEST(reason_of(type, module_file, "9999").find("did not accept the PIN") != std::string::npos);
  {
    const auto in_use = open_store(type, module_file, "1234");
    BOOST_TEST(reason_of(type, module_file, "9999").find("the PIN is not the one") != std::string::npos);
    BOOST_TEST(reason_of(type, module_file).find("the PIN is not the one") != std::string::npos);
  }
  BOOST_TEST(open_store(type, module_file)->key() == nullptr);
  BOOST_TEST(reason_of(type, "/nowhere.so", "1234") == "/nowhere.so: No such file or directory");
  BOOST_TEST(reason_of(type, folder.file("noise.so", "noise"), "1234").find("is no PKCS#11 module") !=
             std::string::npos);
  BOOST_TEST(reason_of(type, folder.path(), "1234").find("is no PKCS#11 module") != std::string::npos);
  // Nobody has said that it is a module: what is in it would run.
  BOOST_TEST(reason_of(store_type::automatic, module_file, "1234").find("it is a program") == 0U);
  // A key where the name of a module is wanted.
  BOOST_TEST(reason_of(type, ecdsa_server().key).find("what was given is no name of a file") == 0U);
  const auto elf = content_of(module_file);
  for (const std::size_t size :
       {std::size_t{4}, std::size_t{100}, std::size_t{5000}, elf.size() / 2, elf.size() * 9 / 10})
    BOOST_TEST(!reason_of(type, folder.file("cut.so", elf.substr(0, size)), "1234").empty());
  // A program, but no module.
  BOOST_TEST(reason_of(type, "/proc/self/exe", "1234").find("is no PKCS#11 module") != std::string::npos);
  BOOST_TEST(reason_of(type, "pkcs11:token=one", "1234").find("module-path") != std::string::npos);
  for (const auto* const wrong :
       {"token", "token=%1", "token=%zz", "slot-id=x", "pin-source=file:/x", "type=secret-key"})
    BOOST_TEST(reason_of(type, uri(wrong), "1234").find("attribute") != std::string::npos, wrong);
}

BOOST_AUTO_TEST_SUITE_END()
