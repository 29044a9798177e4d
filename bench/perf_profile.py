"""Records a CPU profile of one server in one workload (perf record -g)."""

import os
import subprocess

from harness import Failure


def record(harness, server, work, folder):
    """Writes perf data into `folder` and returns the head of its report."""
    _require_perf()
    # perf takes a moment to start and must be done before the server ends.
    harness.seconds = max(harness.seconds, 4)
    recorded = harness.seconds * 0.7
    data = os.path.join(folder, f"perf-{server.name}-{work.name}.data")
    recorders = []

    def start(pid):
        command = ("perf", "record", "-q", "-g", "-F", "1999", "-p", str(pid), "-o", data,
                   "--", "sleep", str(recorded))
        recorders.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True))

    harness.run(server, work, on_measuring=start)
    for recorder in recorders:
        _, errors = recorder.communicate(timeout=60)
        if recorder.returncode != 0:
            raise Failure(f"perf record ended with status {recorder.returncode}: {errors.strip()}")
    report = subprocess.run(
        ("perf", "report", "-i", data, "--stdio", "--no-children", "-g", "none", "--percent-limit", "0.5"),
        capture_output=True, text=True, check=True,
    ).stdout
    lines = [line.rstrip() for line in report.splitlines() if line.strip() and not line.startswith("#")]
    return f"{data}\n" + "\n".join(lines[:60])


def _require_perf():
    try:
        subprocess.run(("perf", "stat", "-e", "task-clock", "true"), capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise Failure(f"perf does not work here: {error}") from None
