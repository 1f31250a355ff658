"""Serves one GGUF file until a signal comes; see ci/local-model --help."""

import argparse
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

from front import Front
from model_list import ModelList

START_SECONDS = 120
# Beginnings of prompts that are kept beside those that the slots hold.
CACHE_MIB = 1024


def arguments():
    parser = argparse.ArgumentParser()
    for name in ("--name", "--list", "--model", "--access-log", "--server-log"):
        parser.add_argument(name, required=True)
    for name in ("--port", "--context", "--threads", "--slots"):
        parser.add_argument(name, required=True, type=int)
    parser.add_argument("--cache", action="store_true")
    parser.add_argument("--engine", help="llama.cpp's server as a program; without it, as a module")
    return parser.parse_args()


def untagged_template(model):
    """The model's own chat template, told to call tools as bare JSON.

    With the literal <tool_call> tags the small Qwen models hardly ever call as they are told to; without
    them they answer with the bare JSON of a call. The template asks for no code fence; some prompts
    still bring one about, and calls.py reads it too.
    """
    from gguf import GGUFReader

    template = GGUFReader(model).get_field("tokenizer.chat_template").contents()
    changes = {
        " within <tool_call></tool_call> XML tags:": " and nothing else, without a code fence:",
        "<tool_call>\\n": "",
        "\\n</tool_call>": "",
        # The 1.5B model's template shows the call with doubled braces, and the model follows it.
        '{{\\"name\\": <function-name>': '{\\"name\\": <function-name>',
        "<args-json-object>}}": "<args-json-object>}",
    }
    for found, wanted in changes.items():
        template = template.replace(found, wanted)
    return template


def module(options):
    """Starts the server inside this process, and gives its address.

    One slot and no prompt cache, unless asked for: then answers are the same every time.
    """
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = options.model
    params.model_alias = {options.name}
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.n_parallel = options.slots
    # The server divides its context among its slots.
    params.n_ctx = options.context * options.slots
    params.cpuparams.n_threads = options.threads
    params.cache_prompt = options.cache
    params.cache_ram_mib = CACHE_MIB if options.cache else 0
    params.n_gpu_layers = 0
    params.warmup = True
    params.ui = False
    # What a model writes comes as it stands; the front reads calls out of it. The server's own parser
    # answers 500 where a call is not of the form that it expects.
    params.force_pure_content_parser = True
    if ModelList(options.list).facts["chat-template"] == "untagged":
        params.chat_template = untagged_template(options.model)
    server = xllamacpp.Server(params)
    KEPT.append(server)
    return server.listening_address, lambda: True


# What must live as long as this process.
KEPT = []


def program(options):
    """The same, with the server as a program of its own that ends with this process."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [
        options.engine, "--model", options.model, "--alias", options.name,
        "--host", "127.0.0.1", "--port", str(port), "--no-ui", "--offline",
        "--parallel", str(options.slots), "--ctx-size", str(options.context * options.slots),
        "--threads", str(options.threads), "--n-gpu-layers", "0", "--skip-chat-parsing",
        "--cache-prompt" if options.cache else "--no-cache-prompt",
        "--cache-ram", str(CACHE_MIB if options.cache else 0),
    ]
    if ModelList(options.list).facts["chat-template"] == "untagged":
        command += ["--chat-template", untagged_template(options.model)]
    child = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=2, preexec_fn=end_with_parent)
    KEPT.append(child)
    return f"http://127.0.0.1:{port}", lambda: child.poll() is None


def end_with_parent():
    """Linux ends this process when its parent ends, however that comes about."""
    import ctypes

    set_parent_death_signal = 1
    ctypes.CDLL(None, use_errno=True).prctl(set_parent_death_signal, signal.SIGKILL)


def wait_until_healthy(address, lives):
    deadline = time.monotonic() + START_SECONDS
    while True:
        if not lives():
            raise RuntimeError("it ended at once")
        try:
            with urllib.request.urlopen(address + "/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            if time.monotonic() > deadline:
                raise
        time.sleep(0.05)


def main():
    options = arguments()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())

    # The server writes its log to descriptor 2; ours stays the caller's.
    messages = os.fdopen(os.dup(2), "w", buffering=1)
    server_log = os.open(options.server_log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    os.dup2(server_log, 2)

    try:
        address, lives = program(options) if options.engine else module(options)
        wait_until_healthy(address, lives)
        front = Front(options.port, address, options.access_log)
    except Exception as error:
        print(
            f"local-model: the server did not start: {error}; see {options.server_log}",
            file=messages,
        )
        sys.exit(4)
    front.start()
    print(f"local-model: access log: {options.access_log}", file=messages)
    print(f"local-model: server log: {options.server_log}", file=messages)
    print(f"http://127.0.0.1:{front.port}/v1", flush=True)

    # A signal may reach any thread of the server; only a timed wait is sure to notice it.
    while not stop.wait(0.2):
        if not lives():
            print(f"local-model: the server ended; see {options.server_log}", file=messages)
            os._exit(4)
    # Everything lives in this process, so its end is the end of everything, even where answers are
    # still being computed. The server is not closed first: it would wait for them, with all threads
    # of this process behind it.
    front.stop()
    os._exit(0)


main()
