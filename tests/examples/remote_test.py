"""Drives the examples handlers and remote_console as processes. Usage: remote_test.py BUILD_FOLDER

With a server that is killed in the midst of it, in plain text and with TLS between the two.
"""

import pathlib
import queue
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import unittest

PATIENCE = 60  # seconds
BUILD = pathlib.Path(sys.argv.pop(1)).resolve()


class Program:
    """A process whose lines are read with a deadline."""

    def __init__(self, name, *arguments):
        self.process = subprocess.Popen([BUILD / name, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, text=True, cwd=BUILD)
        self.lines = queue.Queue()
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))
        self.lines.put(None)

    def say(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def take(self):
        """The next line; None: there are no more."""
        return self.lines.get(timeout=PATIENCE)

    def rest(self):
        """All that it still prints before it ends, and its exit status."""
        lines = list(iter(self.take, None))
        return lines, self.process.wait(PATIENCE)

    def signal(self, number):
        self.process.send_signal(number)

    def end(self):
        self.process.kill()
        self.process.wait()
        self.reader.join()
        self.process.stdin.close()
        self.process.stdout.close()


class Client:
    """Somebody who talks to the server in lines."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self.file = self.socket.makefile("rw", newline="\n")

    def ask(self, line):
        self.file.write(line + "\n")
        self.file.flush()
        return self.take()

    def take(self):
        """The next line; "": the server has closed the connection."""
        return self.file.readline().rstrip("\r\n")

    def end(self):
        self.file.close()
        self.socket.close()


class Fixture(unittest.TestCase):
    between_nodes = []  # options of CAF, for both

    def run_program(self, name, *arguments):
        program = Program(name, *self.between_nodes, *arguments)
        self.addCleanup(program.end)
        return program

    def serve(self, *arguments):
        """Starts handlers: the program, where it is published, and the port of its clients."""
        server = self.run_program("handlers", "--publish=0", *arguments)
        published = server.take().split("--server=")[1].split()[0]
        return server, published, int(server.take().split()[-1])

    def connect(self, port):
        client = Client(port)
        self.addCleanup(client.end)
        return client

    def ask_once(self, published, *command):
        return self.run_program("remote_console", "--server=" + published, *command).rest()


class Handlers(Fixture):
    def test_the_calculator_keeps_a_sum_for_each_connection(self):
        _, _, port = self.serve()
        clients = [self.connect(port) for _ in range(2)]
        for client in clients:
            self.assertIn("Add up", client.take())
        self.assertEqual(clients[0].ask("+ 2"), "= 2")
        self.assertEqual(clients[0].ask("- 0.5"), "= 1.5")
        self.assertEqual(clients[1].ask("+ 40"), "= 40")
        self.assertIn("please", clients[1].ask("what?"))
        self.assertEqual(clients[0].ask("bye"), "Goodbye!")
        self.assertEqual(clients[0].take(), "")

    def test_the_echo_holds_up_who_does_not_read_and_loses_nothing(self):
        _, _, port = self.serve("--handler=echo")
        client = self.connect(port)
        line = b"x" * 1022
        client.socket.settimeout(0.5)
        sent = 0
        try:
            while sent < 256 * 1024 * 1024:
                sent += client.socket.send((line + b"\r\n") * 64)
        except TimeoutError:
            pass
        self.assertLess(sent, 256 * 1024 * 1024, "the server reads on")
        client.socket.settimeout(PATIENCE)
        whole = sent // 1024 * 1024
        received = bytearray()
        while len(received) < whole:
            received += client.socket.recv(1 << 20)
        self.assertEqual(set(bytes(received[:whole]).split(b"\r\n")), {line, b""})

    def test_clients_may_finish_when_it_ends(self):
        server, _, port = self.serve()
        client = self.connect(port)
        client.take()
        server.signal(signal.SIGINT)
        self.assertEqual(server.take(), "")
        self.assertIn("Clients may finish, for 10 seconds", server.take())
        self.assertEqual(client.ask("+ 1"), "= 1")
        client.ask("bye")
        self.assertEqual(client.take(), "")
        client.end()
        self.assertEqual(server.rest(), ([], 0))

    def test_a_port_that_is_taken_is_told(self):
        _, _, port = self.serve()
        lines, status = self.run_program("handlers", f"--port={port}").rest()
        self.assertEqual(status, 1)
        self.assertIn(f"cannot listen on 127.0.0.1:{port}", lines[0])


class Console(Fixture):
    def setUp(self):
        self.server, self.published, port = self.serve()
        self.client = self.connect(port)
        self.client.take()

    def test_it_lists_writes_and_closes(self):
        lines, status = self.ask_once(self.published, "list")
        self.assertEqual(status, 0)
        port = self.client.socket.getsockname()[1]
        self.assertIn(f"1: from 127.0.0.1:{port} ", lines[0])
        lines, status = self.ask_once(self.published, "write", "1", "hello", "there")
        self.assertEqual(self.client.take(), "hello there")
        self.assertEqual((lines[0].split(",")[0], status), ("Connection 1: accepted", 0))
        self.assertEqual(self.ask_once(self.published, "close", "1"), (["Connection 1 is closing."], 0))
        self.assertEqual(self.client.take(), "")

    def test_what_cannot_be_done_is_told(self):
        self.assertEqual(self.ask_once(self.published, "write", "7", "x"), (["there is no connection 7"], 1))
        lines, status = self.ask_once(self.published, "dance")
        self.assertIn("Commands:", lines[0])
        self.assertEqual(status, 1)

    def test_who_watches_a_connection_hears_of_its_end(self):
        watch = self.run_program("remote_console", "--server=" + self.published, "watch", "1")
        self.assertIn("1: from", watch.take())
        self.client.end()
        self.assertEqual(watch.rest(), (["Connection 1 is gone."], 0))

    def test_it_says_when_the_server_is_killed(self):
        console = self.run_program("remote_console", "--server=" + self.published)
        self.assertIn("Commands:", console.take())
        console.say("watch 1")
        self.assertIn("1: from", console.take())
        self.server.signal(signal.SIGKILL)
        lines, status = console.rest()
        lost = " is gone: its node can't be reached any more."
        # It ends with the server, perhaps before it has heard of the connection.
        self.assertIn("The server" + lost, lines)
        self.assertLessEqual(set(lines), {"The server" + lost, "Connection 1" + lost})
        self.assertEqual(status, 1)
        lines, status = self.ask_once(self.published, "list")
        self.assertIn("can't reach a server at " + self.published, lines[0])
        self.assertEqual(status, 1)

    def test_it_says_when_the_server_ends(self):
        console = self.run_program("remote_console", "--server=" + self.published)
        self.assertIn("Commands:", console.take())
        console.say("list")
        console.take()
        self.client.end()
        self.server.signal(signal.SIGTERM)
        lines, status = console.rest()
        self.assertIn("The server is gone", lines[-1])
        self.assertEqual(status, 1)


class ConsoleOverTls(Console):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        place = cls.folder.name
        new = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-days", "1"]
        for more in (["-subj", "/CN=CA", "-keyout", "ca.key", "-out", "ca.pem"],
                     ["-subj", "/CN=node", "-CA", "ca.pem", "-CAkey", "ca.key", "-keyout", "node.key", "-out", "node.pem",
                      "-addext", "basicConstraints=critical,CA:FALSE"]):
            subprocess.run(new + more, cwd=place, check=True, capture_output=True)
        cls.between_nodes = [f"--openssl.certificate={place}/node.pem", f"--openssl.key={place}/node.key",
                             f"--openssl.cafile={place}/ca.pem"]

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_who_has_no_certificate_is_not_let_in(self):
        plain = Program("remote_console", "--server=" + self.published, "list")
        self.addCleanup(plain.end)
        lines, status = plain.rest()
        self.assertIn("can't reach a server", lines[0])
        self.assertEqual(status, 1)

    def test_what_is_missing_for_tls_is_told(self):
        for options, text in ((self.between_nodes[:2], "TLS takes"), (self.between_nodes[1:], "TLS takes"),
                              (["--openssl.certificate=missing", *self.between_nodes[1:]], "missing can't be read")):
            for name in ("handlers", "remote_console"):
                program = Program(name, *options)
                self.addCleanup(program.end)
                lines, status = program.rest()
                self.assertIn(text, lines[0])
                self.assertEqual(status, 1)

    def test_a_certificate_of_somebody_else_is_not_let_in(self):
        with tempfile.TemporaryDirectory() as place:
            subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc",
                            "-subj", "/CN=else", "-keyout", "key", "-out", "cert"], cwd=place, check=True,
                           capture_output=True)
            other = Program("remote_console", f"--openssl.certificate={place}/cert", f"--openssl.key={place}/key",
                            self.between_nodes[2], "--server=" + self.published, "list")
            self.addCleanup(other.end)
            lines, status = other.rest()
        self.assertIn("can't reach a server", lines[0])
        self.assertEqual(status, 1)


if __name__ == "__main__":
    unittest.main(verbosity=2)
