"""The IRC servers that are compared: how each is started, alone or as a network, without limits for its clients."""

import contextlib
import os
import shutil
import socket
import tempfile
import time

from harness import Child, Failure

START_LIMIT = 20  # seconds

NGIRCD_CONFIGURATION = """\
[Global]
Name = bench.example
Info = benchmark
AdminEMail = nobody@bench.example
Listen = 127.0.0.1
Ports = {port}
MotdPhrase = benchmark
[Limits]
MaxConnections = 0
MaxConnectionsIP = 0
MaxJoins = 0
MaxPenaltyTime = 0
PingTimeout = 3600
[Options]
DNS = no
Ident = no
PAM = no
"""

INSPIRCD_CONFIGURATION = """\
<config format="xml">
<path datadir="{folder}" logdir="{folder}" configdir="{folder}">
<server name="bench.example" description="benchmark" network="Bench" id="1AA">
<admin name="nobody" nick="nobody" email="nobody@bench.example">
<bind address="127.0.0.1" port="{port}" type="clients">
<connect allow="*" timeout="60" pingfreq="3600" hardsendq="4M" softsendq="1M" recvq="64K" threshold="100000"
  commandrate="1000000" fakelag="no" localmax="100000" globalmax="100000" maxconnwarn="no" resolvehostnames="no"
  useident="no" limit="100000" modes="">
<class name="none"><type name="none" classes="none">
<files motd="{folder}/motd">
<dns server="127.0.0.1" timeout="1">
<pid file="{folder}/inspircd.pid">
<options defaultmodes="" allowzerolimit="yes">
<performance netbuffersize="10240" somaxconn="128" softlimit="100000" clonesonconnect="no" quietbursts="yes">
<security announceinvites="none">
<log method="file" type="*" level="default" target="inspircd.log">
"""


class Node:
    """A server process that runs."""

    def __init__(self, child, port):
        self.child = child
        self.port = port


class Server:
    """What can be measured: a name, and how its processes are started on a core."""

    def __init__(self, name, program, nodes, start, package=None, success=0):
        self.name = name
        self.nodes = nodes
        self.package = package
        self._program = program
        self._start = start
        self._success = success  # exit status after SIGTERM

    def program(self, build_dir):
        """Its path, or None: it is not there."""
        return shutil.which(self._program.format(build=build_dir), path=os.environ.get("PATH", "") + ":/usr/sbin")

    @contextlib.contextmanager
    def running(self, build_dir, core):
        """Its nodes, all on one core; gone when the block ends. Each must end well on SIGTERM."""
        with tempfile.TemporaryDirectory(prefix="troupe-irc-") as folder, contextlib.ExitStack() as stack:
            os.chmod(folder, 0o755)  # a server that root starts becomes somebody else
            nodes = []
            for command, port in self._start(self.program(build_dir), folder, self.nodes):
                log = stack.enter_context(open(os.path.join(folder, f"{port}.log"), "w+", encoding="utf-8"))
                nodes.append(Node(stack.enter_context(Child(command, core, stdout=log)), port))
                _await_port(nodes[-1])
            for node in nodes:
                _await_network(node, len(nodes))
            yield nodes
            for node in nodes:
                node.child.end_by_sigterm(self._success)


def _free_ports(count):
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def _written(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, 0o644)
    return path


def _start_ngircd(program, folder, _):
    (port,) = _free_ports(1)
    yield [program, "-n", "-f", _written(folder, "ngircd.conf", NGIRCD_CONFIGURATION.format(port=port))], port


def _start_inspircd(program, folder, _):
    (port,) = _free_ports(1)
    _written(folder, "motd", "benchmark\n")
    path = _written(folder, "inspircd.conf", INSPIRCD_CONFIGURATION.format(port=port, folder=folder))
    yield [program, "--nofork", "--runasroot", f"--config={path}"], port


def _start_troupe(program, _, nodes):
    ports = _free_ports(2 * nodes)
    links = ports[nodes:]
    for index in range(nodes):
        command = [program, "--host=127.0.0.1", f"--port={ports[index]}", "--tls-port=0", "--flood-control=false",
                   "--ping-seconds=3600", "--log-level=warning", "--workers=1", f"--server-name=node{index}.bench.example"]
        if nodes > 1:
            command += ["--link-host=127.0.0.1", f"--link-port={links[index]}"]
            command += [f"--join=127.0.0.1:{link}" for link in links[:index]]
        yield command, ports[index]


def _await_port(node):
    """Until it listens."""
    end = time.monotonic() + START_LIMIT
    while True:
        node.child.expect_running()
        try:
            socket.create_connection(("127.0.0.1", node.port), 1).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise Failure(f"{node.child.name} does not listen") from None
            time.sleep(0.05)


def _await_network(node, nodes):
    """Until it knows all nodes of its network, which LUSERS tells (RPL_LUSERCLIENT, RFC 2812)."""
    end = time.monotonic() + START_LIMIT
    with socket.create_connection(("127.0.0.1", node.port), START_LIMIT) as client, client.makefile("rb") as lines:
        client.settimeout(START_LIMIT)
        # A name of its own, since the one before may still be known to this node; of nine characters at most (ngircd).
        client.sendall(f"NICK p{node.port}\r\nUSER probe 0 * :probe\r\n".encode())
        for line in lines:
            words = line.decode("utf-8", "replace").split()
            if words[0] == "PING":
                client.sendall(f"PONG {words[1]}\r\n".encode())
            elif len(words) > 2 and words[1] == "251":
                if f"on {nodes} server" in " ".join(words):
                    client.sendall(b"QUIT\r\n")
                    return
                if time.monotonic() > end:
                    break
                time.sleep(0.1)
                client.sendall(b"LUSERS\r\n")
    raise Failure(f"{node.child.name} does not see a network of {nodes} servers")


SERVERS = {
    server.name: server
    for server in (
        Server("ngircd", "ngircd", 1, _start_ngircd, "ngircd"),
        Server("inspircd", "inspircd", 1, _start_inspircd, "inspircd", 10),
        Server("troupe", "{build}/chat", 1, _start_troupe),
        Server("troupe-3", "{build}/chat", 3, _start_troupe),
    )
}
