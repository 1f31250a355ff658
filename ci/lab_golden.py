#!/usr/bin/env python3
"""Recomputes what `steerbench lab` says of two rules, from score sheets and transcripts alone.

Usage: ci/lab_golden.py [--steerbench PROGRAM]

Without the program: All Code, then the Code Interpreter where no answer was read, on the sheet of
qwen2.5-coder-1.5b-mixed; and the cost of asking for text, code and the summary of both, on that of
qwen2.5-coder-0.5b. With it: agree-or-judge as well (whether two answers are the same stands in
transcripts, not in sheets), and each number held against `steerbench lab`.

On the readings of b73dfa0 agree-or-judge stopped three times, for 1,477 tokens and 81 calls; the trials of
its stops that are read otherwise since (Tests/Fixtures/moved-readings.tsv) are listed.

Trials that the provider did not answer count as failures here, as with --denominators paper. Standard
library only.
"""

import argparse
import csv
import json
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
READ = {"correct", "partial", "wrong"}
TOKENS = ["fresh_input", "cache_read", "cache_write", "visible_output", "reasoning_output"]


def sheet(sweep):
    """The lines of a baseline, by method and question."""
    path = os.path.join(ROOT, "cassettes", sweep, "baseline.tsv")
    with open(path, encoding="utf-8") as file:
        file.readline()
        rows = list(csv.DictReader(file, delimiter="\t"))
    return {(row["method"], row["question"]): row for row in rows}


def moved(sweep):
    """The trials of a sweep that are read otherwise than by the version of the first golden figures."""
    path = os.path.join(ROOT, "Tests", "Fixtures", "moved-readings.tsv")
    with open(path, encoding="utf-8") as file:
        return [row["trial"] for row in csv.DictReader(file, delimiter="\t") if row["sweep"] == sweep]


def score(row):
    return 0.0 if row["score"] == "-" else float(row["score"])


def tokens(row):
    return sum(int(row[name]) for name in TOKENS)


def questions(lines):
    return sorted({question for _, question in lines})


def code_then_interpreter(lines):
    """Score, escalations and tokens of All Code, then the interpreter where no answer was read."""
    total, escalated, paid = 0.0, 0, 0
    for question in questions(lines):
        row = lines[("all-code", question)]
        paid += tokens(row)
        if row["outcome"] not in READ:
            row = lines[("code-interpreter", question)]
            escalated += 1
            paid += tokens(row)
        total += score(row)
    count = len(questions(lines))
    return {"score": total / count, "escalated": escalated, "questions": count, "tokens": paid / count}


def all_three(lines):
    """Tokens and calls of text, code and their summary: the summary's trial holds the other two calls."""
    rows = [lines[("code-text-summary", question)] for question in questions(lines)]
    apart = [
        tokens(lines[(method, question)])
        for question in questions(lines)
        for method in ("all-text", "all-code", "code-text-summary")
    ]
    return {
        "tokens": sum(map(tokens, rows)) / len(rows),
        "calls": sum(int(row["calls"]) for row in rows) / len(rows),
        "tokens charged by trial": sum(apart) / len(rows),
    }


def answer(program, sweep, row):
    name = "/".join([row["model"], row["method"], row["task"], row["question"], row["sample"]])
    out = subprocess.run(
        [program, "transcript", name, "--sweep", sweep, "--json"],
        cwd=ROOT, capture_output=True, text=True, check=True).stdout
    found = json.loads(out)
    return found["answer"]


def agree_or_judge(program, sweep, lines):
    """Score, tokens, calls and early stops of: text and code side by side, the summary where they differ."""
    total, paid, calls, stops = 0.0, 0, 0, []
    for question in questions(lines):
        text, code = lines[("all-text", question)], lines[("all-code", question)]
        same = False
        if text["outcome"] in READ and code["outcome"] in READ:
            same = answer(program, sweep, text) == answer(program, sweep, code)
        if same:
            stops.append(question)
            total += score(text)
            paid += tokens(text) + tokens(code)
            calls += int(text["calls"]) + int(code["calls"])
        else:
            row = lines[("code-text-summary", question)]
            total += score(row)
            paid += tokens(row)
            calls += int(row["calls"])
    count = len(questions(lines))
    for trial in moved(sweep):
        method, question = trial.split("/")[1], trial.split("/")[3]
        if question in stops and method in ("all-text", "all-code"):
            print(f"  read otherwise than at b73dfa0: {trial}")
    return {"score": total / count, "tokens": paid / count, "calls": calls, "stops": len(stops)}


def of_lab(program, sweep, policy):
    out = subprocess.run(
        [program, "lab", sweep, "--policy", policy, "--denominators", "paper", "--resamples", "100",
         "--json"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    found = json.loads(out)["models"][0]["policies"][0]["inSample"]
    return {
        "score": found["score"], "tokens": found["total"]["tokens"] / found["trials"],
        "calls": found["total"]["calls"],
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--steerbench", help="the program, to hold its numbers against these")
    program = parser.parse_args().steerbench
    mixed, half = "qwen2.5-coder-1.5b-mixed", "qwen2.5-coder-0.5b"
    found = {
        "code-then-interpreter": (mixed, code_then_interpreter(sheet(mixed))),
        "all-three": (half, all_three(sheet(half))),
    }
    if program:
        program = os.path.abspath(program)
        found["agree-or-judge"] = (half, agree_or_judge(program, half, sheet(half)))
    faults = 0
    for name, (sweep, numbers) in found.items():
        print(f"{name} on {sweep}: " + ", ".join(f"{k} {v:g}" for k, v in numbers.items()))
        if not program or name == "all-three":
            continue
        for key, value in of_lab(program, sweep, name).items():
            if key in numbers and abs(value - numbers[key]) > 1e-6:
                faults += 1
                print(f"  steerbench lab says {key} {value:g}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
