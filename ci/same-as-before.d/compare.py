"""Runs two programs on the same sweeps and compares all that they put out, byte for byte."""

import argparse
import difflib
import fnmatch
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from concurrent.futures import ThreadPoolExecutor

import outputs

DIFF_LINES = 12
SHOWN_DIFFERENCES = 40
LINE_WIDTH = 160


def arguments():
    parser = argparse.ArgumentParser()
    for name in ("old", "new", "tree", "fixtures", "allowed", "only", "work"):
        parser.add_argument("--" + name, required=True)
    return parser.parse_args()


# --- Running.


class World:
    """What a program finds: the same paths, whichever of the two it is."""

    def __init__(self, program, options, ports):
        self.home = os.path.join(options.work, "now")
        self.ports = ports
        shutil.rmtree(self.home, ignore_errors=True)
        for name in ("bin", "home", "own"):
            os.makedirs(os.path.join(self.home, name))
        for name in ("steerbench", "steerbench-supervisor"):
            source = os.path.join(os.path.dirname(program), name)
            if name == "steerbench":
                source = program
            if os.path.exists(source):
                shutil.copy(source, os.path.join(self.home, "bin", name))
        shipped = self.path("shipped")
        os.makedirs(shipped)
        for name in ("Tasks", "cassettes"):
            shutil.copytree(os.path.join(options.tree, name), os.path.join(shipped, name))
        shutil.copytree(
            os.path.join(options.fixtures, "before-2", "sweeps"), self.path("before-2"))
        shutil.copytree(os.path.join(options.fixtures, "before-2"), self.path("fixtures"))
        key = os.path.join(options.work, "key")
        if os.path.isdir(key):
            shutil.copytree(key, self.path("key"))
        self.program = os.path.join(self.home, "bin", "steerbench")

    def path(self, *parts):
        return os.path.join(self.home, *parts)

    def environment(self, more=None):
        """Nothing of whoever started this."""
        return {
            "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": self.path("home"), "LC_ALL": "C.UTF-8",
            "TZ": "UTC", "TMPDIR": self.temporary(), **(more or {}),
        }

    def temporary(self):
        folder = self.path("tmp")
        os.makedirs(folder, exist_ok=True)
        return folder

    def run(self, argv, folder, stdin=b"", environment=None):
        return subprocess.run(
            [self.program, *argv], cwd=folder, input=stdin, env=self.environment(environment),
            capture_output=True, timeout=600)


def text_of(case, argv, done):
    parts = [
        "$ steerbench " + " ".join(argv), f"exit {done.returncode}", "-- output --",
        done.stdout.decode("utf-8", "surrogateescape"), "-- errors --",
        done.stderr.decode("utf-8", "surrogateescape"), "",
    ]
    return case.normalized("\n".join(parts))


def run_case(world, case, folder):
    """Writes the outputs of a case below a folder: one text, and the files that it made."""
    place = world.path(case.project)
    if case.writes:
        place = world.path("own", case.name.replace("/", "+"))
        shutil.copytree(world.path(case.project), place, symlinks=True)
    texts = case.run(world, place) if case.run else None
    if not isinstance(texts, list):
        texts = [
            text_of(case, argv, world.run(argv, place, case.stdin, case.environment))
            for argv in case.commands
        ]
    target = os.path.join(folder, case.name)
    os.makedirs(target, exist_ok=True)
    with open(os.path.join(target, "run"), "w", errors="surrogateescape") as file:
        file.write("\n".join(texts))
    for wanted in case.files:
        source = os.path.join(place, wanted)
        if os.path.isdir(source):
            shutil.copytree(source, os.path.join(target, "files", wanted))
        elif os.path.exists(source):
            os.makedirs(os.path.dirname(os.path.join(target, "files", wanted)), exist_ok=True)
            shutil.copy(source, os.path.join(target, "files", wanted))
    if case.writes:
        shutil.rmtree(place)


def run_all(program, options, name, cases, ports):
    folder = os.path.join(options.work, name)
    world = World(program, options, ports)

    def attempt(case):
        try:
            run_case(world, case, folder)
        except Exception as problem:  # A case that cannot be run is a difference with a reason.
            os.makedirs(os.path.join(folder, case.name), exist_ok=True)
            with open(os.path.join(folder, case.name, "run"), "w") as file:
                file.write(f"not run: {type(problem).__name__}: {problem}\n")

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(attempt, [case for case in cases if not case.alone]))
    for case in cases:
        if case.alone:
            attempt(case)
    shutil.rmtree(world.home)


# --- Comparing.


def files_below(folder):
    found = []
    for parent, _, names in os.walk(folder):
        found += [os.path.relpath(os.path.join(parent, name), folder) for name in names]
    return found


def readable(path, data):
    """The lines of a file as a reader would compare them."""
    if path.endswith(".tar"):
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            return [
                f"{member.name} {member.size} {member.mode:o} "
                + hashlib.sha256(archive.extractfile(member).read()).hexdigest()
                for member in archive if member.isfile()
            ]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return [f"{len(data)} bytes, SHA-256 {hashlib.sha256(data).hexdigest()}"]
    lines = []
    for line in text.split("\n"):
        lines += laid_out(line) if len(line) > LINE_WIDTH else [line]
    return lines


