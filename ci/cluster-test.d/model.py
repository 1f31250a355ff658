"""A scripted model on loopback, for a cluster that costs nothing: one answer for one question.

Prints its base URL. Appends the SHA-256 of each request's body to a file, before it answers.
"""

import hashlib
import http.server
import json
import sys
import threading
import time

log_path, delay = sys.argv[1], float(sys.argv[2])
lock = threading.Lock()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def reply(self, value):
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.reply({"object": "list", "data": [{"id": "scripted", "object": "model"}]})

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        digest = hashlib.sha256(body).hexdigest()
        with lock, open(log_path, "a") as log:
            log.write(digest + "\n")
        time.sleep(delay)
        last = json.loads(body)["messages"][-1]["content"]
        # Questions of one kind get one and the same code: shards run it again, and must agree.
        kind = int(hashlib.sha256(last.encode()).hexdigest()[:2], 16) % 5
        text = f"I think it is <<<{kind}>>>."
        if "python" in last.lower():
            text = f"```python\nprint('<<<' + str({kind} * 7) + '>>>')\n```"
        self.reply({
            "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "scripted",
            "choices": [{
                "index": 0, "finish_reason": "stop",
                "message": {"role": "assistant", "content": text},
            }],
            "usage": {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15},
        })


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 128


server = Server(("127.0.0.1", 0), Handler)
print(f"http://127.0.0.1:{server.server_address[1]}/v1", flush=True)
server.serve_forever()
