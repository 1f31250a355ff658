"""One call of every kind by the tool and by the official clients: the bodies must say the same."""
import json
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import bench

TOOL, ROOT, WORK = sys.argv[1:4]
KEY = "sk-conformance-0123456789abcdef"
CODE = "print(6 * 7)"
failures = bench.Failures()


# ── A recorder that plays every family: a tool's call first, then an answer.

class Recorder(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    seen = []

    def log_message(self, *arguments):
        pass

    def do_GET(self):
        self.answer("application/json", '{"object":"list","data":[{"id":"tiny","object":"model"}]}')

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        request = json.loads(body)
        headers = {name.lower(): value for name, value in self.headers.items()}
        Recorder.seen.append({"path": self.path, "headers": headers, "body": request})
        turns = request.get("messages") or request.get("input")
        if isinstance(turns, str):
            turns = [turns]
        own_tool = any("function" in (tool.get("type"), "function" if "input_schema" in tool else None)
                       for tool in request.get("tools", []))
        wants = own_tool and not any(is_result(turn) for turn in turns)
        play = {"/v1/chat/completions": chat, "/v1/responses": responses, "/v1/messages": messages}
        text = play[self.path](wants, request.get("stream", False))
        self.answer("text/event-stream" if request.get("stream") else "application/json", text)

    def answer(self, kind, text):
        data = text.encode()
        self.send_response(200)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def is_result(turn):
    if not isinstance(turn, dict):
        return False
    if turn.get("role") == "tool" or turn.get("type") == "function_call_output":
        return True
    content = turn.get("content")
    return isinstance(content, list) and any(
        isinstance(part, dict) and part.get("type") == "tool_result" for part in content)


def chat(wants, streams):
    usage = {"prompt_tokens": 9, "completion_tokens": 3, "total_tokens": 12}
    call = {"id": "call12345", "type": "function",
            "function": {"name": "python", "arguments": json.dumps({"code": CODE})}}
    message = {"role": "assistant", "content": None, "tool_calls": [call]} if wants else {
        "role": "assistant", "content": "<<<42>>>"}
    finish = "tool_calls" if wants else "stop"
    head = {"id": "c", "created": 1, "model": "tiny"}
    if not streams:
        return json.dumps({**head, "object": "chat.completion", "usage": usage, "choices": [
            {"index": 0, "message": message, "finish_reason": finish}]})
    if wants:
        message["tool_calls"] = [{**call, "index": 0}]
    head["object"] = "chat.completion.chunk"
    events = [{**head, "choices": [{"index": 0, "delta": message, "finish_reason": None}]},
              {**head, "choices": [{"index": 0, "delta": {}, "finish_reason": finish}], "usage": usage}]
    return "".join(f"data: {json.dumps(event)}\n\n" for event in events) + "data: [DONE]\n\n"


def responses(wants, streams):
    items = [{"type": "function_call", "id": "fc_1", "call_id": "call12345", "name": "python",
              "arguments": json.dumps({"code": CODE}), "status": "completed"}] if wants else [
        {"type": "message", "id": "msg_1", "role": "assistant", "status": "completed", "content": [
            {"type": "output_text", "text": "<<<42>>>", "annotations": []}]}]
    response = {"id": "resp_1", "object": "response", "created_at": 1, "status": "completed",
                "model": "tiny", "output": items, "parallel_tool_calls": True, "tool_choice": "auto",
                "tools": [], "usage": {
                    "input_tokens": 9, "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
                    "output_tokens": 3, "output_tokens_details": {"reasoning_tokens": 0}, "total_tokens": 12}}
    if not streams:
        return json.dumps(response)
    started = {**response, "status": "in_progress", "output": []}
    events = [{"type": "response.created", "sequence_number": 0, "response": started}]
    for index, item in enumerate(items):
        place = {"output_index": index, "sequence_number": len(events)}
        events.append({"type": "response.output_item.added", "item": item, **place})
        events.append({"type": "response.output_item.done", "item": item, **place})
    events.append({"type": "response.completed", "sequence_number": len(events), "response": response})
    return "".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in events)


def messages(wants, streams):
    block = {"type": "tool_use", "id": "call12345", "name": "python", "input": {"code": CODE}} if wants else {
        "type": "text", "text": "<<<42>>>"}
    message = {"id": "msg_1", "type": "message", "role": "assistant", "model": "tiny", "content": [block],
               "stop_reason": "tool_use" if wants else "end_turn", "stop_sequence": None,
               "usage": {"input_tokens": 9, "output_tokens": 3, "cache_read_input_tokens": 0,
                         "cache_creation_input_tokens": 0}}
    if not streams:
        return json.dumps(message)
    start = {**message, "content": [], "stop_reason": None}
    opening = {**block, "input": {}} if wants else {**block, "text": ""}
    delta = {"type": "input_json_delta", "partial_json": json.dumps({"code": CODE})} if wants else {
        "type": "text_delta", "text": "<<<42>>>"}
    events = [{"type": "message_start", "message": start},
              {"type": "content_block_start", "index": 0, "content_block": opening},
              {"type": "content_block_delta", "index": 0, "delta": delta},
              {"type": "content_block_stop", "index": 0},
              {"type": "message_delta", "delta": {"stop_reason": message["stop_reason"], "stop_sequence": None},
               "usage": {"output_tokens": 3}},
              {"type": "message_stop"}]
    return "".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in events)


