"""Turns the rounds' results into markdown tables."""

import os
import platform
import re
import subprocess
from statistics import median


LIBRARIES = ("libcaf-dev", "libssl-dev", "libboost-dev", "libuv1-dev")


def machine(build_dir, server_core, generator_core, libraries=LIBRARIES):
    """The lines that say where the numbers come from."""
    lines = [
        f"- CPU: {_cpu_model()}, {os.cpu_count()} cores; server on core {server_core}, generator on core {generator_core}",
        f"- kernel: {platform.system()} {platform.release()} {platform.machine()}, TCP congestion control {_congestion()}",
        f"- build: {_build(build_dir)}",
    ]
    packages = _packages(*libraries)
    if packages:
        lines.append(f"- libraries: {packages}")
    return "\n".join(lines)


def load_average():
    return "load average " + " ".join(f"{value:.2f}" for value in os.getloadavg())


def message_table(results, works, servers):
    """CPU, ratio, throughput and latency of every workload that sends messages."""
    rows = []
    for work in works:
        baseline = results.get((work.name, work.baseline), {})
        for server in servers:
            rounds = results.get((work.name, server.name), {})
            if not work.is_idle and not work.is_storm and rounds:
                rows.append(_message_row(work, server, rounds, baseline))
    head = ("workload", "server", "CPU µs/message", "bare / server, median (min..max)", "messages/s", "p50 µs", "p99 µs",
            "server busy", "generator busy")
    return table(head, rows)


def idle_table(results, works, servers):
    """User-space memory of a connection that has had its first turn."""
    rows = []
    for work in works:
        for server in servers:
            rounds = results.get((work.name, server.name), {}).values()
            if work.is_idle and rounds:
                rows.append((
                    work.title,
                    server.name,
                    _limited(work, server, [one["bytes_per_connection"] for one in rounds], "{:,.0f}"),
                    f"{median(one['total_bytes'] for one in rounds) / 2**20:.1f}",
                ))
    return table(("workload", "server", "bytes/connection", "whole process, MiB"), rows)


def storm_table(results, works, servers):
    """What live connections feel of the handshakes of others."""
    rows = []
    for work in works:
        for server in servers:
            rounds = results.get((work.name, server.name), {}).values()
            if work.is_storm and rounds:
                rows.append(_storm_row(work, server, rounds))
    head = ("workload", "server", "p99 µs without", "p99 µs with", "with / without, median (min..max)",
            "messages/s without", "messages/s with", "handshakes/s", "handshake p50 µs", "handshake p99 µs", "server busy", "generator busy")
    return table(head, rows)


def _storm_row(work, server, rounds):
    def mid(key, form="{:,.0f}"):
        return form.format(median(one[key] for one in rounds))

    ratios = [one["p99_ratio"] for one in rounds]
    return (
        work.title,
        server.name,
        mid("quiet_p99_us"),
        mid("p99_us"),
        _limited(work, server, ratios, "{:.2f}", f" ({min(ratios):.2f}..{max(ratios):.2f})"),
        mid("quiet_messages_per_second"),
        mid("messages_per_second"),
        mid("storm_per_second"),
        mid("storm_p50_us"),
        mid("storm_p99_us"),
        mid("server_busy", "{:.0%}").replace("%", " %"),
        mid("generator_busy", "{:.0%}").replace("%", " %"),
    )


def _limited(work, server, values, form, spread=""):
    """The median, and for Troupe whether it stays below what the workload allows."""
    middle = median(values)
    text = form.format(middle) + spread
    if server.is_troupe and work.most:
        text += f", at most {form.format(work.most)} {'met' if middle <= work.most else 'MISSED'}"
    return text


def _message_row(work, server, rounds, baseline):
    def mid(key):
        return median(one[key] for one in rounds.values())

    return (
        work.title,
        server.name,
        f"{mid('cpu_ns_per_message') / 1000:.2f}",
        _ratio(work, server, rounds, baseline),
        f"{mid('messages_per_second'):,.0f}",
        f"{mid('p50_us'):,.0f}",
        f"{mid('p99_us'):,.0f}",
        f"{100 * mid('server_busy'):.0f} %",
        f"{100 * mid('generator_busy'):.0f} %",
    )


def _ratio(work, server, rounds, baseline):
    """Only within a round: the two runs were neighbours in time, so a slow minute of the machine hits both."""
    if server.name == work.baseline:
        return "1"
    ratios = [
        baseline[number]["cpu_ns_per_message"] / one["cpu_ns_per_message"]
        for number, one in rounds.items()
        if number in baseline
    ]
    if not ratios:
        return "no baseline"
    text = f"{median(ratios):.2f} ({min(ratios):.2f}..{max(ratios):.2f})"
    if server.is_troupe and work.target:
        text += f", target {work.target:.2f} {'met' if median(ratios) >= work.target else 'MISSED'}"
    return text


def table(head, rows):
    if not rows:
        return ""
    # Numbers to the right, from the third column on.
    rule = ["---" if i < 2 else "---:" for i in range(len(head))]
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, rule, *rows))


def _cpu_model():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        found = re.search(r"^model name\s*:\s*(.*)$", file.read(), re.MULTILINE)
    return found.group(1) if found else platform.processor()


def _congestion():
    with open("/proc/sys/net/ipv4/tcp_congestion_control", encoding="utf-8") as file:
        return file.read().strip()


def _build(build_dir):
    try:
        with open(os.path.join(build_dir, "CMakeCache.txt"), encoding="utf-8") as file:
            cache = dict(re.findall(r"^(\w+):\w+=(.*)$", file.read(), re.MULTILINE))
    except OSError:
        return "unknown"
    build_type = cache.get("CMAKE_BUILD_TYPE", "")
    flags = f"{cache.get('CMAKE_CXX_FLAGS', '')} {cache.get('CMAKE_CXX_FLAGS_' + build_type.upper(), '')}".strip()
    return f"{build_type or 'no build type'} ({flags}), {_first_line(cache.get('CMAKE_CXX_COMPILER', 'c++'), '--version')}"


def _packages(*names):
    command = ("dpkg-query", "-W", "-f", "${Package} ${Version}, ", *names)
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.rstrip(", ")
    except OSError:
        return ""


def _first_line(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[0]
    except (OSError, subprocess.CalledProcessError, IndexError):
        return command[0]
