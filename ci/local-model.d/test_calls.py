"""Holds the local server's front to what it says of tool calls: python3 -m unittest, in this folder."""

import http.client
import http.server
import json
import os
import tempfile
import threading
import unittest

import calls
from front import Front

CALL = '{"name": "python", "arguments": {"code": "print(6 * 7)"}}'
READ = [("python", {"code": "print(6 * 7)"})]
TOOL = {"type": "function", "function": {"name": "python", "parameters": {"type": "object"}}}
# What Qwen2.5-Coder wrote where the server's own parser answered 500.
NO_CALLS = [
    '```python\n[\n    {"Agent[0.5, 0.5]": "move(box_pink, square[0.5, 1.5])"}]\n```',
    '```python\nimport math\nprint(math.pi)\n```',
    '```python\n{\n    "name": "lift",\n    "arguments": [\n        (36, [0, 1])\n    ]\n}\n```',
    '```python\n{\n    "name": "lift",\n    "arguments": [\n        (62, [0, 1, 2',
    "<<<Yes>>>",
    "The call is " + CALL,
    '{"name": "python", "arguments": {"code": "1"}, "extra": 1}',
    '{"name": "", "arguments": {}}',
    '{"name": "python", "arguments": {"code": {1, 2}}}',
    "[" * 100000,
    "",
]


class Reading(unittest.TestCase):
    def test_a_call_alone_in_tags_or_in_a_fence_is_read(self):
        for text in (CALL, f" {CALL}\n", f"<tool_call>\n{CALL}\n</tool_call>", f"<tool_call>\n{CALL}",
                     f"```json\n{CALL}\n```", f"```\n{CALL}\n```", f"[{CALL}]"):
            self.assertEqual(calls.read(text), ("", READ), text)

    def test_two_calls_are_read_in_order(self):
        for text in (f"{CALL}\n{CALL}", f"[{CALL}, {CALL}]", f"```json\n{CALL}\n```\n```json\n{CALL}\n```"):
            self.assertEqual(calls.read(text), ("", READ + READ), text)

    def test_a_literal_with_three_quotation_marks_and_a_raw_line_break_in_a_text_are_read(self):
        literal = '```python\n{"name": "python", "arguments": {"code": """\nprint(1)\n"""}}\n```'
        self.assertEqual(calls.read(literal), ("", [("python", {"code": "\nprint(1)\n"})]))
        broken = '{"name": "python", "arguments": {"code": "a = 1\nprint(a)"}}'
        self.assertEqual(calls.read(broken), ("", [("python", {"code": "a = 1\nprint(a)"})]))

    def test_words_beside_a_fenced_call_stay(self):
        self.assertEqual(
            calls.read(f"Let us see.\n```json\n{CALL}\n```\nDone."), ("Let us see.\n\nDone.", READ))

    def test_what_is_no_call_stays_as_it_stands(self):
        for text in NO_CALLS:
            self.assertEqual(calls.read(text), (text, []), text[:80])


