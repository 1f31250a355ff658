"""A small sweep recorded from a real model in three wire formats, streamed and not, and replayed."""
import json
import os
import sys

import bench

TOOL, ROOT, WORK, URL, MODEL = sys.argv[1:6]
failures = bench.Failures()
CALLS_TOOLS = not MODEL.startswith("smollm")
FAMILIES = {
    "openai-chat": ({"temperature": 0, "seed": 1, "max_tokens": 48}, {}),
    "openai-responses": ({"temperature": 0, "max_output_tokens": 48}, {}),
    "anthropic-messages": (
        {"temperature": 0, "max_tokens": 48}, {"anthropic-version": "2023-06-01"}),
}


def sheet(folder):
    with open(os.path.join(folder, "baseline.tsv")) as file:
        rows = [line.rstrip("\n").split("\t") for line in file if not line.startswith("#")]
    return {"/".join(row[1:5]): dict(zip(rows[0], row)) for row in rows[1:]}


def main():
    methods = ["only-question", "autogen-system", "all-code"]
    if CALLS_TOOLS:
        methods.append("code-interpreter")
    sheets = {}
    for family, (parameters, headers) in FAMILIES.items():
        for streams in (False, True):
            name = f"{family}-{'streamed' if streams else 'whole'}"
            folder = os.path.join(WORK, name)
            entry = {"family": family, "model": MODEL, "parameters": parameters, "stream": streams,
                     "capabilities": {"tools": CALLS_TOOLS},
                     "access": {"base-url": URL, "concurrency": 1}}
            if headers:
                entry["headers"] = headers
            bench.sweep_folder(ROOT, folder, {"model": entry}, methods,
                               tasks=["number-multiplying", "navigate"], per_task=1)
            bench.run(TOOL, "record", folder)
            bench.run(TOOL, "replay", folder, "--update-baseline", "--no-tables")
            first = bench.run(TOOL, "replay", folder, "--json")
            second = bench.run(TOOL, "replay", folder, "--json", "--workers", "1")
            failures.check(first.stdout == second.stdout, f"{name}: two replays differ")
            sheets[name] = sheet(folder)
            words = sorted({line["outcome"] for line in sheets[name].values()})
            tokens = sum(int(line["visible_output"]) for line in sheets[name].values()
                         if line["visible_output"] != "-")
            print(f"  {name}: {len(sheets[name])} trials replay to the byte; {tokens} tokens; {', '.join(words)}")
    for family in FAMILIES:
        whole, streamed = sheets[f"{family}-whole"], sheets[f"{family}-streamed"]
        same = sum(whole[trial]["answer_digest"] == streamed[trial]["answer_digest"] for trial in whole)
        print(f"  {family}: {same} of {len(whole)} answers are the same streamed and not")
    failures.end()


main()
