"""Runs the commands by which the program shows what was added."""

import os
import re
import shlex
import subprocess
import sys

from addition import Addition


def main():
    copy, failed = sys.argv[1], False
    tool = os.path.abspath(os.path.join(copy, ".build", "debug", "steerbench"))
    for name in sys.argv[2:]:
        addition = Addition(name)
        for path, text in addition.writes:
            target = os.path.join(copy, path)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(target, "w") as file:
                file.write(text.replace("\\n", "\n"))
        for command, shows in addition.runs:
            done = subprocess.run(
                [tool, *shlex.split(command)], cwd=copy, capture_output=True, text=True, timeout=300)
            output = done.stdout + done.stderr
            if re.search(shows, output, flags=re.M):
                print(f"{name}: steerbench {command} shows it")
            else:
                failed = True
                print(
                    f"ci/add-one: {name}: steerbench {command} does not show {shows!r} "
                    f"(exit {done.returncode}):\n{output[:2000]}", file=sys.stderr)
    sys.exit(1 if failed else 0)


main()
