#!/usr/bin/env python3
"""The same calls through this program, vcrpy and mitmproxy, in one run: calls a second, recorded and replayed.

Usage: ci/bench --peers [--exchanges N,N] [--venv FOLDER]

One client on one connection makes N different calls, directly and through each; the provider has its
answers already. vcrpy works inside the client, so that its time is the client's. The packages are installed
into FOLDER (default .build-bench-peers), each into a folder of its own; one that cannot be is left out, and
said to be.
"""
import argparse
import http.client
import http.server
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time

PACKAGES = {"vcrpy": ["vcrpy"], "mitmproxy": ["mitmproxy>=10"]}


def body(number):
    return json.dumps({"model": "m", "messages": [{"role": "user", "content": f"question {number}"}],
                       "max_tokens": 16}).encode()


class Provider(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    answer = json.dumps({"id": "c", "object": "chat.completion", "model": "m", "choices": [
        {"index": 0, "message": {"role": "assistant", "content": "forty-two"}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 9, "completion_tokens": 3, "total_tokens": 12}}).encode()

    def log_message(self, *arguments):
        pass

    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(self.answer)))
        self.end_headers()
        self.wfile.write(self.answer)


def calls(port, count):
    """Makes the calls; gives the seconds that they took."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.connect()
    if connection.sock:  # vcrpy has none
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    start = time.monotonic()
    for number in range(count):
        connection.request("POST", "/v1/chat/completions", body(number), {"content-type": "application/json"})
        response = connection.getresponse()
        answer = response.read()
        if response.status != 200 or answer != Provider.answer:
            raise SystemExit(f"peers: call {number} was answered with {response.status}")
    took = time.monotonic() - start
    connection.close()
    return took


def through_vcr(port, count, file, mode):
    """In a process of its own: vcrpy takes http.client over."""
    import vcr
    recorder = vcr.VCR(record_mode=mode, match_on=["method", "uri", "body"])
    start = time.monotonic()
    with recorder.use_cassette(file):
        calls(port, count)
    print(time.monotonic() - start)


def free_port():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return server.getsockname()[1]


def served(command, count, stop):
    """Starts a server that listens on PORT, makes the calls, and ends it."""
    port = free_port()
    log = tempfile.TemporaryFile()
    server = subprocess.Popen([word.replace("PORT", str(port)) for word in command], stdout=log, stderr=log)
    try:
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            if server.poll() is not None:
                break
            time.sleep(0.05)
        try:
            return calls(port, count)
        except (OSError, SystemExit) as error:
            log.seek(0)
            raise SystemExit(f"{error}\n{log.read().decode(errors='replace')[-2000:]}")
    finally:
        server.send_signal(stop)
        server.wait()


def installed(folder, name):
    """The Python that has a package; None where it cannot be installed."""
    place = os.path.join(folder, name)
    python = os.path.join(place, "bin", "python")
    if os.path.exists(os.path.join(place, "ready")):
        return python
    try:
        subprocess.run([sys.executable, "-m", "venv", place], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
                        "--only-binary", "zstandard", *PACKAGES[name]], check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    open(os.path.join(place, "ready"), "w").close()
    return python


def main():
    if sys.argv[1:2] == ["--vcr"]:
        return through_vcr(int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], sys.argv[5])
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("tool")
    parser.add_argument("--exchanges", default="200,1000")
    parser.add_argument("--venv", default=".build-bench-peers")
    options = parser.parse_args()
    import signal
    provider = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    provider.daemon_threads = True
    threading.Thread(target=provider.serve_forever, daemon=True).start()
    upstream = f"http://127.0.0.1:{provider.server_port}"
    # The provider shares a process with the client: in what follows each is a process of its own.
    pythons = {name: installed(options.venv, name) for name in PACKAGES}
    print(f"{'calls a second through':28}{'exchanges':>10}{'recording':>11}{'replaying':>11}")
    for count in [int(word) for word in options.exchanges.split(",")]:
        work = tempfile.mkdtemp()
        rows = {"nothing (direct)": (calls(provider.server_port, count), None)}
        folder = os.path.join(work, "cassettes")
        rows["steerbench proxy"] = (
            served([options.tool, "proxy", "record", folder, "--port", "PORT", "--upstream", upstream], count,
                   signal.SIGINT),
            served([options.tool, "proxy", "replay", folder, "--port", "PORT"], count, signal.SIGINT))
        if pythons["mitmproxy"]:
            dump = os.path.join(os.path.dirname(pythons["mitmproxy"]), "mitmdump")
            flows = os.path.join(work, "flows")
            common = [dump, "--quiet", "--mode", f"reverse:{upstream}", "--listen-host", "127.0.0.1",
                      "--listen-port", "PORT"]
            rows["mitmproxy"] = (served([*common, "--save-stream-file", flows], count, signal.SIGTERM),
                                 served([*common, "--server-replay", flows], count, signal.SIGTERM))
        if pythons["vcrpy"]:
            took = []
            for mode in ("once", "none"):
                ran = subprocess.run(
                    [pythons["vcrpy"], os.path.abspath(__file__), "--vcr", str(provider.server_port), str(count),
                     os.path.join(work, "vcr.yaml"), mode], capture_output=True, text=True)
                if ran.returncode:
                    raise SystemExit(ran.stderr)
                took.append(float(ran.stdout))
            rows["vcrpy"] = tuple(took)
        for name, times in rows.items():
            shown = ["-" if time is None else f"{count / time:.0f}" for time in times]
            print(f"{name:28}{count:>10}{shown[0]:>11}{shown[1]:>11}")
        shutil.rmtree(work)
    for name in [name for name, python in pythons.items() if python is None]:
        print(f"{name} cannot be installed here and is left out.")


main()
