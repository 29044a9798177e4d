#include <atomic>
#include <filesystem>
#include <fstream>
#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/renewing_server.hpp"
#include "troupe/tests/support/child_process.hpp"

using namespace troupe::test;

namespace {

namespace fs = std::filesystem;

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

} // namespace

// SSLCertAutoReload.
BOOST_AUTO_TEST_SUITE(ssl_cert_auto_reload)

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
  // So that the file is known to be watched.
  replace(second.pem());
  until_told(renewed);
  std::ofstream out{file};
  out << first.key_pem() << std::flush;
  BOOST_TEST(shown() == "second.example.com");
  out << first.certificate_pem().substr(0, 100) << std::flush;
  BOOST_TEST(shown() == "second.example.com");
  out << first.certificate_pem().substr(100) << std::flush;
  out.close();
  until_told(renewed, 2);
  BOOST_TEST(shown() == "first.example.com");
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

BOOST_AUTO_TEST_SUITE_END()
