"""A pytest fixture that records and replays the model calls of a test through `steerbench proxy`.

One file, no package: copy it beside your conftest.py and write there

    pytest_plugins = ["steerbench_fixture"]

A test that names `steerbench_proxy` gets a lane of its own, so that tests may run in any order and at the
same time:

    def test_answer(steerbench_proxy):
        client = openai.OpenAI()              # finds the proxy by its variables
        ...

    pytest                                    # replays tests/cassettes; a call without a recording fails
    STEERBENCH=record pytest                  # asks what is missing, with your own keys

STEERBENCH_CASSETTES names another folder, STEERBENCH_UPSTREAM another server, STEERBENCH_TOOL another
program than the `steerbench` on the path.
"""

import hashlib
import os
import re
import shlex
import signal
import subprocess
import time

import pytest

KEYS = ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "MISTRAL_API_KEY")



@pytest.fixture(scope="session")
def _steerbench_server(tmp_path_factory):
    mode = "record" if os.environ.get("STEERBENCH") == "record" else "replay"
    folder = os.environ.get("STEERBENCH_CASSETTES", os.path.join("tests", "cassettes"))
    command = shlex.split(os.environ.get("STEERBENCH_TOOL", "steerbench"))
    command += ["proxy", mode, folder, "--json"]
    if mode == "record" and os.environ.get("STEERBENCH_UPSTREAM"):
        command += ["--upstream", os.environ["STEERBENCH_UPSTREAM"]]
    log = tmp_path_factory.mktemp("steerbench") / "log"
    with open(log, "wb") as errors:
        server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors)
    address = None
    for _ in range(600):
        found = re.search(r"http://127\.0\.0\.1:\d+", log.read_text(errors="replace"))
        if found:
            address = found.group(0)
            break
        if server.poll() is not None:
            break
        time.sleep(0.05)
    if address is None:
        server.kill()
        pytest.fail("steerbench did not start:\n" + log.read_text(errors="replace"))
    yield address, mode
    server.send_signal(signal.SIGINT)
    summary, _ = server.communicate(timeout=600)
    if server.returncode != 0:
        # A client may have swallowed a miss: the run fails all the same.
        pytest.fail(log.read_text(errors="replace") + summary.decode(errors="replace"))


@pytest.fixture
def steerbench_proxy(_steerbench_server, monkeypatch, request):
    """The address of this test's lane; the clients' variables point there."""
    address, mode = _steerbench_server
    # A node's name may hold anything: its digest tells it from others, and its end is for people.
    name = request.node.nodeid
    lane = hashlib.sha256(name.encode()).hexdigest()[:8] + "-"
    lane += re.sub(r"[^A-Za-z0-9_.-]+", "-", name)[-40:].strip("-.")
    base = f"{address}/lane/{lane}"
    for variable in ("OPENAI_BASE_URL", "OPENAI_API_BASE", "OPENAI_API_BASE_URL"):
        monkeypatch.setenv(variable, base + "/v1")
    for variable in ("ANTHROPIC_BASE_URL", "ANTHROPIC_API_BASE", "ANTHROPIC_API_URL"):
        monkeypatch.setenv(variable, base)
    monkeypatch.delenv("INSPECT_EVAL_MODEL_BASE_URL", raising=False)
    for variable in KEYS:
        if mode == "replay" or not os.environ.get(variable):
            monkeypatch.setenv(variable, "sk-steerbench")
    for variable in ("NO_PROXY", "no_proxy"):
        others = os.environ.get(variable)
        monkeypatch.setenv(variable, (others + "," if others else "") + "127.0.0.1,localhost")
    # Whoever runs a test again in one session begins at the first answer again.
    return base
