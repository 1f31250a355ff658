"""Runs each flow directly, recorded and replayed, and compares what its client printed."""
import json
import os
import re
import shutil
import subprocess
import sys
import time

import provider

TOOL, WORK, MODEL_URL = sys.argv[1:4]
WANTED = sys.argv[4:]
HERE = os.path.dirname(os.path.abspath(__file__))
FLOWS = os.path.join(HERE, "flows.py")
failures = []


def environment(**changes):
    kept = {k: v for k, v in os.environ.items() if not k.endswith("_API_KEY")}
    kept.update(
        OPENAI_API_KEY="sk-test-direct-0123456789", ANTHROPIC_API_KEY="sk-ant-test-0123456789",
        PYTHONDONTWRITEBYTECODE="1", HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1", DO_NOT_TRACK="1",
        LITELLM_LOCAL_MODEL_COST_MAP="True", WORK=WORK, PYTHONPATH=os.path.join(HERE, "..", "examples"))
    kept.update(changes)
    return kept


def check(flow, what, holds, detail=""):
    print(f"  {'ok  ' if holds else 'FAIL'} {what}" + (f"\n{detail}" if detail and not holds else ""))
    if not holds:
        failures.append(f"{flow}: {what}")


def proxy(mode, folder, command, *options, env=None, trace=None):
    words = [TOOL, "proxy", mode, folder, "--json", *options, "--", *command]
    if trace and shutil.which("strace"):
        words = ["strace", "-f", "-qq", "-e", "trace=connect", "-o", trace, *words]
    ran = subprocess.run(words, capture_output=True, text=True, env=env or environment(), timeout=900)
    lines = [line for line in ran.stdout.splitlines() if line.startswith('{"broken"')]
    summary = json.loads(lines[-1]) if lines else {}
    shown = "\n".join(line for line in ran.stdout.splitlines() if line not in lines)
    return ran.returncode, shown, summary, ran.stderr


def foreign(trace):
    """Addresses beyond this machine that were connected to; name servers are asked by the C library."""
    if not os.path.exists(trace):
        return []
    found = re.findall(r'sin6?_addr[^"]*"([^"]+)"', open(trace, errors="replace").read())
    return sorted({a for a in found if not a.startswith("127.") and a not in ("::1", "0.0.0.0")})


def flow(name, upstream, statuses=(0,)):
    if WANTED and name not in WANTED:
        return
    print(f"== {name}", flush=True)
    folder = os.path.join(WORK, "cassettes-" + name)
    command = [sys.executable, FLOWS, name]
    start = time.monotonic()
    code, recorded, summary, errors = proxy("record", folder, command, "--upstream", upstream)
    took = time.monotonic() - start
    check(name, f"recorded ({summary.get('recorded')} answers, {took:.1f} s)", code in statuses,
          recorded[-2000:] + errors[-3000:])
    trace = os.path.join(WORK, f"trace-{name}")
    start = time.monotonic()
    code, replayed, again, errors = proxy("replay", folder, command, trace=trace)
    took = time.monotonic() - start
    check(name, f"replayed without a miss ({again.get('hits')} calls, {took:.1f} s)",
          code in statuses and again.get("misses") == 0, replayed[-2000:] + errors[-3000:])
    check(name, "the client printed the same", recorded == replayed,
          f"--- recorded\n{recorded[-1500:]}\n--- replayed\n{replayed[-1500:]}")
    check(name, "no recording is unused", not again.get("unused"), str(again.get("unused"))[:500])
    away = foreign(trace)
    check(name, "nothing beyond this machine was connected to", not away, ", ".join(away))
    verified = subprocess.run([TOOL, "cassette", "verify", folder, "--level", "full"], capture_output=True, text=True)
    check(name, "the cassettes verify", verified.returncode == 0, verified.stdout + verified.stderr)
    held = [f for f in os.listdir(folder) if b"sk-test-direct" in open(os.path.join(folder, f), "rb").read()]
    check(name, "no file holds the key", not held, str(held))


