#!/usr/bin/env python3
"""The loop that one writes by hand in place of a bench, beside the replay of the same exchanges.

Usage: ci/bench --against-python [--trials N] [--rounds N] [--venv FOLDER]

The loop knows every call in advance. For each it puts the prompt together, writes the request as JSON, hashes
it, looks the answer up in SQLite, decompresses it with LZ4, parses it, finds the answer with regular
expressions, compares it with the truth and sums tokens: standard library and lz4 from PyPI, which is installed
into FOLDER (default .build-bench-peers). It runs no method, knows no outcome but right and wrong, checks
neither the recording nor what it reads, and writes no sheet. What it loads before it starts (the prompts, in
the order in which they are asked) is not counted.

Ours is `ci/bench --section replay`: every trial asked anew by its method, every reading held against the
cassette's root, graded with all rules, with layers, sheet and summary. Both count processor time, of one
thread, in turn; the medians are printed. Exit 1 if ours is not four times as fast an exchange.
"""
import argparse
import hashlib
import importlib
import json
import os
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

WANTED = 4
MARKERS = [re.compile(r"<<<(.*?)>>>", re.S), re.compile(r"\\boxed\{([^{}]*)\}"),
           re.compile(r"answer(?: is|:)\**\s*([^\n]+)", re.I)]


def arguments():
    parser = argparse.ArgumentParser(prog="ci/bench --against-python")
    parser.add_argument("bench")
    parser.add_argument("--trials", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--venv", default=".build-bench-peers")
    return parser.parse_args()


def lz4(folder):
    """The module, installed where it is not."""
    place = os.path.abspath(os.path.join(folder, "lz4"))
    if not os.path.isdir(place):
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
                        "--target", place, "lz4"], check=True, stdout=sys.stderr)
    sys.path.insert(0, place)
    return importlib.import_module("lz4.block")


def ours(bench, folder, trials):
    """Seconds an exchange of our replay."""
    run = subprocess.run([bench, "--section", "replay", "--trials", str(trials), "--folder", folder, "--json"],
                         capture_output=True, text=True)
    lines = [line for line in run.stdout.splitlines() if line.startswith("{")]
    if not lines:
        sys.exit(f"The replay failed:\n{run.stdout}{run.stderr[-2000:]}")
    rates = {figure["name"]: figure["value"] for figure in json.loads(lines[-1])["figures"]}
    return 1 / rates["exchanges a core"]


def canonical(request):
    return json.dumps(request, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def written(value):
    """What a part of an exported result is, as text."""
    return value["text"] if "text" in value else json.dumps(value["json"], ensure_ascii=False)


class Loop:
    """The recording as the loop likes it, and what it asks in order."""

    def __init__(self, block, exchanges, questions):
        self.block = block
        self.store = sqlite3.connect(":memory:")
        self.store.execute("CREATE TABLE exchange (key BLOB PRIMARY KEY, result BLOB) WITHOUT ROWID")
        self.calls = []
        for exchange in exchanges:
            result = exchange["result"]
            if exchange["kind"] == "completion" and len(result) > 2 and "json" in result[2]:
                parts = dict(exchange["request"]["json"])
                messages = [value for name, value in exchange["request"]["json"] if name.startswith("message")]
                place = next((n for n, message in enumerate(messages)
                              if message["role"] == "user" and isinstance(message["content"], str)), None)
                first = messages[place]["content"] if place is not None else ""
                found = next(((text, truth) for text, truth in questions if text in first), ("", ""))
                body = {"parameters": parts["parameters"], "messages": messages}
                self.calls.append((body, (place, *first.partition(found[0] or "\0")), found[1]))
                request, text = canonical(body), written(result[2])
            else:
                request = json.dumps(exchange["request"], ensure_ascii=False).encode()
                self.calls.append((request, None, None))
                text = json.dumps(result, ensure_ascii=False)
            key = hashlib.sha256(request + b"%d" % exchange["ordinal"]).digest()
            self.calls[-1] += (exchange["ordinal"],)
            self.store.execute("INSERT OR REPLACE INTO exchange VALUES (?, ?)",
                               (key, block.compress(text.encode())))
        self.store.commit()

    def run(self):
        """Replays all; how many were right of how many read, and the seconds of processor time."""
        block, select = self.block, self.store.cursor()
        right = read = tokens = 0
        begun = time.process_time()
        for body, split, truth, ordinal in self.calls:
            if split is not None:
                messages = list(body["messages"])
                place, before, question, after = split
                if place is not None:
                    messages[place] = {**messages[place], "content": before + question + after}
                request = canonical({"parameters": body["parameters"], "messages": messages})
            else:
                request = body
            key = hashlib.sha256(request + b"%d" % ordinal).digest()
            row = select.execute("SELECT result FROM exchange WHERE key = ?", (key,)).fetchone()
            if row is None:
                sys.exit("python_loop: a call is not on its own tape")
            reply = json.loads(block.decompress(row[0]))
            if split is None:
                continue
            if "choices" not in reply:  # a provider's error
                continue
            tokens += reply["usage"]["total_tokens"]
            content = reply["choices"][0]["message"]["content"] or ""
            for marker in MARKERS:
                found = marker.findall(content)
                if found:
                    read += 1
                    right += found[-1].strip().lower() == truth.strip().lower()
                    break
        return right, read, tokens, time.process_time() - begun


def main():
    options = arguments()
    block = lz4(options.venv)
    tool = os.path.join(os.path.dirname(options.bench), "steerbench")
    with tempfile.TemporaryDirectory() as folder:
        sweep, lines = os.path.join(folder, "sweep"), os.path.join(folder, "exchanges.jsonl")
        times = {"steerbench": [ours(options.bench, sweep, options.trials)], "python": []}
        subprocess.run([tool, "cassette", "export", sweep, "--output", lines], check=True, stdout=sys.stderr)
        trials = subprocess.run([tool, "export", sweep, "--format", "jsonl"], capture_output=True, text=True)
        if trials.returncode != 0:
            sys.exit(f"The export failed:\n{trials.stderr[-2000:]}")
        questions = sorted({(trial["question_text"], trial["truth"].removeprefix("<<<").removesuffix(">>>"))
                            for trial in map(json.loads, trials.stdout.splitlines())})
        with open(lines, encoding="utf-8") as file:
            next(file)
            loop = Loop(block, map(json.loads, file), questions)
        for number in range(options.rounds):
            if number > 0:
                times["steerbench"].append(ours(options.bench, sweep, options.trials))
            right, read, tokens, seconds = loop.run()
            times["python"].append(seconds / len(loop.calls))
    print(f"the loop: {len(loop.calls)} exchanges, {read} answers found, {right} right, {tokens} tokens")
    medians = {name: statistics.median(values) * 1e6 for name, values in times.items()}
    for name, value in medians.items():
        print(f"{name:12}{value:8.1f} µs an exchange")
    ratio = medians["python"] / medians["steerbench"]
    print(f"{'ratio':12}{ratio:8.2f} (mark: at least {WANTED})")
    sys.exit(0 if ratio >= WANTED else 1)


main()
