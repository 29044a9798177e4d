"""What is measured: the servers and the workloads."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Server:
    """An echo server; `extra` are more arguments for it in workloads of one kind. It runs in the workloads that have
    `tls` as it has."""

    name: str
    binary: str
    extra: dict = field(default_factory=dict)
    by_default: bool = True
    tls: bool = False
    is_troupe: bool = False


@dataclass(frozen=True)
class Workload:
    """One way to load a server. `target` is the ratio to the bare loop that Troupe wants to reach; `most` what it wants
    to stay below: bytes per idle connection, or the ratio of latencies in a storm."""

    name: str
    title: str
    kind: str
    arguments: tuple = ()
    mode: str = "echo"
    target: float | None = None
    most: float | None = None
    tls: bool = False

    @property
    def is_idle(self):
        return self.kind == "idle"

    @property
    def is_storm(self):
        return self.kind == "storm"

    @property
    def baseline(self):
        """The name of the server that the others are compared with."""
        return BASELINES[self.tls]


BASELINES = {False: "bare", True: "bare-tls"}  # by tls
# Asio needs a receive buffer in each connection. 4 KB is what its users take; for bulk that would mean sixteen times
# the system calls, so there it gets the 64 KB the others share among all connections.
ASIO_BUFFERS = {"bulk": ("--buffer=65536",)}

SERVERS = {
    server.name: server
    for server in (
        Server("bare", "epoll_echo"),
        Server("asio", "asio_echo", ASIO_BUFFERS),
        Server("libuv", "libuv_echo"),
        Server("troupe", "troupe_echo", is_troupe=True),
        Server("handlers", "handlers_echo", by_default=False, is_troupe=True),
        # The baselines against themselves: what comes out beside 1.00 is the noise of the machine.
        Server("bare-again", "epoll_echo", by_default=False),
        Server("bare-tls", "tls_epoll_echo", tls=True),
        Server("asio-tls", "tls_asio_echo", ASIO_BUFFERS, tls=True),
        Server("troupe-tls", "troupe_echo", tls=True, is_troupe=True),
        Server("bare-tls-again", "tls_epoll_echo", by_default=False, tls=True),
    )
}

WORKLOADS = (
    Workload("ping-pong-1", "ping-pong 64 B, 1 connection", "ping-pong", ("--connections=1",)),
    Workload("ping-pong-64", "ping-pong 64 B, 64 connections", "ping-pong", ("--connections=64",), target=0.95),
    Workload("ping-pong-1000", "ping-pong 64 B, 1,000 connections", "ping-pong", ("--connections=1000",), target=0.90),
    Workload(
        "pipelined",
        "CRLF lines of 64 B, 16 in flight, 64 connections",
        "pipelined",
        ("--connections=64", "--window=16", "--size=64"),
        mode="lines",
        target=0.85,
    ),
    Workload(
        "bulk",
        "16 KiB messages, 4 in flight, 16 connections",
        "bulk",
        ("--connections=16", "--window=4", "--size=16384"),
        target=0.90,
    ),
    Workload("churn", "connect, one 64 B echo, close; 64 at a time", "churn", ("--connections=64",), target=0.85),
    Workload("idle", "10,000 idle connections", "idle", ("--connections=10000",)),
    Workload(
        "tls-ping-pong-64",
        "TLS ping-pong 64 B, 64 connections",
        "ping-pong",
        ("--connections=64",),
        target=0.92,
        tls=True,
    ),
    Workload(
        "tls-pipelined",
        "TLS, CRLF lines of 64 B, 16 in flight, 64 connections",
        "pipelined",
        ("--connections=64", "--window=16", "--size=64"),
        mode="lines",
        tls=True,
    ),
    Workload(
        "tls-bulk",
        "TLS, 16 KiB messages, 4 in flight, 16 connections",
        "bulk",
        ("--connections=16", "--window=4", "--size=16384"),
        target=0.92,
        tls=True,
    ),
    Workload(
        "tls-handshake",
        "connect, full TLS 1.3 handshake, one 64 B echo, close; 16 at a time",
        "churn",
        ("--connections=16",),
        target=0.95,
        tls=True,
    ),
    Workload(
        "tls-storm",
        "TLS ping-pong 64 B, 32 connections, beside 500 new handshakes/s",
        "storm",
        ("--connections=32", "--rate=500"),
        most=2,
        tls=True,
    ),
    Workload("tls-idle", "5,000 idle TLS connections", "idle", ("--connections=5000",), most=17 * 1024, tls=True),
)


def chosen_workloads(names):
    """The workloads called, or beginning with, one of the comma-separated names; all for an empty string."""
    if not names:
        return list(WORKLOADS)
    result = []
    for name in names.split(","):
        found = [work for work in WORKLOADS if work.name == name] or [
            work for work in WORKLOADS if work.name.startswith(name)
        ]
        if not found:
            raise SystemExit(f"no workload {name}; there are: {', '.join(work.name for work in WORKLOADS)}")
        result += [work for work in found if work not in result]
    return result


def chosen_servers(names):
    """The servers called by the comma-separated names, their baselines always first; all for an empty string."""
    wanted = names.split(",") if names else [name for name, server in SERVERS.items() if server.by_default]
    for name in wanted:
        if name not in SERVERS:
            raise SystemExit(f"no server {name}; there are: {', '.join(SERVERS)}")
    baselines = dict.fromkeys(BASELINES[SERVERS[name].tls] for name in wanted)
    return [SERVERS[name] for name in dict.fromkeys([*baselines, *wanted])]
