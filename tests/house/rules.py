"""Rejects what the design forbids and no compiler sees. Usage: rules.py SOURCE_ROOT

One line for every offence, as FILE:LINE: RULE; exit status 1 when there is one.
"""

import pathlib
import re
import sys

LAYERS = ["net", "tls", "actors", "api"]  # a file includes its own layer and those before it
FOLDERS = LAYERS + ["examples", "bench", "tests"]
MOST_LINES = 400
MOST_EXAMPLE_LINES = 119  # of an example in one file
MOST_PROGRAM_LINES = 300  # of a file of an example in a folder
MOST_COLUMNS = 120

INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]')
STANDARD = re.compile(r"[a-z_0-9]+")
# The folders of the chat server that hold nothing but values: no actors, no sockets, no library but fmt, no clock. Each
# includes itself and those before it.
CHAT_LAYERS = ["irc", "state", "commands"]
# Where nodes link, with CAF's own TLS: it needs OpenSSL's error queue emptied, and an HMAC.
CHAT_LINKS = re.compile(r"examples/chat/cluster/")
CHAT_VALUES = re.compile(rf"examples/chat/({'|'.join(CHAT_LAYERS)})/")
SLEEP = re.compile(r"\b(?:sleep|usleep|nanosleep|clock_nanosleep|sleep_for|sleep_until)\s*\(")
CLOCK = re.compile(r"\bclock::now\s*\(|_clock::now\s*\(|\bclock_gettime\s*\(|\bgettimeofday\s*\(")
THREAD = re.compile(r"\bstd::j?thread\b|\bpthread_create\b|\bstd::async\b")
UNFINISHED = re.compile(r"\b(?:TODO|FIXME|XXX)\b")
# Comments and literals; a raw string is taken whole.
NOT_CODE = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"([^()\\ ]*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', re.DOTALL)


class Source:
    """One C++ file: its path in the repository, its lines, and the same lines without comments and literals."""

    def __init__(self, root, path):
        self.path = path.relative_to(root).as_posix()
        self.folder = self.path.split("/")[0]
        text = path.read_text(encoding="utf-8")
        self.lines = text.splitlines()
        # A digit separator is no character literal.
        text = re.sub(r"(?<=[0-9a-fA-F])'(?=[0-9a-fA-F])", "", text)
        self.code = NOT_CODE.sub(lambda match: "\n" * match[0].count("\n"), text).splitlines()

    def is_header(self):
        return self.path.endswith(".hpp")

    def in_program(self):
        """Whether it belongs to an example that is a folder."""
        return self.folder == "examples" and self.path.count("/") > 1

    def chat_layer(self):
        """The folder of values of the chat server that it belongs to, or None."""
        match = CHAT_VALUES.match(self.path)
        return match and match[1]

    def may_use_caf(self):
        """Whether an example may include CAF: it is a program of its own, or about actors."""
        return self.in_program() or any(layer_of(include) == "actors" for _, _, include in self.includes())

    def includes(self):
        """(line number, quote, path) of every include."""
        for number, line in enumerate(self.lines, 1):
            if match := INCLUDE.match(line):
                yield number, match[1], match[2]

    def matches(self, pattern):
        """The numbers of the lines whose code matches."""
        return [number for number, line in enumerate(self.code, 1) if pattern.search(line)]


def layer_of(include):
    """The layer an include path leads into, or None."""
    parts = include.split("/")
    return parts[1] if parts[0] == "troupe" and len(parts) > 2 and parts[1] in LAYERS else None


