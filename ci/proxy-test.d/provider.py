"""A scripted provider: it speaks as OpenAI and Anthropic do, fails where a flow's prompt says so, and keeps
a log of what it was asked."""
import contextlib
import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 512

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.log = []
        self.counts = {}
        self.lock = threading.Lock()
        self.url = f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request, client_address):
        pass


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def do_GET(self):
        self.whole(200, {"object": "list", "data": [{"id": "tiny", "object": "model", "created": 1, "owned_by": "x"}]})

    def do_POST(self):
        raw = self.rfile.read(int(self.headers["content-length"]))
        with self.server.lock:
            number = self.server.counts[raw] = self.server.counts.get(raw, 0) + 1
            self.server.log.append((self.path, hashlib.sha256(raw).hexdigest()[:12], dict(self.headers)))
        path = self.path.split("?")[0]
        if path.endswith("/files"):
            return self.whole(200, {"id": "file-1", "object": "file", "bytes": len(raw), "created_at": 1,
                                    "filename": "a.txt", "purpose": "batch", "status": "processed"})
        request = json.loads(raw)
        if path.endswith("/embeddings"):
            return self.whole(200, {"object": "list", "model": "e", "data": [
                {"object": "embedding", "index": 0, "embedding": [0.25, -0.5]}],
                "usage": {"prompt_tokens": 1, "total_tokens": 1}})
        if path.endswith("/count_tokens"):
            return self.whole(200, {"input_tokens": 7})
        prompt = text_of(request)
        if "throttle" in prompt and number == 1:
            return self.whole(429, {"error": {"message": "slow down", "type": "rate_limit_error"}}, {"retry-after": "0"})
        if "overload" in prompt and number == 1:
            return self.whole(529, {"type": "error", "error": {"type": "overloaded_error", "message": "busy"}})
        if "sleep" in prompt and number == 1:
            time.sleep(1.5)
        if "slow" in prompt:
            time.sleep(0.5)
        # Answers differ from call to call, as a model's do, but where direct and recorded are compared.
        number = 1 if "bytes" in prompt else number
        words = f"answer {number} to {hashlib.sha256(raw).hexdigest()[:8]}"
        cut = "cut" in prompt and number == 1
        if path.endswith("/responses"):
            return self.made_response(request, words)
        if path.endswith("/messages"):
            return self.messages(request, words)
        return self.chat(request, words, cut)

    def chat(self, request, words, cut):
        message = {"role": "assistant", "content": words}
        finish = "stop"
        if request.get("tools") and request["messages"][-1]["role"] != "tool":
            finish = "tool_calls"
            message = {"role": "assistant", "content": None, "tool_calls": [
                {"id": "call_" + words[-8:], "type": "function",
                 "function": {"name": "add", "arguments": "{\"a\": 1, \"b\": 2}"}}]}
        usage = {"prompt_tokens": 5, "completion_tokens": 3, "total_tokens": 8}
        base = {"id": "chatcmpl-" + words[-8:], "created": 1, "model": request.get("model", "tiny")}
        if not request.get("stream"):
            return self.whole(200, {**base, "object": "chat.completion", "choices": [
                {"index": 0, "message": message, "finish_reason": finish}], "usage": usage})
        chunks = [{**base, "object": "chat.completion.chunk", "choices": [
            {"index": 0, "delta": {"content": word + " "}, "finish_reason": None}]} for word in words.split()]
        chunks.append({**base, "object": "chat.completion.chunk", "choices": [
            {"index": 0, "delta": {}, "finish_reason": "stop"}]})
        events = [f"data: {json.dumps(chunk)}\n\n" for chunk in chunks] + ["data: [DONE]\n\n"]
        self.stream(events[:2] if cut else events, cut)

    def made_response(self, request, words):
        output = [{"type": "message", "id": "msg_1", "role": "assistant", "status": "completed", "content": [
            {"type": "output_text", "text": words, "annotations": []}]}]
        whole = {"id": "resp_" + words[-8:], "object": "response", "created_at": 1, "status": "completed",
                 "model": "tiny", "output": output, "parallel_tool_calls": True, "tool_choice": "auto", "tools": [],
                 "usage": {"input_tokens": 5, "output_tokens": 3, "total_tokens": 8,
                           "input_tokens_details": {"cached_tokens": 0},
                           "output_tokens_details": {"reasoning_tokens": 0}}}
        if not request.get("stream"):
            return self.whole(200, whole)
        events = [{"type": "response.created", "response": {**whole, "output": [], "status": "in_progress"}},
                  {"type": "response.output_text.delta", "item_id": "msg_1", "output_index": 0, "content_index": 0,
                   "delta": words, "logprobs": []},
                  {"type": "response.completed", "response": whole}]
        self.stream([f"event: {e['type']}\ndata: {json.dumps({**e, 'sequence_number': i})}\n\n"
                     for i, e in enumerate(events)])

    def messages(self, request, words):
        base = {"id": "msg_" + words[-8:], "type": "message", "role": "assistant", "model": "tiny"}
        whole = {**base, "content": [{"type": "text", "text": words}], "stop_reason": "end_turn",
                 "stop_sequence": None, "usage": {"input_tokens": 5, "output_tokens": 3}}
        if not request.get("stream"):
            return self.whole(200, whole)
        events = [{"type": "message_start", "message": {**whole, "content": [], "stop_reason": None}},
                  {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
                  {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": words}},
                  {"type": "content_block_stop", "index": 0},
                  {"type": "message_delta", "delta": {"stop_reason": "end_turn", "stop_sequence": None},
                   "usage": {"output_tokens": 3}}, {"type": "message_stop"}]
        self.stream([f"event: {e['type']}\ndata: {json.dumps(e)}\n\n" for e in events])

    def whole(self, status, value, headers=None):
        data = json.dumps(value).encode()
        self.send_response(status)
        for name, text in {"content-type": "application/json", "content-length": str(len(data)),
                           "x-request-id": "req_1", **(headers or {})}.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(data)

    def stream(self, events, cut=False):
        self.send_response(200)
        self.send_header("content-type", "text/event-stream; charset=utf-8")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        for event in events:
            data = event.encode()
            self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
            self.wfile.flush()
            time.sleep(0.02)
        if cut:
            self.close_connection = True
            self.connection.close()
        else:
            self.wfile.write(b"0\r\n\r\n")


def text_of(request):
    return json.dumps(request.get("messages") or request.get("input") or "")


@contextlib.contextmanager
def serve():
    server = Server()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
