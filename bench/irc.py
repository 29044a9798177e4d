#!/usr/bin/python3
"""Measures IRC servers against each other: one channel, all of whose members get what some of them say. Prints a
markdown table. README.md says how to read it."""

import argparse
import json
import os
import subprocess
import sys
from statistics import median

sys.dont_write_bytecode = True  # no __pycache__ in the source tree

import report  # noqa: E402
from harness import Child, Failure  # noqa: E402
from irc_servers import SERVERS  # noqa: E402
from run import ROOT  # noqa: E402

BASELINE = "ngircd"
PACKAGES = ("g++", "cmake", "ninja-build", "libcaf-dev", "libssl-dev", "openssl", "libfmt-dev")
SET_UP_LIMIT = 240  # seconds: a thousand members get a million lines as they join


def parse_arguments():
    cores = sorted(os.sched_getaffinity(0))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="times everything is measured (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=5, help="measured period of a run (default: %(default)s)")
    parser.add_argument("--warm-up", type=float, default=1, help="seconds before it (default: %(default)s)")
    parser.add_argument("--members", type=int, default=1000, help="of the channel (default: %(default)s)")
    parser.add_argument("--senders", type=int, default=8, help="members who speak (default: %(default)s)")
    parser.add_argument("--window", type=int, default=1, help="messages of a sender on their way (default: %(default)s)")
    parser.add_argument("--size", type=int, default=64, help="bytes of a message's text (default: %(default)s)")
    parser.add_argument("--servers", default=",".join(SERVERS), help="default: %(default)s; " + BASELINE + " always runs")
    parser.add_argument("--build-dir", default=os.path.join(ROOT, "build"), help="default: %(default)s")
    parser.add_argument("--no-build", action="store_true", help="take the binaries, and the packages, as they are")
    parser.add_argument("--server-core", type=int, default=cores[0])
    parser.add_argument("--generator-core", type=int, default=cores[min(1, len(cores) - 1)])
    parser.add_argument("--raw", metavar="FILE", help="also write every single result, as JSON lines")
    return parser.parse_args()


def chosen_servers(names):
    wanted = [BASELINE, *(name for name in names.split(",") if name)]
    for name in wanted:
        if name not in SERVERS:
            raise SystemExit(f"no server {name}; there are: {', '.join(SERVERS)}")
    return [SERVERS[name] for name in dict.fromkeys(wanted)]


def build(build_dir, servers):
    packages = [*PACKAGES, *(server.package for server in servers if server.package)]
    commands = [[os.path.join(ROOT, ".ci", "install"), *packages]]
    if os.path.exists(os.path.join(build_dir, "CMakeCache.txt")):
        commands.append(["cmake", "-DTROUPE_BENCH=ON", build_dir])
    else:
        commands.append(["cmake", "-S", ROOT, "--preset", "release", "-B", build_dir, "-DTROUPE_BENCH=ON"])
    commands.append(["cmake", "--build", build_dir, "--target", "bench_irc_load"])
    commands.append(["cmake", "--build", build_dir, "--target", "example_chat"])
    for command in commands:
        if subprocess.run(command, stdout=sys.stderr, check=False).returncode != 0:
            raise SystemExit(f"{' '.join(command)} failed")


def run_once(server, arguments):
    """The generator's result as a dictionary."""
    with server.running(arguments.build_dir, arguments.server_core) as nodes:
        command = [
            os.path.join(arguments.build_dir, "bench", "irc_load"),
            "--servers=" + ",".join(f"{node.port}:{node.child.pid}" for node in nodes),
            *(f"--{name.replace('_', '-')}={getattr(arguments, name)}"
              for name in ("members", "senders", "window", "size", "warm_up", "seconds")),
        ]
        limit = SET_UP_LIMIT + 2 * (arguments.warm_up + arguments.seconds)
        result = None
        with Child(command, arguments.generator_core, time_limit=limit) as generator:
            for line in generator.stdout:
                message = json.loads(line)
                if "deliveries" in message:
                    result = message
            generator.expect_success()
        if result is None:
            raise Failure("the generator printed no result")
        return result


def measure(servers, arguments, raw):
    """Results by server and round. Every round begins with another server, so that none profits from its place."""
    results = {server.name: {} for server in servers}
    failures = []
    for number in range(arguments.rounds):
        shift = number % len(servers)
        for server in servers[shift:] + servers[:shift]:
            print(f"round {number + 1}/{arguments.rounds}: {server.name}", file=sys.stderr, flush=True)
            try:
                result = run_once(server, arguments)
            except Failure as failure:
                failures.append(f"round {number + 1}, {server.name}: {failure}")
                print(f"FAILED {failures[-1]}", file=sys.stderr, flush=True)
                continue
            results[server.name][number] = result
            if raw:
                print(json.dumps({"round": number, "server": server.name, **result}), file=raw, flush=True)
    return results, failures


def delivery_table(results, servers):
    rows = [_row(server, results[server.name], results[BASELINE]) for server in servers if results[server.name]]
    head = ("server", "nodes", "CPU µs/delivery", f"{BASELINE} / server, median (min..max)", "deliveries/s", "messages/s",
            "p50 ms", "p99 ms", "servers busy", "generator busy")
    return report.table(head, rows)


def _row(server, rounds, baseline):
    def mid(key, form="{:,.0f}", factor=1):
        return form.format(factor * median(one[key] for one in rounds.values()))

    ratios = [baseline[number]["cpu_ns_per_delivery"] / one["cpu_ns_per_delivery"]
              for number, one in rounds.items() if number in baseline]
    ratio = f"{median(ratios):.2f} ({min(ratios):.2f}..{max(ratios):.2f})" if ratios else "no baseline"
    return (
        server.name,
        str(server.nodes),
        mid("cpu_ns_per_delivery", "{:.3f}", 1e-3),
        "1" if server.name == BASELINE else ratio,
        mid("deliveries_per_second"),
        mid("messages_per_second"),
        mid("p50_us", "{:.1f}", 1e-3),
        mid("p99_us", "{:.1f}", 1e-3),
        mid("server_busy", "{:.0f} %", 100),
        mid("generator_busy", "{:.0f} %", 100),
    )


def main():
    arguments = parse_arguments()
    wanted = chosen_servers(arguments.servers)
    if not arguments.no_build:
        build(arguments.build_dir, wanted)
    servers = [server for server in wanted if server.program(arguments.build_dir)]
    load_before = report.load_average()
    raw = open(arguments.raw, "w", encoding="utf-8") if arguments.raw else None
    if BASELINE not in [server.name for server in servers]:
        raise SystemExit(f"{BASELINE} is not installed")
    results, failures = measure(servers, arguments, raw)

    print(f"{arguments.members:,} members of one channel, {arguments.senders} of them speak, {arguments.window} messages of"
          f" {arguments.size} bytes each on their way;\n{arguments.rounds} rounds of {arguments.seconds:g} s, medians. A"
          " delivery is one message to one member.\n")
    print(report.machine(arguments.build_dir, arguments.server_core, arguments.generator_core,
                         ("libcaf-dev", *(server.package for server in servers if server.package))))
    print(f"- {load_before} before, {report.load_average()} after")
    for server in wanted:
        if server not in servers:
            print(f"- {server.name} was left out: it is not there")
    print("\n" + delivery_table(results, servers) + "\n")
    for failure in failures:
        print(f"**FAILED** {failure}")
    return 1 if failures else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as failure:
        sys.exit(f"FAILED: {failure}")
    except KeyboardInterrupt:
        sys.exit("interrupted")