def check_include(source, quote, include):
    """What is wrong with one include, whatever else the file includes."""
    layer = layer_of(include)
    if quote == '"' and not include.startswith("troupe/"):
        return 'a path in quotes begins with "troupe/"'
    if source.folder in LAYERS:
        if layer and LAYERS.index(layer) > LAYERS.index(source.folder):
            return f"{source.folder}/ may not include {layer}/: api -> actors -> tls -> net"
        if include.startswith("troupe/") and not layer:
            return f"the library may not include {include}"
        if include.startswith("caf/") and source.folder != "actors" and not re.fullmatch(r"api/.*\.cpp", source.path):
            return "CAF appears only in actors/ and api/*.cpp"
        if include.startswith("openssl/") and source.folder != "tls":
            return "OpenSSL appears only in tls/"
    if source.folder == "examples":
        if layer in ("net", "tls") or (include.startswith("openssl/") and not CHAT_LINKS.match(source.path)):
            return "an example includes public headers only: api/, actors/"
        if include.startswith("caf/") and not source.may_use_caf():
            return "only an example that includes actors/ includes CAF"
        if (own := source.chat_layer()) and not may_include(own, include):
            return f"examples/chat/{own}/ is values: it may not include {include}"
    return None


def may_include(own, include):
    """Whether the folder `own` of the chat server, one of values, may include it."""
    if include.startswith("troupe/"):
        match = CHAT_VALUES.match(include[len("troupe/"):])
        return match is not None and CHAT_LAYERS.index(match[1]) <= CHAT_LAYERS.index(own)
    return include.startswith("fmt/") or STANDARD.fullmatch(include) is not None


def most_lines(source):
    """How many lines a file may have."""
    if source.folder != "examples":
        return MOST_LINES
    return MOST_PROGRAM_LINES if source.in_program() else MOST_EXAMPLE_LINES


def check_file(source):
    """(line, rule) for every offence of one file, looked at on its own."""
    most = most_lines(source)
    if len(source.lines) > most:
        yield most + 1, f"{len(source.lines)} lines, at most {most} are allowed"
    if source.is_header() and "#pragma once" not in source.lines:
        yield 1, "a header says #pragma once"
    for number, quote, include in source.includes():
        if wrong := check_include(source, quote, include):
            yield number, wrong
    for number, line in enumerate(source.lines, 1):
        if len(line) > MOST_COLUMNS:
            yield number, f"{len(line)} columns, at most {MOST_COLUMNS} are allowed"
        if UNFINISHED.search(line):
            yield number, "unfinished work belongs into an issue"
    if source.folder == "tests":
        for number in source.matches(SLEEP):
            yield number, "a test may not sleep"
    if source.folder in ("net", "tls"):
        for number in source.matches(THREAD):
            yield number, f"{source.folder}/ owns no thread"
        if not source.path.endswith("_loop.cpp"):
            for number in source.matches(CLOCK):
                yield number, "only the event loop reads the clock"
    if own := source.chat_layer():
        for number in source.matches(CLOCK) + source.matches(THREAD):
            yield number, f"examples/chat/{own}/ is values: no clock, no thread"


def check_public_headers(sources):
    """(source, line, rule) for what the public headers of api/ include besides std and api headers.

    Public is api/tcp_server.hpp, every api header that an example includes, and all that those include.
    """
    by_path = {source.path: source for source in sources}
    public = {"api/tcp_server.hpp"}
    for source in sources:
        if source.folder == "examples":
            public |= {include[len("troupe/"):] for _, _, include in source.includes() if layer_of(include) == "api"}
    waiting = sorted(public & by_path.keys())
    while waiting:
        source = by_path[waiting.pop()]
        for number, quote, include in source.includes():
            if layer_of(include) == "api":
                path = include[len("troupe/"):]
                if path in by_path and path not in public:
                    public.add(path)
                    waiting.append(path)
            elif quote == '"' or not STANDARD.fullmatch(include):
                yield source, number, f"a public header of api/ includes only std and api headers, not {include}"


def offences(root):
    """Every offence of the tree, as a line of text."""
    root = pathlib.Path(root)
    paths = [path for folder in FOLDERS for path in sorted((root / folder).rglob("*.[ch]pp"))]
    sources = [Source(root, path) for path in paths]
    found = [(source.path, line, rule) for source in sources for line, rule in check_file(source)]
    found += [(source.path, line, rule) for source, line, rule in check_public_headers(sources)]
    return [f"{path}:{line}: {rule}" for path, line, rule in sorted(found)]


def main():
    found = offences(sys.argv[1])
    print(*found, f"{len(found)} offences", sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
