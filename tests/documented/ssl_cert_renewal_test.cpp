#include <atomic>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/error_of.hpp"
#include "troupe/tests/documented/tls_server.hpp"
#include "troupe/tests/support/minted_chain.hpp"

using namespace troupe::test;

namespace {

namespace fs = std::filesystem;

/// A server whose certificate is in a file, which may change. What it is shown to be goes by its name (CN).
struct renewing_server : tls_server {
  minted_certificate first{"first.example.com"};
  minted_certificate second{"second.example.com"};
  temporary_folder folder;
  std::string file = folder.file("server.pem", first.pem());

  renewing_server() {
    server.SSLCert({troupe::cstPEMKeyFile, file});
    events.then_data_in = [this](troupe::DataInEvent& e) { server.Send(e.ConnectionId, e.TextB); };
  }
  void watch() {
    server.Config("SSLCertAutoReload=True");
    start();
  }
  void check_echo(client& one) {
    one.send_all("hello");
    BOOST_TEST(pump_receive(server, one, 5) == "hello");
  }
  /// The certificate that a new client sees.
  std::string shown() { return join().socket.tls()->server_name(); }
  void replace(const std::string& content) const { fs::rename(folder.file("next", content), file); }
  /// What SSLStatus has told of the server itself, that begins like that.
  std::size_t told(const std::string& beginning) const {
    std::size_t count = 0;
    for (const auto& each : events.of("SSLStatus"))
      count += each.connection_id == 0 && each.text.rfind(beginning, 0) == 0 ? 1 : 0;
    return count;
  }
  void until_told(const std::string& beginning, std::size_t count = 1) {
    until([&] { return told(beginning) >= count; });
  }
};

/// Another server of the same file, which is watched: when that has seen what is new, so would one that should not
/// look.
class watching_server final {
public:
  explicit watching_server(const std::string& file) {
    server_.Config("WorkerThreads=1");
    server_.SSLCert({troupe::cstPEMKeyFile, file});
    server_.SSLEnabled(true);
    server_.OnSSLStatus([this](troupe::SSLStatusEvent& e) {
      if (e.Message.rfind("SSLCert renewed from ", 0) == 0)
        renewed_ = true;
    });
    server_.Config("SSLCertAutoReload=True");
    server_.LocalHost("127.0.0.1");
    server_.StartListening();
  }
  bool has_renewed() const noexcept { return renewed_; }

private:
  std::atomic<bool> renewed_{false};
  troupe::TCPServer server_; // ends first
};

constexpr const char* renewed = "SSLCert renewed from ";
constexpr const char* not_renewed = "SSLCert not renewed, the one in force stays: ";

} // namespace

BOOST_AUTO_TEST_SUITE(ssl_cert_renewal)

BOOST_FIXTURE_TEST_CASE(setting_ssl_cert_while_listening_holds_for_new_connections, renewing_server) {
  start();
  auto before = join();
  BOOST_TEST(before.socket.tls()->server_name() == "first.example.com");
  server.SSLCert(opened(second));
  BOOST_TEST(shown() == "second.example.com");
  check_echo(before.socket);
  BOOST_TEST(events.count("Disconnected", before.id) == 0U);
}

BOOST_FIXTURE_TEST_CASE(a_handshake_in_flight_goes_on_with_what_it_began_with, renewing_server) {
  start();
  bool changed = false;
  events.then_ssl_connection_request = [&](troupe::SSLConnectionRequestEvent&) {
    if (!std::exchange(changed, true))
      server.SSLCert(opened(second));
  };
  BOOST_TEST(shown() == "first.example.com");
  BOOST_TEST(shown() == "second.example.com");
}

BOOST_FIXTURE_TEST_CASE(a_bad_ssl_cert_leaves_the_old_one_in_force, renewing_server) {
  start();
  for (const auto& bad :
       {troupe::Certificate{second.certificate_pem()}, troupe::Certificate{troupe::cstPEMKeyFile, second.key_file()}}) {
    BOOST_TEST(error_code_of([&] { server.SSLCert(bad); }) == 273);
    BOOST_TEST(shown() == "first.example.com");
  }
  const auto mixed = second.key_pem() + first.certificate_pem();
  const auto error = error_of([&] { server.SSLCert({troupe::cstPEMKeyBlob, mixed}); });
  BOOST_TEST(error == "273 Cannot acquire security credentials: the private key does not belong to the certificate");
  BOOST_TEST(error_code_of([&] { server.SSLCert({troupe::cstPEMKeyFile, "/nowhere"}); }) == 271);
  BOOST_TEST(error_code_of([&] { server.SSLCert({troupe::cstPEMKeyFile, file, "", "CN=x"}); }) == 272);
  BOOST_TEST(shown() == "first.example.com");
}

