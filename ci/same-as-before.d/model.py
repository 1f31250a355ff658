"""A scripted model on loopback in four wire formats: one answer for one question, good and bad."""

import hashlib
import http.server
import json
import re
import threading


def texts_of(body):
    """The texts of all messages, the last first."""
    found = []

    def walk(value):
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, list):
            for each in value:
                walk(each)
        elif isinstance(value, dict):
            for key in ("text", "content", "output", "input", "arguments"):
                walk(value.get(key))

    walk(body.get("system"))
    walk(body.get("instructions"))
    walk(body.get("messages") or body.get("input"))
    return found[::-1]


def answer(body, turn):
    """What is answered: `text`, `code` for the tool, or `error`, and its text."""
    texts = texts_of(body)
    whole = "\n".join(texts)
    digest = hashlib.sha256(f"{turn}{whole}{body.get('model')}".encode()).hexdigest()
    pick = int(digest[:6], 16) % 24
    product = re.search(r"\d+(?:\s*\*\s*-?\d+)+", whole)
    value = "Yes" if pick % 2 else "No"
    if product:
        number = 1
        for factor in product.group().split("*"):
            number *= int(factor)
        value = str(number)
    if "You only copy" in whole:
        return "text", f"<<<{value}>>>" if pick % 5 else "<<<none>>>"
    if pick == 7:
        return "error", ""
    result = value if product else repr(value)
    tools = bool(body.get("tools"))
    has_run = any(word in json.dumps(body) for word in (
        '"role": "tool"', "function_call_output", "tool_result"))
    if tools and not has_run and pick % 3:
        return "code", f"print('<<<{value}>>>')" if pick % 2 else f"result = {result}"
    if not tools and ("code" in whole.lower() or "python" in whole.lower()):
        return "text", (
            f"```python\nprint('<<<{value}>>>')\n```", f"```python\nresult = {result}\n```",
            f"Here it is:\n```python\nprint('the product is', {value!r})\n```\nRun it.",
            "```python\nprint(1 / 0)\n```",
            f"Coding score: {pick % 11}. Text score: {pick * 3 % 11}. It is {value}.",
        )[pick % 5]
    return "text", (
        f"Step by step, I come to <<<{value}>>>.",
        f"It comes out as {value}, I should say, though nobody asked me na\u00efvely.",
        f"Maybe <<<{value}>>>; no: <<<1>>>.", "I cannot help with that.",
        f"The answer is {value}.", "",
    )[pick % 6]


def chat(body, kind, text):
    message, stop = {"role": "assistant", "content": text}, "stop"
    if kind == "code":
        name = body["tools"][0]["function"]["name"]
        call = {"name": name, "arguments": json.dumps({"code": text})}
        message = {"role": "assistant", "content": None, "tool_calls": [
            {"id": "call0001a", "type": "function", "function": call}]}
        stop = "tool_calls"
    count = 5 + len(text) // 4
    return "application/json", json.dumps({
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": body["model"],
        "choices": [{"index": 0, "finish_reason": stop, "message": message}],
        "usage": {"prompt_tokens": 40, "completion_tokens": count, "total_tokens": 40 + count,
                  "prompt_tokens_details": {"cached_tokens": 8}},
    })


def messages(body, kind, text):
    events = [{"type": "message_start", "message": {
        "id": "msg_1", "type": "message", "role": "assistant", "model": body["model"],
        "content": [], "stop_reason": None,
        "usage": {"input_tokens": 30, "cache_read_input_tokens": 4, "output_tokens": 1}}}]
    if kind == "code":
        block = {"type": "tool_use", "id": "toolu_1", "name": body["tools"][0]["name"], "input": {}}
        deltas = [{"type": "input_json_delta", "partial_json": json.dumps({"code": text})}]
    else:
        block = {"type": "text", "text": ""}
        deltas = [{"type": "text_delta", "text": text[place:place + 24]}
                  for place in range(0, len(text), 24)]
    events.append({"type": "content_block_start", "index": 0, "content_block": block})
    events += [{"type": "content_block_delta", "index": 0, "delta": delta} for delta in deltas]
    stop = "tool_use" if kind == "code" else "end_turn"
    events += [
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": {"stop_reason": stop},
         "usage": {"output_tokens": 5 + len(text) // 4}},
        {"type": "message_stop"},
    ]
    return "text/event-stream", "".join(
        f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in events)


def responses(body, kind, text):
    output = []
    if kind == "code":
        printed = "".join(re.findall(r"print\('(.*)'\)", text))
        output.append({
            "id": "ci_1", "type": "code_interpreter_call", "status": "completed", "code": text,
            "container_id": "cntr_1", "outputs": [{"type": "logs", "logs": printed + "\n"}]})
        text = f"It ran: {printed}."
    output.append({
        "id": "msg_1", "type": "message", "role": "assistant", "status": "completed",
        "content": [{"type": "output_text", "text": text, "annotations": []}]})
    count = 5 + len(text) // 4
    return "application/json", json.dumps({
        "id": "resp_1", "object": "response", "created_at": 1, "status": "completed",
        "model": body["model"], "output": output,
        "usage": {"input_tokens": 50, "output_tokens": count, "total_tokens": 50 + count}})


class Server:
    """Answers on a port, and writes down what it was asked."""

    def __init__(self, port, log):
        owner = self
        self.number = 0

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *arguments):
                pass

            def send(self, status, kind, text):
                data = text.encode()
                self.send_response(status)
                self.send_header("content-type", kind)
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def do_GET(self):
                log.append(f"GET {self.path}")
                self.send(200, "application/json", json.dumps({"object": "list", "data": [
                    {"id": name, "object": "model"}
                    for name in ("chat", "streamed", "hosted", "mistral")]}))

            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                headers = sorted(
                    f"{name.lower()}: {value}" for name, value in self.headers.items()
                    if name.lower() != "host")
                log.append(f"POST {self.path} {headers} {body.decode()}")
                value = json.loads(body)
                kind, text = answer(value, owner.number)
                if kind == "error":
                    return self.send(400, "application/json", json.dumps({"error": {
                        "message": "This model's maximum context length is 9 tokens.",
                        "type": "invalid_request_error", "code": "context_length_exceeded"}}))
                form = chat
                if self.path.endswith("/messages"):
                    form = messages
                elif self.path.endswith("/responses"):
                    form = responses
                self.send(200, *form(value, kind, text))

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)

    def turn(self, number):
        """Gives other answers from now on."""
        self.number = number

    def start(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
