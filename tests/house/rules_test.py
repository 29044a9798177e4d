"""Tests of rules.py: each rule finds what it forbids and leaves alone what it allows."""

import pathlib
import tempfile
import unittest

import rules


class RulesTest(unittest.TestCase):
    def offences(self, **files):
        """The offences of a tree; a__b_cpp='...' is the file a/b.cpp, and headers get their #pragma once."""
        with tempfile.TemporaryDirectory() as folder:
            for name, text in files.items():
                stem, _, extension = name.replace("__", "/").rpartition("_")
                path = pathlib.Path(folder, f"{stem}.{extension}")
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(("#pragma once\n" if extension == "hpp" else "") + text, encoding="utf-8")
            return rules.offences(folder)

    def assert_allowed(self, **files):
        self.assertEqual(self.offences(**files), [])

    def assert_forbidden(self, where, rule, **files):
        found = self.offences(**files)
        self.assertEqual(len(found), 1, found)
        self.assertTrue(found[0].startswith(where + ": "), found)
        self.assertIn(rule, found[0])

    def test_includes_follow_the_direction(self):
        self.assert_allowed(api__a_cpp='#include "troupe/actors/b.hpp"\n#include "troupe/net/c.hpp"\n')
        self.assert_allowed(net__a_cpp='#include "troupe/net/c.hpp"\n')

    def test_includes_against_the_direction_are_found(self):
        self.assert_forbidden("net/a.cpp:2", "net/ may not include tls/", net__a_cpp='\n#include "troupe/tls/b.hpp"\n')
        self.assert_forbidden("tls/a.cpp:1", "may not include actors/", tls__a_cpp="#include <troupe/actors/b.hpp>\n")
        self.assert_forbidden("actors/a.hpp:2", "may not include api/", actors__a_hpp='# include "troupe/api/b.hpp"\n')

    def test_the_library_includes_no_tests(self):
        self.assert_forbidden("net/a.cpp:1", "the library may not include",
                              net__a_cpp='#include "troupe/tests/support/b.hpp"\n')

    def test_quotes_hold_repository_paths(self):
        self.assert_forbidden("net/a.cpp:1", "in quotes", net__a_cpp='#include "b.hpp"\n')

    def test_caf_stays_in_its_place(self):
        self.assert_allowed(actors__a_hpp="#include <caf/all.hpp>\n", api__a_cpp="#include <caf/all.hpp>\n",
                            tests__api__a_test_cpp="#include <caf/all.hpp>\n")
        for name, where in {"net__a_cpp": "net/a.cpp:1", "tls__a_cpp": "tls/a.cpp:1", "api__a_hpp": "api/a.hpp:2"}.items():
            self.assert_forbidden(where, "CAF appears only", **{name: "#include <caf/all.hpp>\n"})

    def test_openssl_stays_in_its_place(self):
        self.assert_allowed(tls__a_hpp="#include <openssl/ssl.h>\n")
        self.assert_forbidden("actors/a.cpp:1", "OpenSSL appears only", actors__a_cpp="#include <openssl/ssl.h>\n")

    def test_public_headers_include_only_std_and_api(self):
        self.assert_allowed(api__tcp_server_hpp='#include <string_view>\n#include "troupe/api/b.hpp"\n',
                            api__b_hpp="#include <map>\n")
        self.assert_forbidden("api/tcp_server.hpp:2", "troupe/net/a.hpp",
                              api__tcp_server_hpp='#include "troupe/net/a.hpp"\n')
        self.assert_forbidden("api/tcp_server.hpp:2", "sys/socket.h", api__tcp_server_hpp="#include <sys/socket.h>\n")

    def test_public_is_what_public_headers_include(self):
        self.assert_forbidden("api/b.hpp:2", "troupe/actors/c.hpp", api__b_hpp='#include "troupe/actors/c.hpp"\n',
                              api__tcp_server_hpp='#include "troupe/api/b.hpp"\n')
        self.assert_allowed(api__facade_hpp='#include "troupe/actors/c.hpp"\n',
                            api__tcp_server_cpp='#include "troupe/api/facade.hpp"\n')

    def test_public_is_what_examples_include(self):
        self.assert_forbidden("api/b.hpp:2", "troupe/actors/c.hpp", api__b_hpp='#include "troupe/actors/c.hpp"\n',
                              examples__a_cpp="#include <troupe/api/b.hpp>\n")

    def test_examples_use_public_headers(self):
        self.assert_forbidden("examples/a.cpp:1", "public headers only", examples__a_cpp="#include <troupe/net/b.hpp>\n")

    def test_an_example_about_actors_uses_caf(self):
        self.assert_allowed(examples__a_cpp="#include <caf/all.hpp>\n#include <troupe/actors/b.hpp>\n",
                            examples__chat__node__a_cpp='#include <caf/all.hpp>\n#include "troupe/examples/chat/node/b.hpp"\n')
        self.assert_forbidden("examples/a.cpp:1", "only an example that includes actors/",
                              examples__a_cpp="#include <caf/all.hpp>\n#include <troupe/api/b.hpp>\n")
        self.assert_forbidden("examples/chat/node/a.cpp:1", "public headers only",
                              examples__chat__node__a_cpp="#include <openssl/ssl.h>\n")

    def test_the_chat_protocol_is_values(self):
        text = '#include <map>\n\n#include <fmt/format.h>\n\n#include "troupe/examples/chat/irc/b.hpp"\n'
        self.assert_allowed(examples__chat__irc__a_cpp=text, examples__chat__state__a_cpp=text,
                            examples__chat__commands__a_cpp=text)
        for folder in ("irc", "state", "commands"):
            for include in ("<caf/all.hpp>", "<sys/socket.h>", "<netdb.h>", '"troupe/actors/b.hpp"', '"troupe/api/b.hpp"',
                            '"troupe/examples/chat/node/b.hpp"'):
                self.assert_forbidden(f"examples/chat/{folder}/a.cpp:1", f"examples/chat/{folder}/ is values",
                                      **{f"examples__chat__{folder}__a_cpp": f"#include {include}\n"})

    def test_the_chat_protocol_has_layers(self):
        self.assert_allowed(examples__chat__commands__a_cpp='#include "troupe/examples/chat/state/b.hpp"\n')
        self.assert_forbidden("examples/chat/irc/a.cpp:1", "may not include troupe/examples/chat/state/b.hpp",
                              examples__chat__irc__a_cpp='#include "troupe/examples/chat/state/b.hpp"\n')

    def test_the_chat_protocol_reads_no_clock(self):
        self.assert_allowed(examples__chat__node__a_cpp="std::chrono::steady_clock::now();\nstd::thread thread;\n")
        self.assert_forbidden("examples/chat/state/a.cpp:1", "no clock",
                              examples__chat__state__a_cpp="std::chrono::system_clock::now();\n")

    def test_long_files_are_found(self):
        self.assert_allowed(net__a_cpp="\n" * 400, examples__a_cpp="\n" * 119)
        self.assert_forbidden("net/a.cpp:401", "401 lines", net__a_cpp="\n" * 401)
        self.assert_forbidden("examples/a.cpp:120", "120 lines", examples__a_cpp="\n" * 120)

    def test_a_file_of_a_program_may_be_longer_than_an_example(self):
        self.assert_allowed(examples__chat__irc__a_cpp="\n" * 300)
        self.assert_forbidden("examples/chat/irc/a.cpp:301", "301 lines", examples__chat__irc__a_cpp="\n" * 301)

    def test_long_lines_are_found(self):
        self.assert_allowed(net__a_cpp="// " + 117 * "x")
        self.assert_forbidden("net/a.cpp:1", "121 columns", net__a_cpp="// " + 118 * "x")

    def test_sleeping_tests_are_found(self):
        self.assert_forbidden("tests/net/a_test.cpp:2", "sleep",
                              tests__net__a_test_cpp="\nstd::this_thread::sleep_for(1ms);\n")
        self.assert_forbidden("tests/support/a.hpp:2", "sleep", tests__support__a_hpp="::usleep(1'000);\n")
        self.assert_allowed(tests__net__a_test_cpp='// no sleep()\n/* sleep(\n1) */ say("sleep(1)"); does_not_sleep();\n')

    def test_headers_are_guarded(self):
        self.assert_allowed(net__a_hpp="")
        with tempfile.TemporaryDirectory() as folder:
            pathlib.Path(folder, "net").mkdir()
            pathlib.Path(folder, "net", "a.hpp").write_text("// nothing\n", encoding="utf-8")
            self.assertEqual(rules.offences(folder), ["net/a.hpp:1: a header says #pragma once"])

    def test_only_loops_read_the_clock(self):
        self.assert_allowed(net__epoll_loop_cpp="loop_clock::now();\n", actors__a_cpp="loop_clock::now();\n")
        self.assert_forbidden("net/a.cpp:1", "clock", net__a_cpp="return loop_clock::now();\n")

    def test_net_and_tls_own_no_thread(self):
        self.assert_allowed(actors__a_cpp="std::thread thread_;\n", net__a_cpp="// any std::thread\n")
        self.assert_forbidden("tls/a.cpp:1", "thread", tls__a_cpp="std::thread thread_;\n")

    def test_unfinished_work_is_found(self):
        self.assert_forbidden("net/a.cpp:1", "unfinished", net__a_cpp="// TO" + "DO: all\n")


if __name__ == "__main__":
    unittest.main()