def direct_equal():
    """The same raw request, directly and through the proxy: the very same bytes."""
    if WANTED and "bytes" not in WANTED:
        return
    print("== bytes", flush=True)
    with provider.serve() as server:
        command = [sys.executable, FLOWS, "bytes"]
        direct = subprocess.run(command, capture_output=True, text=True, env=environment(
            OPENAI_BASE_URL=server.url + "/v1"))
        folder = os.path.join(WORK, "cassettes-bytes")
        code, recorded, _, errors = proxy("record", folder, command, "--upstream", server.url)
        check("bytes", "recorded", code == 0, errors[-2000:])
    code, replayed, _, errors = proxy("replay", folder, command)
    check("bytes", "replayed", code == 0, errors[-2000:])
    check("bytes", "direct, recorded and replayed are one", direct.stdout == recorded + "\n" == replayed + "\n",
          f"{direct.stdout}\n{recorded}\n{replayed}\n{direct.stderr[-1000:]}")


def scripted(name, statuses=(0,)):
    with provider.serve() as server:
        flow(name, server.url, statuses)
        return server.log


def killed():
    """The proxy is killed in mid-stream: what was acknowledged is not asked again."""
    if WANTED and "kill" not in WANTED:
        return
    print("== kill", flush=True)
    folder = os.path.join(WORK, "cassettes-kill")
    with provider.serve() as server:
        command = [TOOL, "proxy", "record", folder, "--upstream", server.url, "--", sys.executable, FLOWS, "slow"]
        ran = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment())
        for line in ran.stdout:
            if line.startswith("answer 1"):
                break
        time.sleep(0.3)
        ran.kill()
        ran.wait()
        before = len(server.log)
        code, _, summary, errors = proxy("record", folder, [sys.executable, FLOWS, "slow"], "--upstream", server.url)
        check("kill", "the same command goes on", code == 0, errors[-2000:])
        asked = {}
        for path, body, _ in server.log:
            asked[body] = asked.get(body, 0) + 1
        twice = [b for b, n in asked.items() if n > 1]
        check("kill", f"two were acknowledged, one in flight: at most that one was asked twice ({before} before)",
              len(twice) <= 1 and summary.get("hits", 0) >= 2, str(asked)[:800])
    code, _, again, errors = proxy("replay", folder, [sys.executable, FLOWS, "slow"])
    check("kill", "replayed without a miss", code == 0 and again.get("misses") == 0, errors[-2000:])


def missed():
    """A call that was never recorded: exit 3, whatever the client made of it, and one try."""
    if WANTED and "miss" not in WANTED:
        return
    print("== miss", flush=True)
    folder = os.path.join(WORK, "cassettes-chat")
    code, shown, summary, errors = proxy("replay", folder, [sys.executable, FLOWS, "miss"])
    check("miss", "exit 3 though the client ended with 0", code == 3, errors[-1500:])
    check("miss", "no client tried again", summary.get("misses") == 2, str(summary))
    check("miss", "both clients show the sentence", shown.count("no recording for POST") == 2, shown)


def main():
    direct_equal()
    for name in ["chat", "stream", "tools", "responses", "embeddings", "files", "anthropic", "many", "same", "lanes",
                 "retries", "cut", "timeouts", "leave"]:
        log = scripted(name)
        if log and name in ("many", "same"):
            check(name, "each was asked once", len(log) == (100 if name == "many" else 50), str(len(log)))
    missed()
    killed()
    if MODEL_URL:
        for name in ["model_openai", "model_anthropic", "litellm", "langchain", "dspy", "inspect", "lm_eval"]:
            flow(name, MODEL_URL)
    print(f"{len(failures)} failures" if failures else "All flows hold.")
    for failure in failures:
        print("  " + failure)
    sys.exit(1 if failures else 0)


main()