def laid_out(line):
    """A long line in several: JSON by its members, markup by its elements."""
    if line[:1] in "{[":
        try:
            return json.dumps(json.loads(line), indent=1, ensure_ascii=False).split("\n")
        except ValueError:
            pass
    return re.sub(r'(?<=[,>}])(?=["<{])', "\n", line).split("\n")


def differing_lines(old, new):
    lines = difflib.unified_diff(old, new, lineterm="", n=0)
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


def clipped(line, other):
    """The part of a long line in which it differs from the other."""
    if len(line) <= LINE_WIDTH:
        return line
    start = next(
        (i for i, (a, b) in enumerate(zip(line[1:], other[1:])) if a != b), 0) if other else 0
    begin = max(0, start - LINE_WIDTH // 2)
    return line[0] + ("…" if begin else "") + line[1 + begin:1 + begin + LINE_WIDTH] + "…"


class Allowance:
    """Lines of outputs that may differ, with the reason."""

    def __init__(self, line, number):
        fields = [field for field in line.split("\t") if field]
        if len(fields) != 3:
            raise ValueError(f"line {number} is not OUTPUTS, LINES and REASON with tabs between")
        self.outputs, self.pattern, self.reason = fields
        self.regex = re.compile(self.pattern)
        self.count = 0

    def allows(self, output, line):
        return fnmatch.fnmatchcase(output, self.outputs) and self.regex.search(line[1:])


def allowances(path):
    with open(path) as file:
        return [
            Allowance(line.rstrip("\n"), number) for number, line in enumerate(file, 1)
            if line.strip() and not line.startswith("#")
        ]


def difference(options, output):
    """The lines in which an output differs; none where it is the same to the byte."""
    data = {}
    for name in ("old", "new"):
        path = os.path.join(options.work, name, output)
        if not os.path.exists(path):
            return [("-" if name == "new" else "+") + "there is such an output"]
        with open(path, "rb") as file:
            data[name] = file.read()
    if data["old"] == data["new"]:
        return []
    lines = differing_lines(readable(output, data["old"]), readable(output, data["new"]))
    return lines or ["-the same values", "+in other bytes"]


def show(output, lines):
    print(f"DIFFERS {output}")
    removed = [line for line in lines if line[0] == "-"]
    added = [line for line in lines if line[0] == "+"]
    for line in lines[:DIFF_LINES]:
        others = added if line[0] == "-" else removed
        same = removed if line[0] == "-" else added
        place = same.index(line)
        print("    " + clipped(line, others[place] if place < len(others) else ""))
    if len(lines) > DIFF_LINES:
        print(f"    … and {len(lines) - DIFF_LINES} more lines")


def main():
    options = arguments()
    rules = allowances(options.allowed)
    os.environ["TZ"] = "UTC"
    subprocess.run(
        [options.old, "cassette", "key", os.path.join(options.work, "key", "lab")],
        cwd=options.work, check=True, capture_output=True,
        preexec_fn=lambda: os.makedirs(os.path.join(options.work, "key"), exist_ok=True))
    ports = outputs.free_ports(4)
    worlds = []
    for name, program in (("old", options.old), ("new", options.new)):
        # What there is to run is asked of each program: a new command must be compared, too.
        world = World(program, options, ports)
        cases = [
            case for case in outputs.cases(world) if fnmatch.fnmatchcase(case.name, options.only)]
        names = [case.name for case in cases]
        if len(set(names)) != len(names):
            sys.exit(f"outputs named twice: {sorted({n for n in names if names.count(n) > 1})}")
        print(f"{name}: {len(cases)} outputs", file=sys.stderr)
        run_all(program, options, name, cases, ports)
        worlds.append(set(names))

    found = sorted(
        set(files_below(os.path.join(options.work, "old")))
        | set(files_below(os.path.join(options.work, "new"))))
    wrong, allowed = [], 0
    for output in found:
        lines = difference(options, output)
        left = []
        for line in lines:
            rule = next((rule for rule in rules if rule.allows(output, line)), None)
            if rule:
                rule.count += 1
            else:
                left.append(line)
        if left:
            wrong.append((output, left))
        elif lines:
            allowed += 1
    for output, lines in wrong[:SHOWN_DIFFERENCES]:
        show(output, lines)
    for output, lines in wrong[SHOWN_DIFFERENCES:]:
        print(f"DIFFERS {output}: {len(lines)} lines")
    for rule in rules:
        if rule.count:
            print(f"allowed, {rule.count} lines of {rule.outputs}: {rule.reason}")
    print(
        f"{len(found)} files of {len(worlds[1])} outputs: {len(found) - len(wrong) - allowed} the same, "
        f"{allowed} differ as they may, {len(wrong)} differ.")
    sys.exit(1 if wrong else 0)


main()
