"""Starts one server and one generator, each on its core, and brings back what was measured."""

import json
import os
import resource
import select
import subprocess
import tempfile
import threading


class Failure(Exception):
    """A run that must not become a number: an error, a mismatch, a crash, a time-out."""


class Harness:
    def __init__(self, binaries, server_core, generator_core, warm_up, seconds):
        self.binaries = binaries
        self.server_core = server_core
        self.generator_core = generator_core
        self.warm_up = warm_up
        self.seconds = seconds

    def has(self, server):
        return os.access(os.path.join(self.binaries, server.binary), os.X_OK)

    def run(self, server, work, on_measuring=lambda pid: None):
        """The generator's result as a dictionary. `on_measuring` is called when the measured period begins."""
        with _Child(self._server_command(server, work), self.server_core) as target:
            port = _port_of(target)
            result = self._generate(target.pid, port, work, on_measuring)
            target.end_by_sigterm()
            return result

    def _server_command(self, server, work):
        extra = server.extra.get(work.kind, ())
        return [os.path.join(self.binaries, server.binary), "--port=0", f"--mode={work.mode}", *extra]

    def _generate(self, server_pid, port, work, on_measuring):
        command = [
            os.path.join(self.binaries, "load_generator"),
            f"--workload={work.kind}",
            f"--port={port}",
            f"--server-pid={server_pid}",
            f"--warm-up={self.warm_up}",
            f"--seconds={self.seconds}",
            *work.arguments,
        ]
        result = None
        with _Child(command, self.generator_core, time_limit=self.warm_up + self.seconds + 60) as generator:
            for line in generator.stdout:
                message = json.loads(line)
                if message.get("event") == "measuring":
                    on_measuring(server_pid)
                else:
                    result = message
                    generator.stdin.close()  # idle connections are held until now
            generator.expect_success()
        if result is None:
            raise Failure("the generator printed no result")
        return result


class _Child:
    """A pinned process that is gone when the block ends, whatever happened."""

    def __init__(self, command, core, time_limit=None):
        self.name = os.path.basename(command[0])
        self.errors = tempfile.TemporaryFile(mode="w+")
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            text=True,
            preexec_fn=lambda: _prepare(core),
        )
        self.timer = threading.Timer(time_limit, self.process.kill) if time_limit else None
        if self.timer:
            self.timer.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.timer:
            self.timer.cancel()
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.process.stdin.close()
        self.errors.close()

    @property
    def pid(self):
        return self.process.pid

    @property
    def stdin(self):
        return self.process.stdin

    @property
    def stdout(self):
        return self.process.stdout

    def expect_success(self, time_limit=30):
        try:
            status = self.process.wait(time_limit)
        except subprocess.TimeoutExpired:
            raise Failure(f"{self.name} did not end within {time_limit} s") from None
        if status != 0:
            raise Failure(f"{self.name} ended with status {status}: {self.error_text()}")

    def end_by_sigterm(self):
        if self.process.poll() is not None:
            raise Failure(f"{self.name} ended by itself, status {self.process.returncode}: {self.error_text()}")
        self.process.terminate()
        self.expect_success()

    def error_text(self):
        self.errors.seek(0)
        return self.errors.read().strip() or "(no message)"


def _prepare(core):
    """In the child, before it becomes the server or the generator."""
    os.sched_setaffinity(0, {core})
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _port_of(server, time_limit=20):
    readable, _, _ = select.select([server.stdout], [], [], time_limit)
    line = server.stdout.readline() if readable else ""
    word, _, number = line.partition(" ")
    if word != "PORT" or not number.strip().isdigit():
        raise Failure(f"{server.name} printed no PORT line but {line!r}: {server.error_text()}")
    return int(number)
