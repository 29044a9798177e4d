#!/usr/bin/python3
"""Measures the echo servers against each other and prints a markdown table. README.md says how to read it."""

import argparse
import json
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True  # no __pycache__ in the source tree

import perf_profile  # noqa: E402
import report  # noqa: E402
from harness import Failure, Harness, mint_certificate  # noqa: E402
from workloads import SERVERS, chosen_servers, chosen_workloads  # noqa: E402

PACKAGES = ("g++", "cmake", "ninja-build", "libcaf-dev", "libssl-dev", "openssl", "libfmt-dev", "libboost-dev",
            "libuv1-dev")
IDLE_ROUNDS = 3  # memory hardly varies, and opening 10,000 connections takes its time
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def parse_arguments():
    cores = sorted(os.sched_getaffinity(0))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=11, help="times everything is measured (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=0.5, help="measured period of a run (default: %(default)s)")
    parser.add_argument("--warm-up", type=float, default=0.3, help="seconds before it (default: %(default)s)")
    parser.add_argument("--only", default="", metavar="WORKLOADS", help="names or their beginnings: ping-pong,churn")
    parser.add_argument("--servers", default="", help="of " + ",".join(SERVERS) + "; bare and bare-tls run beside"
                        " what is compared with them; bare-again and bare-tls-again show the noise")
    parser.add_argument("--build-dir", default=os.path.join(ROOT, "build"), help="default: %(default)s")
    parser.add_argument("--no-build", action="store_true", help="take the binaries as they are")
    parser.add_argument("--server-core", type=int, default=cores[0])
    parser.add_argument("--generator-core", type=int, default=cores[min(1, len(cores) - 1)])
    parser.add_argument("--realtime", action="store_true", help="as root: server and generator take their cores from"
                        " everybody else, so that latencies mean something on a busy machine")
    parser.add_argument("--raw", metavar="FILE", help="also write every single result, as JSON lines")
    parser.add_argument("--perf", metavar="SERVER", choices=SERVERS,
                        help="instead: profile this server in the first workload of --only (default: ping-pong-64)")
    return parser.parse_args()


def build(build_dir):
    """Installs the libraries and builds the suite; a build folder that exists keeps its source, type and flags."""
    installer = os.path.join(ROOT, ".ci", "install")
    if os.path.exists(installer):  # without its package a peer is only left out, so a failure here is not the end
        subprocess.run((installer, *PACKAGES), stdout=sys.stderr, check=False)
    if os.path.exists(os.path.join(build_dir, "CMakeCache.txt")):
        _cmake("-DTROUPE_BENCH=ON", build_dir)
    else:
        _cmake("-S", ROOT, "--preset", "release", "-B", build_dir, "-DTROUPE_BENCH=ON")
    _cmake("--build", build_dir, "--target", "bench_all")


def _cmake(*arguments):
    if subprocess.run(("cmake", *arguments), stdout=sys.stderr, check=False).returncode != 0:
        raise SystemExit(f"cmake {' '.join(arguments)} failed")


def measure(harness, works, servers, rounds, raw):
    """Results by (workload, server) and round. Within a round the servers follow one another in each workload, and
    every round begins with another server, so that none profits from its place."""
    results = {}
    failures = []
    for number in range(rounds):
        for work in works:
            if work.is_idle and number >= IDLE_ROUNDS:
                continue
            able = [server for server in servers if server.tls == work.tls]
            shift = number % len(able) if able else 0
            for server in able[shift:] + able[:shift]:
                print(f"round {number + 1}/{rounds}: {work.name} on {server.name}", file=sys.stderr, flush=True)
                try:
                    result = harness.run(server, work)
                except Failure as failure:
                    failures.append(f"round {number + 1}, {work.name} on {server.name}: {failure}")
                    print(f"FAILED {failures[-1]}", file=sys.stderr, flush=True)
                    continue
                results.setdefault((work.name, server.name), {})[number] = result
                if raw:
                    print(json.dumps({"round": number, "name": work.name, "server": server.name, **result}), file=raw,
                          flush=True)
    return results, failures


def print_report(results, failures, missing, works, servers, arguments, load_before):
    print(f"{arguments.rounds} rounds of {arguments.seconds:g} s, medians; a message is a whole echo, in churn and"
          " handshakes a whole connection.\n")
    print(report.machine(arguments.build_dir, arguments.server_core, arguments.generator_core))
    print(f"- {load_before} before, {report.load_average()} after")
    for server in missing:
        print(f"- {server.name} was left out: {server.binary} is not built")
    print()
    for table in (report.message_table, report.storm_table, report.idle_table):
        if text := table(results, works, servers):
            print(text + "\n")
    if any(work.is_idle for work in works):
        print("Memory is user space only: growth of the server's anonymous pages (RssAnon) between one connection gone"
              "\nand all connections idle after one echo each, divided by their number. Kernel buffers are not in it.\n")
    for failure in failures:
        print(f"**FAILED** {failure}")


def main():
    arguments = parse_arguments()
    works = works_of(arguments)
    wanted = [server for server in chosen_servers(arguments.servers) if any(work.tls == server.tls for work in works)]
    if not arguments.no_build:
        build(arguments.build_dir)
    with tempfile.TemporaryDirectory(prefix="troupe-bench-") as folder:
        certificate = mint_certificate(folder) if any(work.tls for work in works) else None
        harness = Harness(os.path.join(arguments.build_dir, "bench"), arguments.server_core, arguments.generator_core,
                          arguments.warm_up, arguments.seconds, certificate, arguments.realtime)
        if arguments.perf:
            print(perf_profile.record(harness, SERVERS[arguments.perf], works[0], harness.binaries))
            return 0
        return compare(harness, works, wanted, arguments)


def works_of(arguments):
    """The workloads asked for; for a profile those that its server can serve."""
    if not arguments.perf:
        return chosen_workloads(arguments.only)
    tls = SERVERS[arguments.perf].tls
    works = chosen_workloads(arguments.only or ("tls-ping-pong-64" if tls else "ping-pong-64"))
    if works[0].tls != tls:
        raise SystemExit(f"{arguments.perf} does not serve {works[0].name}")
    return works


def compare(harness, works, wanted, arguments):
    """Measures, prints the report, and returns the exit status."""
    servers = [server for server in wanted if harness.has(server)]
    missing = [server for server in wanted if server not in servers]
    if not servers:
        raise SystemExit(f"nothing to measure in {harness.binaries}")
    load_before = report.load_average()
    raw = open(arguments.raw, "w", encoding="utf-8") if arguments.raw else None
    results, failures = measure(harness, works, servers, arguments.rounds, raw)
    print_report(results, failures, missing, works, servers, arguments, load_before)
    return 1 if failures else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as failure:
        sys.exit(f"FAILED: {failure}")
    except KeyboardInterrupt:
        sys.exit("interrupted")