BOOST_FIXTURE_TEST_CASE(intermediate_certificates_are_sent, renewing_server) {
  const minted_chain chain;
  start();
  for (const auto& store : {chain.all(), chain.root() + chain.intermediate + chain.leaf + chain.key}) {
    server.SSLCert({troupe::cstPEMKeyBlob, store, "", "www.example.com"});
    const auto one = join();
    BOOST_TEST(one.socket.tls()->server_name() == "www.example.com");
    BOOST_TEST(one.socket.tls()->chain_length() == 2);
  }
  server.SSLCerts({{"chain.example.com", {troupe::cstPEMKeyBlob, chain.all(), "", "www.example.com"}}});
  server.SSLCert(opened(first));
  tls_options how;
  how.server_name = "chain.example.com";
  BOOST_TEST(join(how).socket.tls()->chain_length() == 2);
  BOOST_TEST(join().socket.tls()->chain_length() == 1);
}

BOOST_FIXTURE_TEST_CASE(files_are_not_watched_by_default, renewing_server) {
  BOOST_TEST(server.Config("SSLCertAutoReload") == "False");
  start();
  const watching_server other{file};
  replace(second.pem());
  until([&] { return other.has_renewed(); });
  BOOST_TEST(shown() == "first.example.com");
  BOOST_TEST(told("SSLCert") == 0U);
}

BOOST_FIXTURE_TEST_CASE(a_file_that_is_replaced_is_loaded, renewing_server) {
  watch();
  auto before = join();
  replace(second.pem());
  until_told(renewed);
  BOOST_TEST(shown() == "second.example.com");
  BOOST_TEST(server.SSLCert().Subject() == second.subject());
  BOOST_TEST(server.SSLCert().Store() == file);
  check_echo(before.socket);
  replace(first.pem());
  until_told(renewed, 2);
  BOOST_TEST(shown() == "first.example.com");
}

BOOST_FIXTURE_TEST_CASE(a_file_that_is_written_slowly_in_its_place_is_loaded_when_it_is_complete, renewing_server) {
  watch();
  join();
  std::ofstream out{file};
  out << second.key_pem() << std::flush;
  BOOST_TEST(shown() == "first.example.com");
  out << second.certificate_pem().substr(0, 100) << std::flush;
  BOOST_TEST(shown() == "first.example.com");
  out << second.certificate_pem().substr(100) << std::flush;
  out.close();
  until_told(renewed);
  BOOST_TEST(shown() == "second.example.com");
  BOOST_TEST(told(not_renewed) == 0U);
}

BOOST_FIXTURE_TEST_CASE(a_link_that_is_swapped_as_kubernetes_does_is_followed, renewing_server) {
  const temporary_folder mount;
  const fs::path root{mount.path()};
  const auto version = [&](const std::string& name, const minted_certificate& which) {
    fs::create_directory(root / name);
    std::ofstream{root / name / "server.pem"} << which.pem();
  };
  version("..2026_1", first);
  fs::create_symlink("..2026_1", root / "..data");
  fs::create_symlink("..data/server.pem", root / "server.pem");
  server.SSLCert({troupe::cstPEMKeyFile, (root / "server.pem").string()});
  watch();
  BOOST_TEST(shown() == "first.example.com");
  version("..2026_2", second);
  fs::create_symlink("..2026_2", root / "..data_tmp");
  fs::rename(root / "..data_tmp", root / "..data");
  fs::remove_all(root / "..2026_1");
  until_told(renewed);
  BOOST_TEST(shown() == "second.example.com");
}

BOOST_FIXTURE_TEST_CASE(a_bad_file_leaves_the_old_one_in_force_and_is_told_once, renewing_server) {
  watch();
  replace(second.key_pem() + first.certificate_pem());
  until_told(not_renewed);
  replace("nonsense");
  BOOST_TEST(shown() == "first.example.com");
  replace(second.pem());
  until_told(renewed);
  BOOST_TEST(shown() == "second.example.com");
  BOOST_TEST(told(not_renewed) == 1U);
}

BOOST_FIXTURE_TEST_CASE(what_the_settings_do_not_allow_is_not_loaded, renewing_server) {
  const temporary_folder small;
  output_of({"openssl", "req", "-x509", "-noenc", "-newkey", "rsa:1024", "-subj", "/CN=weak", "-keyout",
             small.path_of("key"), "-out", small.path_of("certificate")});
  watch();
  replace(minted_certificate::content_of(small.path_of("key")) +
          minted_certificate::content_of(small.path_of("certificate")));
  until_told(not_renewed);
  BOOST_TEST(shown() == "first.example.com");
}

BOOST_FIXTURE_TEST_CASE(what_was_set_meanwhile_is_watched_instead, renewing_server) {
  watch();
  const auto other = folder.file("other.pem", second.pem());
  server.SSLCert({troupe::cstPEMKeyFile, other});
  replace("nonsense");
  BOOST_TEST(shown() == "second.example.com");
  fs::rename(folder.file("next", first.pem()), other);
  until_told(std::string{renewed} + other);
  BOOST_TEST(shown() == "first.example.com");
  BOOST_TEST(told(not_renewed) == 0U);
}

BOOST_FIXTURE_TEST_CASE(a_renewed_one_stays_in_force_when_other_values_change, renewing_server) {
  watch();
  replace(second.pem());
  until_told(renewed);
  server.Config("SSLAlpnProtocols=h2");
  server.DefaultTimeout(1);
  BOOST_TEST(shown() == "second.example.com");
  // What is read can be set again.
  server.SSLCert(server.SSLCert());
  BOOST_TEST(shown() == "second.example.com");
}