class Serving(unittest.TestCase):
    """The front, before a server that always says the same."""

    def setUp(self):
        test = self
        self.asked = []

        class Upstream(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                test.asked.append(json.loads(body))
                status, answer = test.answer
                answer = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_):
                pass

        self.upstream = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Upstream)
        threading.Thread(target=self.upstream.serve_forever, daemon=True).start()
        self.folder = tempfile.TemporaryDirectory()
        self.front = Front(
            0, f"http://127.0.0.1:{self.upstream.server_address[1]}",
            os.path.join(self.folder.name, "log"))
        self.front.start()

    def tearDown(self):
        self.front.stop()
        self.front.log.close()
        self.upstream.shutdown()
        self.upstream.server_close()
        self.folder.cleanup()

    def post(self, path, body):
        connection = http.client.HTTPConnection("127.0.0.1", self.front.port, timeout=30)
        connection.request("POST", path, json.dumps(body))
        response = connection.getresponse()
        text = response.read().decode()
        connection.close()
        return response.status, text

    def chat(self, text, **members):
        self.answer = 200, {
            "id": "chatcmpl-a1", "object": "chat.completion", "usage": {"total_tokens": 3},
            "choices": [{"index": 0, "finish_reason": "stop",
                         "message": {"role": "assistant", "content": text}}]}
        return self.post("/v1/chat/completions", {"messages": [], **members})

    def events(self, text):
        return [json.loads(line[6:]) for line in text.splitlines()
                if line.startswith("data: {")]

    def test_chat_gets_calls_whole_and_streamed(self):
        status, text = self.chat(CALL, tools=[TOOL])
        choice = json.loads(text)["choices"][0]
        self.assertEqual((status, choice["finish_reason"]), (200, "tool_calls"))
        self.assertIsNone(choice["message"]["content"])
        function = choice["message"]["tool_calls"][0]["function"]
        self.assertEqual(json.loads(function["arguments"]), READ[0][1])

        _, text = self.chat(
            CALL, tools=[TOOL], stream=True, stream_options={"include_usage": True})
        self.assertNotIn("stream", self.asked[-1])
        self.assertNotIn("stream_options", self.asked[-1])
        events = self.events(text)
        delta = events[0]["choices"][0]["delta"]
        self.assertEqual(delta["tool_calls"][0]["index"], 0)
        self.assertEqual(events[1]["choices"][0]["finish_reason"], "tool_calls")
        self.assertEqual(events[2]["usage"], {"total_tokens": 3})
        self.assertTrue(text.endswith("data: [DONE]\n\n"))

    def test_a_text_that_is_no_call_comes_back_with_status_200(self):
        for wanted in NO_CALLS:
            status, text = self.chat(wanted, tools=[TOOL])
            choice = json.loads(text)["choices"][0]
            self.assertEqual(
                (status, choice["finish_reason"], choice["message"]["content"]),
                (200, "stop", wanted))

    def test_a_request_without_tools_and_an_error_pass_unchanged(self):
        _, text = self.chat(CALL)
        self.assertEqual(json.loads(text), self.answer[1])
        self.answer = 400, {"error": {"code": 400}}
        status, text = self.post("/v1/chat/completions", {"messages": [], "tools": [TOOL]})
        self.assertEqual((status, json.loads(text)), self.answer)

    def test_messages_get_calls_whole_and_streamed(self):
        self.answer = 200, {
            "id": "msg_a1", "type": "message", "role": "assistant", "stop_reason": "end_turn",
            "stop_sequence": None, "usage": {"input_tokens": 1, "output_tokens": 2},
            "content": [{"type": "text", "text": CALL}]}
        body = {"messages": [], "tools": [{"name": "python", "input_schema": {}}]}
        value = json.loads(self.post("/v1/messages", body)[1])
        self.assertEqual(value["stop_reason"], "tool_use")
        self.assertEqual([block["type"] for block in value["content"]], ["tool_use"])
        self.assertEqual(value["content"][0]["input"], READ[0][1])
        events = self.events(self.post("/v1/messages", {**body, "stream": True})[1])
        self.assertEqual(json.loads(events[2]["delta"]["partial_json"]), READ[0][1])
        self.assertEqual(events[-2]["delta"]["stop_reason"], "tool_use")

    def test_responses_get_calls_whole_and_streamed(self):
        self.answer = 200, {
            "id": "resp_a1", "object": "response", "status": "completed", "output": [
                {"type": "message", "id": "msg_1", "role": "assistant", "status": "completed",
                 "content": [{"type": "output_text", "text": CALL, "annotations": []}]}]}
        body = {"input": "x", "tools": [{"type": "function", "name": "python", "parameters": {}}]}
        value = json.loads(self.post("/v1/responses", body)[1])
        self.assertEqual([item["type"] for item in value["output"]], ["function_call"])
        self.assertEqual(json.loads(value["output"][0]["arguments"]), READ[0][1])
        events = self.events(self.post("/v1/responses", {**body, "stream": True})[1])
        self.assertEqual(events[-1]["type"], "response.completed")
        self.assertEqual(events[-1]["response"]["output"], value["output"])


if __name__ == "__main__":
    unittest.main()