# ── The official clients, asked the same by hand.

def openai_client(url):
    import openai
    return openai.OpenAI(api_key=KEY, base_url=url, max_retries=0)


def text_of(content):
    return content if isinstance(content, str) else "".join(part["text"] for part in content)


def by_openai_chat(url, ours, streams):
    import openai
    client = openai_client(url)
    call = {"model": "tiny", "temperature": 0, "max_tokens": 64, "messages": [
        {"role": turn["role"], "content": turn["content"]}
        for turn in ours[0]["messages"]]}
    if "tools" in ours[0]:
        function = ours[0]["tools"][0]["function"]
        call["tools"] = [openai.pydantic_function_tool(Python, name="python", description=function["description"])]
        call["tools"][0]["function"].pop("strict")
        call["tools"][0]["function"]["parameters"] = function["parameters"]
    for number in range(len(ours)):
        if streams:
            with client.chat.completions.stream(**call, stream_options={"include_usage": True}) as stream:
                message = stream.get_final_completion().choices[0].message
        else:
            message = client.chat.completions.create(**call).choices[0].message
        if message.tool_calls:
            call["messages"] += [message, {"role": "tool", "tool_call_id": message.tool_calls[0].id,
                                           "content": ours[number + 1]["messages"][-1]["content"]}]


def by_openai_responses(url, ours, streams):
    client = openai_client(url)
    call = {"model": "tiny", "temperature": 0, "max_output_tokens": 64, "input": [
        {"role": turn["role"], "content": turn["content"]} for turn in ours[0]["input"]]}
    tools = ours[0].get("tools", [])
    if tools and tools[0]["type"] == "function":
        call["tools"] = [{"type": "function", "name": "python", "description": tools[0]["description"],
                          "parameters": tools[0]["parameters"], "strict": False}]
    elif tools:
        call["tools"] = [{"type": "code_interpreter", "container": {"type": "auto"}}]
        call["include"] = ["code_interpreter_call.outputs"]
    for number in range(len(ours)):
        if streams:
            with client.responses.stream(**call) as stream:
                response = stream.get_final_response()
        else:
            response = client.responses.create(**call)
        calls = [item for item in response.output if item.type == "function_call"]
        if calls:
            call["input"] = call["input"] + list(response.output) + [
                {"type": "function_call_output", "call_id": calls[0].call_id,
                 "output": ours[number + 1]["input"][-1]["output"]}]


def by_anthropic(url, ours, streams):
    import anthropic
    client = anthropic.Anthropic(api_key=KEY, base_url=url.removesuffix("/v1"), max_retries=0)
    call = {"model": "tiny", "max_tokens": 64, "messages": [
        {"role": turn["role"], "content": text_of(turn["content"])} for turn in ours[0]["messages"]]}
    if "system" in ours[0]:
        call["system"] = text_of(ours[0]["system"])
    tools = ours[0].get("tools", [])
    if tools and "input_schema" in tools[0]:
        call["tools"] = [{"name": "python", "description": tools[0]["description"],
                          "input_schema": tools[0]["input_schema"]}]
    elif tools:
        call["tools"] = [{"type": "code_execution_20250825", "name": "code_execution"}]
    for number in range(len(ours)):
        if streams:
            with client.messages.stream(**call) as stream:
                message = stream.get_final_message()
        else:
            message = client.messages.create(**call)
        calls = [block for block in message.content if block.type == "tool_use"]
        if calls:
            result = ours[number + 1]["messages"][-1]["content"][0]["content"]
            call["messages"] = call["messages"] + [
                {"role": "assistant", "content": message.content},
                {"role": "user", "content": [
                    {"type": "tool_result", "tool_use_id": calls[0].id, "content": text_of(result)}]}]


def by_mistral(url, ours, streams):
    from mistralai.client import Mistral
    client = Mistral(api_key=KEY, server_url=url.removesuffix("/v1"))
    call = {"model": "tiny", "temperature": 0, "max_tokens": 64, "messages": [
        {"role": turn["role"], "content": turn["content"]} for turn in ours[0]["messages"]]}
    if "tools" in ours[0]:
        call["tools"] = [{"type": "function", "function": ours[0]["tools"][0]["function"]}]
    for number in range(len(ours)):
        if streams:
            calls = []
            for event in client.chat.stream(**call):
                calls += event.data.choices[0].delta.tool_calls or []
            message = {"role": "assistant", "content": None, "tool_calls": [
                {"id": each.id, "type": "function", "function": {
                    "name": each.function.name, "arguments": each.function.arguments}} for each in calls]}
        else:
            message = client.chat.complete(**call).choices[0].message
            calls = message.tool_calls or []
        if calls:
            call["messages"] = call["messages"] + [message, {
                "role": "tool", "tool_call_id": calls[0].id,
                "content": ours[number + 1]["messages"][-1]["content"]}]


