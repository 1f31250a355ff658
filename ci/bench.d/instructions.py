#!/usr/bin/env python3
"""Counts the instructions of one replayed exchange and of one graded answer, and compares them.

Usage: instructions.py PROGRAM [FILE] [--write FILE] [--only NAME]

PROGRAM is the benchmark. Each piece of work is run twice under callgrind, with more and with fewer
rounds; the difference belongs to the rounds alone. FILE is what an earlier run wrote with --write. The
figures of two machines are alike only if compiler and libraries are, which the first line of a file
names; where that differs nothing is compared. Exit 1 if a figure grew by more than one in a hundred.
"""
import argparse, os, platform, re, subprocess, sys, tempfile

ALLOWED = 1.01
TRIALS = 2_000


def toolchain():
    """What the figures depend on beside the code."""
    swift = subprocess.run(["swift", "--version"], capture_output=True, text=True).stdout
    version = re.search(r"swiftlang-\S+|Swift version \S+", swift)
    return f"{version[0] if version else 'swift ?'} {platform.machine()} {' '.join(platform.libc_ver())}"


def counted(program, name, rounds, folder):
    """The instructions of a run, and how many units one round has."""
    # The seed of Swift's hashes decides how full a place of a table is.
    environment = dict(os.environ, SWIFT_DETERMINISTIC_HASHING="1")
    run = subprocess.run(
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", program, "--counted", name,
         str(rounds), "--folder", folder, "--trials", str(TRIALS)],
        capture_output=True, text=True, env=environment)
    found = re.search(r"Collected : (\d+)", run.stderr)
    if run.returncode != 0 or not found:
        sys.exit(f"{name} failed:\n{run.stdout}{run.stderr[-2000:]}")
    return int(found[1]), int(run.stdout.strip())


def measure(program, name, folder):
    """The instructions of one unit: an exchange or an answer."""
    few, many = (1, 2) if name == "replay" else (0, 3)
    base, _ = counted(program, name, few, folder)
    whole, units = counted(program, name, many, folder)
    return round((whole - base) / (many - few) / units)


def read(path):
    with open(path, encoding="utf-8") as file:
        head, *lines = file.read().splitlines()
    return head, {name: int(count) for name, count in (line.split("\t") for line in lines)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("file", nargs="?")
    parser.add_argument("--write")
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    head, before = read(options.file) if options.file else (toolchain(), {})
    if head != toolchain():
        print(f"{options.file} is of another toolchain, and nothing is compared: {head}")
        before = {}
    names = subprocess.run([options.program, "--counted-names"], capture_output=True, text=True, check=True)
    found, grown = {}, []
    with tempfile.TemporaryDirectory() as folder:
        # Recorded once, and not while instructions are counted.
        subprocess.run([options.program, "--counted", "replay", "0", "--folder", folder, "--trials", str(TRIALS)],
                       check=True, stdout=subprocess.DEVNULL)
        # Valgrind gives up at debug information that is newer than itself.
        bare = os.path.join(folder, "bare")
        subprocess.run(["objcopy", "--strip-debug", options.program, bare], check=True)
        for name in names.stdout.splitlines():
            if not name.startswith(options.only):
                continue
            found[name] = measure(bare, name, folder)
            ratio = found[name] / before[name] if before.get(name) else None
            if ratio and ratio > ALLOWED:
                grown.append(name)
            print(f"{name:34}{found[name]:>10}" + (f"  {ratio:.4f} of before" if ratio else ""), flush=True)
    if options.write:
        with open(options.write, "w", encoding="utf-8") as file:
            file.write("\n".join([toolchain()] + [f"{name}\t{count}" for name, count in found.items()]) + "\n")
    if grown:
        sys.exit("More than one instruction in a hundred was added: " + ", ".join(grown))


main()
