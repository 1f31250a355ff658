"""Records a sweep from a model that attacks its readers, and writes the report of it.

Usage: hostile.py STEERBENCH FOLDER REPORT
"""

import http.server
import json
import os
import subprocess
import sys
import threading

ANSWERS = [
    "<script>document.title = 'attacked'</script> <<<Yes>>>",
    "</script></textarea></style>--><img src=x onerror=\"document.title='attacked'\"> <<<No>>>",
    "<a href=\"javascript:document.title='attacked'\">here</a> [x](javascript:alert(1)) <<<Yes>>>",
    "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x1b[2J <<<No>>>",
    "\u202egnihton \u2066isolated\u2069 \u200bzero width\u200b <<<Yes>>>",
    "<!--" + "x" * 5_000_000 + " <<<No>>>",
]

SWEEP = """
version: 1
models:
  hostile:
    capabilities: { tools: false }
    access: { base-url: "http://127.0.0.1:9/v1" }
methods: [only-question]
tasks: [navigate]
questions: { per-task: %d }
task-folder: %s
prompts: %s
execution: { interpreter: %s }
"""

# The interpreter of the sandbox; its label is part of a sweep.
LABEL = "import sys; print('python%d.%d' % sys.version_info[:2])"


class Model(http.server.BaseHTTPRequestHandler):
    """An OpenAI-compatible model that answers with the next attack."""

    given = 0

    def log_message(self, *_):
        pass

    def reply(self, value):
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.reply({"object": "list", "data": [{"id": "hostile", "object": "model"}]})

    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        text = ANSWERS[Model.given % len(ANSWERS)]
        Model.given += 1
        message = {"role": "assistant", "content": text}
        self.reply({
            "id": "x", "object": "chat.completion", "created": 1, "model": "hostile",
            "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
            "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
        })


def main():
    tool, folder, report = sys.argv[1:]
    os.makedirs(folder)
    label = subprocess.run(
        ["/usr/bin/python3", "-c", LABEL], check=True, capture_output=True, text=True).stdout.strip()
    with open(os.path.join(folder, "sweep.yaml"), "w", encoding="utf-8") as file:
        file.write(SWEEP % (
            len(ANSWERS), os.path.relpath("Tasks", folder),
            os.path.relpath("Tasks/prompts", folder), label))
    server = http.server.HTTPServer(("127.0.0.1", 0), Model)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/v1"
    subprocess.run([tool, "record", folder, "--base-url", url, "--trials-at-once", "1"], check=True)
    server.shutdown()
    subprocess.run([tool, "report", folder, "--html", report, "--transcripts", "all"], check=True)


main()