BOOST_FIXTURE_TEST_CASE(ends_with_the_setting, renewing_server) {
  watch();
  server.Config("SSLCertAutoReload=False");
  {
    const watching_server other{file};
    replace(second.pem());
    until([&] { return other.has_renewed(); });
  }
  BOOST_TEST(shown() == "first.example.com");
  BOOST_TEST(told("SSLCert") == 0U);
  server.Config("SSLCertAutoReload=True");
  until_told(renewed);
  server.Reset();
  BOOST_TEST(server.Config("SSLCertAutoReload") == "False");
}

BOOST_FIXTURE_TEST_CASE(certificates_for_names_are_renewed_too, renewing_server) {
  const auto other = folder.file("other.pem", first.pem());
  server.SSLCerts({{"*.example.org", {troupe::cstPEMKeyFile, other}}});
  watch();
  fs::rename(folder.file("next", second.pem()), other);
  until_told("SSLCerts[*.example.org] renewed from " + other);
  tls_options how;
  how.server_name = "www.example.org";
  BOOST_TEST(join(how).socket.tls()->server_name() == "second.example.com");
  BOOST_TEST(shown() == "first.example.com");
  BOOST_TEST(server.SSLCerts()["*.example.org"].Subject() == second.subject());
}

BOOST_FIXTURE_TEST_CASE(one_that_serves_several_names_is_renewed_for_all_of_them_each_time, renewing_server) {
  const troupe::Certificate shared{troupe::cstPEMKeyFile, file};
  server.SSLCert(shared);
  server.SSLCerts({{"example.org", shared}, {"*.example.org", shared}});
  watch();
  const auto shown_to = [this](const std::string& name) {
    tls_options how;
    how.server_name = name;
    return join(how).socket.tls()->server_name();
  };
  for (const auto* const next : {&second, &first, &second}) {
    const auto before = told("SSLCert");
    replace(next->pem());
    until([&] { return told("SSLCert") >= before + 3; });
    const auto name = next == &first ? "first.example.com" : "second.example.com";
    for (const std::string asked : {"", "example.org", "www.example.org"})
      BOOST_TEST(shown_to(asked) == name);
  }
  BOOST_TEST(told(renewed) == 3U);
  BOOST_TEST(told("SSLCerts[example.org] renewed from ") == 3U);
  BOOST_TEST(told("SSLCerts[*.example.org] renewed from ") == 3U);
  BOOST_TEST(told("SSLCert") == 9U);
}

BOOST_FIXTURE_TEST_CASE(the_one_before_can_be_set_again, renewing_server) {
  const auto before = server.SSLCert();
  watch();
  replace(second.pem());
  until_told(renewed);
  server.Config("SSLCertAutoReload=False");
  BOOST_TEST(shown() == "second.example.com");
  server.SSLCert(before);
  BOOST_TEST(shown() == "first.example.com");
}

BOOST_FIXTURE_TEST_CASE(the_file_counts_when_the_one_before_is_set_again, renewing_server) {
  const auto before = server.SSLCert();
  watch();
  replace(second.pem());
  until_told(renewed);
  server.SSLCert(before);
  until_told(renewed, 2);
  BOOST_TEST(shown() == "second.example.com");
}

BOOST_FIXTURE_TEST_CASE(the_end_of_a_certificate_is_told_in_time, renewing_server) {
  watch();
  BOOST_TEST(told("SSLCert is valid for") == 0U);
  temporary_folder soon;
  output_of({"openssl", "req", "-x509", "-noenc", "-days", "10", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-subj", "/CN=soon", "-keyout", soon.path_of("key"), "-out", soon.path_of("certificate")});
  replace(minted_certificate::content_of(soon.path_of("key")) +
          minted_certificate::content_of(soon.path_of("certificate")));
  until_told("SSLCert is valid for ");
  BOOST_TEST(events.last("SSLStatus").text.find(" days more: CN=soon ends on ") != std::string::npos);
  // Once a day.
  server.DefaultTimeout(1);
  replace("nonsense");
  until_told(not_renewed);
  BOOST_TEST(told("SSLCert is valid for") == 1U);
}

BOOST_FIXTURE_TEST_CASE(files_are_watched_with_worker_threads_too, renewing_server) {
  server.Config("WorkerThreads=2");
  watch();
  replace(second.pem());
  until_told(renewed);
  BOOST_TEST(shown() == "second.example.com");
}

BOOST_FIXTURE_TEST_CASE(a_new_engine_has_the_certificate_that_is_in_force, renewing_server) {
  watch();
  replace(second.pem());
  until_told(renewed);
  server.Shutdown();
  server.Config("WorkerThreads=1");
  start();
  BOOST_TEST(shown() == "second.example.com");
  replace(first.pem());
  until_told(renewed, 2);
  BOOST_TEST(shown() == "first.example.com");
}

BOOST_AUTO_TEST_SUITE_END()
