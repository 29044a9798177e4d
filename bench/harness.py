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
    """`certificate` is the path of a PEM file with a key and its certificate, for the workloads with TLS."""

    def __init__(self, binaries, server_core, generator_core, warm_up, seconds, certificate, realtime=False):
        self.binaries = binaries
        self.server_core = server_core
        self.generator_core = generator_core
        self.warm_up = warm_up
        self.seconds = seconds
        self.certificate = certificate
        self.realtime = realtime

    def has(self, server):
        return os.access(os.path.join(self.binaries, server.binary), os.X_OK)

    def run(self, server, work, on_measuring=lambda pid: None):
        """The generator's result as a dictionary. `on_measuring` is called when the measured period begins."""
        with Child(self._server_command(server, work), self.server_core, self.realtime) as target:
            port = _port_of(target)
            result = self._generate(target.pid, port, work, on_measuring)
            target.end_by_sigterm()
            return result

    def _server_command(self, server, work):
        extra = server.extra.get(work.kind, ())
        tls = (f"--cert={self.certificate}", f"--key={self.certificate}") if work.tls else ()
        return [os.path.join(self.binaries, server.binary), "--port=0", f"--mode={work.mode}", *extra, *tls]

    def _generate(self, server_pid, port, work, on_measuring):
        command = [
            os.path.join(self.binaries, "load_generator"),
            f"--workload={work.kind}",
            f"--port={port}",
            f"--server-pid={server_pid}",
            f"--warm-up={self.warm_up}",
            f"--seconds={self.seconds}",
            f"--tls={'yes' if work.tls else 'no'}",
            *work.arguments,
        ]
        result = None
        time_limit = 2 * (self.warm_up + self.seconds) + 60  # a storm measures twice
        with Child(command, self.generator_core, self.realtime, time_limit) as generator:
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


def mint_certificate(folder):
    """Writes a key on P-256 and a self-signed certificate for it into one file, and returns its path."""
    key, certificate, both = (os.path.join(folder, name) for name in ("key.pem", "certificate.pem", "both.pem"))
    command = ("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-sha256",
               "-subj", "/CN=localhost", "-days", "2", "-keyout", key, "-out", certificate)
    try:
        subprocess.run(command, capture_output=True, text=True, check=True)
    except OSError as error:
        raise Failure(f"no certificate for TLS: {error}") from None
    except subprocess.CalledProcessError as error:
        raise Failure(f"no certificate for TLS: {error.stderr.strip()}") from None
    with open(both, "w", encoding="ascii") as file:
        for part in (key, certificate):
            with open(part, encoding="ascii") as source:
                file.write(source.read())
    return both


class Child:
    """A pinned process that is gone when the block ends, whatever happened."""

    def __init__(self, command, core, realtime=False, time_limit=None, stdout=subprocess.PIPE):
        self.name = os.path.basename(command[0])
        self.errors = tempfile.TemporaryFile(mode="w+")
        try:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=stdout,
                stderr=self.errors,
                text=True,
                preexec_fn=lambda: _prepare(core, realtime),
            )
        except subprocess.SubprocessError as error:  # what _prepare does needs rights
            raise Failure(f"{self.name} could not be pinned, or made --realtime: {error}") from None
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
        if self.process.stdout:
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

    def expect_success(self, time_limit=30, success=0):
        try:
            status = self.process.wait(time_limit)
        except subprocess.TimeoutExpired:
            raise Failure(f"{self.name} did not end within {time_limit} s") from None
        if status != success:
            raise Failure(f"{self.name} ended with status {status}: {self.error_text()}")

    def expect_running(self):
        if self.process.poll() is not None:
            raise Failure(f"{self.name} ended by itself, status {self.process.returncode}: {self.error_text()}")

    def end_by_sigterm(self, success=0):
        self.expect_running()
        self.process.terminate()
        self.expect_success(success=success)

    def error_text(self):
        self.errors.seek(0)
        return self.errors.read().strip() or "(no message)"


def _prepare(core, realtime):
    """In the child, before it becomes the server or the generator."""
    os.sched_setaffinity(0, {core})
    if realtime:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _port_of(server, time_limit=20):
    readable, _, _ = select.select([server.stdout], [], [], time_limit)
    line = server.stdout.readline() if readable else ""
    word, _, number = line.partition(" ")
    if word != "PORT" or not number.strip().isdigit():
        raise Failure(f"{server.name} printed no PORT line but {line!r}: {server.error_text()}")
    return int(number)
