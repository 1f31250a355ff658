"""The door of the local server: passes every request on and writes the access log.

Requests and answers go through unchanged, save where a request offers tools: see calls.py.

The server behind it does not log the status of a request. The log's digest of each request body is
what shows, later, that a recording asked nothing twice.
"""

import datetime
import hashlib
import http.client
import http.server
import threading
import time
import urllib.parse

import calls

# Headers of one connection, not of the message (RFC 9110, section 7.6.1), and those that this side
# writes itself.
HOP_BY_HOP = {
    "connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
}
OWN = HOP_BY_HOP | {"content-length", "host", "server", "date"}
MAXIMUM_BODY = 64 << 20
METHODS = ("GET", "POST", "OPTIONS")


class Front:
    """Listens on 127.0.0.1 in a thread of its own."""

    def __init__(self, port, upstream, access_log):
        self.upstream = urllib.parse.urlsplit(upstream)
        self.log = open(access_log, "a", buffering=1, encoding="utf-8")
        self.lock = threading.Lock()
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler(self))
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]

    def start(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def record(self, line):
        with self.lock:
            self.log.write(line + "\n")


def handler(front):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def handle_request(self):
            self.started = time.time()
            self.status, self.complete = 502, False
            body = self.read_body()
            if body is None:
                return
            try:
                self.pass_on(body)
                self.complete = True
            except (OSError, http.client.HTTPException):
                # Either side went away: the other must notice.
                self.close_connection = True
            finally:
                self.write_log(body)

        def read_body(self):
            try:
                count = int(self.headers.get("Content-Length", "0"))
            except ValueError:
                count = -1
            if not 0 <= count <= MAXIMUM_BODY or "Transfer-Encoding" in self.headers:
                self.close_connection = True
                self.send_error(411, "A Content-Length of at most 64 MiB is required")
                return None
            body = self.rfile.read(count)
            return body if len(body) == count else None

        def pass_on(self, body):
            connection = http.client.HTTPConnection(
                front.upstream.hostname, front.upstream.port)
            try:
                headers = {
                    name: value for name, value in self.headers.items()
                    if name.lower() not in OWN
                }
                asked = calls.Asked.of(self.command, self.path, body)
                connection.request(self.command, self.path, asked.body if asked else body, headers)
                response = connection.getresponse()
                if asked:
                    self.answer_with_calls(asked, response)
                else:
                    self.answer(response)
            finally:
                connection.close()

        def answer(self, response):
            self.status = response.status
            self.send_response(response.status, response.reason)
            for name, value in response.getheaders():
                if name.lower() not in OWN:
                    self.send_header(name, value)
            if response.length is not None:
                self.send_header("Content-Length", str(response.length))
                self.end_headers()
                self.wfile.write(response.read())
                return
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            while piece := response.read1(1 << 16):
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            self.wfile.write(b"0\r\n\r\n")

        def answer_with_calls(self, asked, response):
            self.status = response.status
            kind, body = asked.answer(
                response.status, response.headers.get("Content-Type", ""), response.read())
            self.send_response(response.status, response.reason)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def write_log(self, body):
            begin = datetime.datetime.fromtimestamp(self.started, datetime.timezone.utc)
            path = urllib.parse.quote(self.path, safe="/?&=%:+,.")
            front.record(
                f"{begin.isoformat(timespec='milliseconds')} {self.command} {path} {self.status}"
                f" body-sha256={hashlib.sha256(body).hexdigest()}"
                f" {round((time.time() - self.started) * 1000)}ms"
                f" {'complete' if self.complete else 'aborted'}")

        def log_message(self, *_):
            """The access log is written by `write_log` alone."""

    for method in METHODS:
        setattr(Handler, f"do_{method}", Handler.handle_request)
    return Handler
