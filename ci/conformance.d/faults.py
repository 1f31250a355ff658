"""Recordings against llmock, which throttles, fails and breaks streams at random.

Whatever it does, each action is recorded once or reported once; what was recorded replays without a
miss; and the answers are those that the same server gives when it breaks nothing.
"""
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request

import bench

TOOL, ROOT, WORK, LLMOCK = sys.argv[1:5]
failures = bench.Failures()

FAMILIES = {
    "openai-chat": ("/v1", {"max_tokens": 64}),
    "openai-responses": ("/v1", {"max_output_tokens": 64}),
    "anthropic-messages": ("/anthropic/v1", {"max_tokens": 64}),
    "mistral": ("/mistral/v1", {"max_tokens": 64}),
}
FAULTS = {
    "throttled": ["--error-rate", "429=0.3"],
    "failing": ["--error-rate", "500=0.15", "--error-rate", "503=0.15", "--error-rate", "529=0.1"],
    "streams": ["--stream-fault", "truncate=0.15", "--stream-fault", "disconnect=0.15",
                "--stream-fault", "malformed=0.15"],
}


def free_port():
    import socket
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """llmock with some faults, for the duration of a block."""

    def __init__(self, faults):
        self.port = free_port()
        self.command = [LLMOCK, "serve", "--host", "127.0.0.1", "--port", str(self.port),
                        "--log-level", "error", "--response-style", "echo", "--tool-mode", "off",
                        *faults]

    def __enter__(self):
        self.process = subprocess.Popen(
            self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(600):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/v1/models", timeout=1).close()
                return self
            except OSError:
                if self.process.poll() is not None:
                    sys.exit("llmock does not start")
                time.sleep(0.1)
        sys.exit("llmock does not answer")

    def model(self, path):
        """The first model that the server lists; a fault may strike the list too."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}/models", headers={"authorization": "Bearer x", "x-api-key": "x"})
        for _ in range(100):
            try:
                with urllib.request.urlopen(request, timeout=5) as answer:
                    return json.load(answer)["data"][0]["id"]
            except urllib.error.HTTPError:
                continue
        sys.exit(f"llmock does not list its models at {path}")

    def __exit__(self, *arguments):
        self.process.terminate()
        self.process.wait()


def answers(folder):
    """The text of the answer of every trial, from a replay's transcript, by the trial's name."""
    found = {}
    sheet = os.path.join(folder, "baseline.tsv")
    with open(sheet) as file:
        rows = [line.rstrip("\n").split("\t") for line in file if not line.startswith("#")]
    names = rows[0]
    for row in rows[1:]:
        line = dict(zip(names, row))
        found["/".join(row[:5])] = (line["outcome"], line["answer_digest"])
    return found


def record(name, family, faults, streams):
    path, parameters = FAMILIES[family]
    folder = os.path.join(WORK, name)
    with Server(faults) as server:
        model = server.model(path)
        bench.sweep_folder(
            ROOT, folder, {"mock": {
                "family": family, "model": model, "parameters": parameters, "stream": streams,
                "access": {"base-url": f"http://127.0.0.1:{server.port}{path}",
                           "key": "CONFORMANCE_KEY", "concurrency": 8}}},
            ["only-question", "all-text", "all-code"], tasks=["number-multiplying", "game24", "navigate"],
            per_task=4)
        # A call whose every try failed is reported; the same command goes on with what is missing.
        for _ in range(5):
            done = bench.run(TOOL, "record", folder, key="sk-conformance-0123", expect=(0, 4))
            if done.returncode == 0:
                break
    failures.check(done.returncode == 0, f"{name}: the recording does not come to its end")
    bench.run(TOOL, "replay", folder, "--update-baseline", "--no-tables")
    again = bench.run(TOOL, "replay", folder, "--no-tables", "--json")
    replayed = json.loads(again.stdout)["sweeps"][0]
    failures.check(replayed["replayed"] == 36, f"{name}: {replayed['replayed']} trials, not 36")
    return answers(folder)


def main():
    for family in FAMILIES:
        for streams in (False, True):
            kind = "streamed" if streams else "whole"
            good = record(f"{family}-{kind}-good", family, [], streams)
            for fault, options in FAULTS.items():
                if fault == "streams" and not streams:
                    continue
                broken = record(f"{family}-{kind}-{fault}", family, options, streams)
                same = sum(good[trial] == broken[trial] for trial in good)
                failures.check(
                    same == len(good),
                    f"{family} {kind}, {fault}: {len(good) - same} answers of {len(good)} differ")
            print(f"  {family} {kind}: {len(good)} trials, the same answers through every fault")
    failures.end()


main()
