"""An Inspect sandbox whose Python runs in Steerbench's sandbox and is recorded with the model calls.

    from steerbench_inspect import SteerbenchSandbox    # registers "steerbench"
    Task(dataset=..., solver=[use_tools(python()), generate()], sandbox="steerbench")

    steerbench proxy record cassettes/agent -- inspect eval task.py --model openai/gpt-4o-mini
    steerbench proxy replay cassettes/agent -- inspect eval task.py --model openai/gpt-4o-mini

It runs `python -c CODE` and `python3 -` with the program as input, which is what Inspect's `python` tool
does. Every run begins anew: no file of one is there for the next, and `bash` is not there at all. Files
are kept in memory, for the sample that wrote them.
"""

import asyncio

from inspect_ai.util import ExecResult, SandboxEnvironment, sandboxenv

from steerbench_execute import execute


@sandboxenv(name="steerbench")
class SteerbenchSandbox(SandboxEnvironment):
    def __init__(self):
        super().__init__()
        self.files = {}

    @classmethod
    async def sample_init(cls, task_name, config, metadata):
        return {"default": cls()}

    @classmethod
    async def sample_cleanup(cls, task_name, config, environments, interrupted):
        pass

    async def exec(
        self, cmd, input=None, cwd=None, env=None, user=None, timeout=None, timeout_retry=True,
        concurrency=True, **others,
    ):
        code, stdin = program(cmd, input)
        if code is None:
            return ExecResult(False, 127, "", f"{cmd[0]}: only Python runs in this sandbox\n")
        ran = await asyncio.to_thread(execute, code, stdin, timeout)
        if ran["end"] == "limit":
            raise TimeoutError(ran["limit"])
        status = ran["status"] if ran["end"] == "exited" else 128 + ran["status"]
        return ExecResult(status == 0, status, ran["stdout"], ran["stderr"])

    async def write_file(self, file, contents):
        self.files[file] = contents

    async def read_file(self, file, text=True):
        if file not in self.files:
            raise FileNotFoundError(file)
        contents = self.files[file]
        if text and isinstance(contents, bytes):
            return contents.decode()
        return contents.encode() if not text and isinstance(contents, str) else contents


def program(cmd, stdin):
    """The code that a command runs, and its input; no code where it runs something else."""
    if "bash" in cmd[0] and len(cmd) >= 3 and cmd[-2] == "-c":
        return None, ""
    if not cmd[0].rsplit("/", 1)[-1].startswith("python"):
        return None, ""
    text = stdin.decode() if isinstance(stdin, bytes) else stdin or ""
    if len(cmd) == 3 and cmd[1] == "-c":
        return cmd[2], text
    if len(cmd) == 2 and cmd[1] == "-" or len(cmd) == 1:
        return text, ""
    return None, ""
