#include <string>

#include <boost/test/unit_test.hpp>
#include <openssl/x509.h>

#include "troupe/tests/tls/store_files.hpp"
#include "troupe/tests/tls/tls_pair.hpp"

using namespace troupe;
using namespace troupe::test;
using tls::store_type;

BOOST_AUTO_TEST_SUITE(p7b)

BOOST_AUTO_TEST_CASE(stores_have_certificates_without_keys) {
  const temporary_folder folder;
  const auto& made = ecdsa_server();
  for (const std::string form : {"PEM", "DER"}) {
    const auto file = p7b_file(folder, made.certificate, form);
    const auto bytes = content_of(file);
    for (const auto& each :
         {open_store(store_type::p7b_file, file), open_store(store_type::automatic, file),
          open_store(store_type::p7b_blob, bytes), open_store(store_type::automatic, bytes),
          open_store(store_type::p7b_blob, base64(bytes)), open_store(store_type::automatic, base64(bytes))}) {
      BOOST_TEST(each->encoded() == made.certificate);
      BOOST_TEST(each->key() == nullptr);
      BOOST_TEST(!tls::context::make({}, each));
    }
    check_refusals(store_type::p7b_blob, bytes, {});
  }
}

BOOST_AUTO_TEST_CASE(stores_that_are_none_say_so) {
  const temporary_folder folder;
  BOOST_TEST(reason_of(store_type::p7b_blob, certificate_der(ecdsa_server())).find("not a PKCS#7") == 0U);
  const auto data = folder.path_of("data");
  run_tool({"openssl", "cms", "-data_create", "-in", folder.file("text", "text"), "-outform", "DER", "-out", data});
  BOOST_TEST(reason_of(store_type::p7b_file, data).find("not a list of certificates") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