try:
    from pydantic import BaseModel

    class Python(BaseModel):
        code: str
except ImportError:
    sys.exit("pydantic is missing")


# ── Comparing.

def meaning(value, path=()):
    """A body with what makes no difference taken out: members that are null or say the default, and a
    text given as a list of one text block."""
    if isinstance(value, dict):
        members = {name: meaning(member, path + (name,)) for name, member in value.items()}
        members = {name: member for name, member in members.items()
                   if member is not None and name not in NOTES}
        for name, usual in DEFAULTS.items():
            if members.get(name) == usual and path[-1:] != ("properties",):
                del members[name]
        if "tool_calls" in members and members.get("content") in ("", None):
            members.pop("content", None)
        if members.get("type") == "message" and "output_text" in json.dumps(members):
            members.pop("status", None)
        return members
    if isinstance(value, list):
        items = [meaning(item, path + ("[]",)) for item in value]
        if len(items) == 1 and isinstance(items[0], dict) and set(items[0]) == {"type", "text"}:
            return items[0]["text"]
        return items
    return value


# What OpenAI's client notes beside an answer for its own use, and sends back with it.
NOTES = ("parsed_arguments", "parsed")

# What a client writes out and a server takes for granted.
DEFAULTS = {"n": 1, "stream": False, "safe_prompt": False, "prefix": False, "index": 0,
            "strict": False, "annotations": []}

EXPLAINED = {
    "user-agent": "names the program; ours says nothing of the machine",
    "accept-encoding": "the transport's own; answers are recorded decoded",
    "accept-language": "the transport's own",
    "connection": "the transport's own",
    "content-length": "follows from the body",
    "host": "the recorder's",
    "accept": "Mistral's client asks for an event stream; servers go by the body's \"stream\"",
    "content-type": "the same type, with or without a character set",
    "authorization": "Anthropic's newest client sends a bearer token; its interface takes x-api-key too",
    "x-api-key": "see authorization",
    "traceparent": "tracing of the client's",
    "idempotency-key": "no provider's interface uses it",
}


def is_explained(name):
    return name in EXPLAINED or name.startswith(("x-stainless", "x-mistral", "openai-"))


def compare(title, ours, theirs, differing):
    for number, (own, official) in enumerate(zip(ours, theirs)):
        failures.check(own["path"] == official["path"], f"{title}: {own['path']} is not {official['path']}")
        one, other = meaning(own["body"]), meaning(official["body"])
        if not failures.check(one == other, f"{title}, request {number + 1}: the bodies differ"):
            print("    ours:  ", json.dumps(one, sort_keys=True)[:1500])
            print("    theirs:", json.dumps(other, sort_keys=True)[:1500])
        names = set(own["headers"]) | set(official["headers"])
        for name in sorted(names):
            mine, yours = own["headers"].get(name), official["headers"].get(name)
            if mine == yours:
                continue
            differing.setdefault(name, (title, mine, yours))
            failures.check(
                is_explained(name), f"{title}: the header {name} is {mine!r} and not {yours!r}")
    failures.check(len(ours) == len(theirs), f"{title}: {len(ours)} requests, not {len(theirs)}")


FAMILIES = {
    "openai-chat": (by_openai_chat, {"temperature": 0, "max_tokens": 64}),
    "openai-responses": (by_openai_responses, {"temperature": 0, "max_output_tokens": 64}),
    "anthropic-messages": (by_anthropic, {"max_tokens": 64}),
    "mistral": (by_mistral, {"temperature": 0, "max_tokens": 64}),
}
HOSTED = ("openai-responses", "anthropic-messages")


def main():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/v1"
    differing = {}
    compared = 0
    for family, (official, parameters) in FAMILIES.items():
        for streams in (False, True):
            for tools in (True, "hosted") if family in HOSTED else (True,):
                methods = ("only-question", "autogen-system", "code-interpreter")
                for method in methods if tools is True else ("code-interpreter",):
                    title = f"{family} {method}{' streamed' if streams else ''}{' hosted' if tools == 'hosted' else ''}"
                    folder = os.path.join(WORK, title.replace(" ", "-"))
                    bench.sweep_folder(ROOT, folder, {"tiny": {
                        "family": family, "parameters": parameters, "stream": streams,
                        "capabilities": {"tools": tools},
                        "access": {"base-url": url, "key": "CONFORMANCE_KEY"}}}, [method])
                    Recorder.seen = []
                    bench.run(TOOL, "live", folder, key=KEY)
                    ours = Recorder.seen
                    Recorder.seen = []
                    official(url, [each["body"] for each in ours], streams)
                    compare(title, ours, Recorder.seen, differing)
                    compared += len(ours)
    print(f"  {compared} requests in {len(FAMILIES)} families say what the official clients' say")
    print("  headers that differ:")
    for name, (title, mine, yours) in sorted(differing.items()):
        why = EXPLAINED.get(name, "the client's own account of itself")
        shown = [None if text is None else text.replace(KEY, "[key]")[:40] for text in (mine, yours)]
        print(f"    {name}: ours {shown[0]!r}, theirs {shown[1]!r} ({why})")
    failures.end()


if __name__ == "__main__":
    main()
