"""Runs code in Steerbench's sandbox, through `steerbench proxy`, and gets the recorded run in a replay.

    from steerbench_execute import execute
    ran = execute("print(1 + 1)")
    ran["stdout"]                             # "2\n"

In a replay no Python runs: what a program printed while recording is what it prints.
"""

import json
import os
import urllib.request


def execute(code, stdin="", seconds=None, lane=None):
    """Runs Python code; gives stdout, stderr, end ("exited", "signaled", "limit"), status."""
    base = os.environ["STEERBENCH_PROXY_URL"] + (f"/lane/{lane}" if lane else "")
    wish = {"code": code, "stdin": stdin}
    if seconds is not None:
        wish["seconds"] = seconds
    request = urllib.request.Request(
        base + "/_steerbench/execute",
        data=json.dumps(wish).encode(),
        headers={"content-type": "application/json"},
    )
    # Not through a proxy that the environment names: the address is this machine's.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=600) as response:
        return json.load(response)
