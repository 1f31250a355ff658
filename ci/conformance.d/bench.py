"""What the checks have in common: a sweep in a folder of its own, and the tool run on it."""
import json
import os
import re
import subprocess
import sys


class Failures:
    """Counts what does not hold, and says it as it is found."""

    def __init__(self):
        self.count = 0

    def check(self, holds, text):
        if not holds:
            self.count += 1
            print(f"  FAILS: {text}")
        return holds

    def end(self):
        if self.count:
            sys.exit(f"{self.count} claims do not hold")


def sweep_folder(root, folder, models, methods, tasks=("number-multiplying",), per_task=1, more=""):
    """Writes a sweep of one question; models is a mapping of name to a JSON-like mapping."""
    os.makedirs(folder, exist_ok=True)
    prompts = os.path.relpath(os.path.join(root, "Tasks", "prompts"), folder)
    tasks_folder = os.path.relpath(os.path.join(root, "Tasks"), folder)
    lines = [
        "version: 1",
        f"models: {json.dumps(models)}",
        f"methods: {json.dumps(list(methods))}",
        f"tasks: {json.dumps(list(tasks))}",
        f"questions: {{per-task: {per_task}}}",
        f"prompts: {prompts}",
        f"task-folder: {tasks_folder}",
        "tool-rounds: 2",
        "execution: {interpreter: python%d.%d, wall-ms: 20000}" % sys.version_info[:2],
        more,
    ]
    with open(os.path.join(folder, "sweep.yaml"), "w") as file:
        file.write("\n".join(lines) + "\n")
    return folder


def trusting(folder):
    """What agrees to the hosts of a sweep, which are servers of the check's own."""
    with open(os.path.join(folder, "sweep.yaml")) as file:
        hosts = sorted(set(re.findall(r'"base-url": "http://([^/"]+)', file.read())))
    return [word for host in hosts for word in ("--trust", f"{host}=CONFORMANCE_KEY")]


def run(tool, *arguments, key=None, expect=(0,)):
    environment = dict(os.environ)
    if key:
        environment["CONFORMANCE_KEY"] = key
        arguments = (*arguments, *trusting(arguments[1]))
    done = subprocess.run(
        [tool, *arguments], env=environment, capture_output=True, text=True, timeout=1800)
    if done.returncode not in expect:
        sys.stdout.write(done.stdout[-3000:])
        sys.stderr.write(done.stderr[-3000:])
        sys.exit(f"steerbench {' '.join(arguments)} ended with {done.returncode}, not {expect}")
    return done
