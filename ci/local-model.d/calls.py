"""Reads tool calls out of what a model wrote, and says them in the wire format that was asked.

The server hands on the model's text as it stands. Its own parser would answer 500 wherever a call is
not quite of the form that it expects, and a text that nobody sees cannot be judged. Here a text that
holds no readable call stays the answer.

A call is an object with the members "name" (a text) and "arguments" (an object) and no others, as
JSON or as a Python literal, since small models quote code with three quotation marks. It counts where
it is all that the model wrote, all of a code fence, or stands in the tags of the model's own template.
"""

import ast
import json
import re

# Longer texts hold no call that a small model could have meant.
MAXIMUM_TEXT = 1 << 18
PLACES = re.compile(r"<tool_call>(.*?)(?:</tool_call>|\Z)|^```[ \t]*\w*[ \t]*\n(.*?)^```[ \t]*$", re.M | re.S)


def read(text):
    """What is no call, and the calls as pairs of a name and an object."""
    if len(text) > MAXIMUM_TEXT:
        return text, []
    whole = calls_in(text)
    if whole:
        return "", whole
    calls, rest, end = [], [], 0
    for place in PLACES.finditer(text):
        found = calls_in(place[1] if place[1] is not None else place[2])
        if found:
            calls += found
            rest.append(text[end:place.start()])
            end = place.end()
    rest.append(text[end:])
    return "".join(rest).strip() if calls else text, calls


def calls_in(text):
    """The calls that a text consists of: one, a list of them, or one a line; none where it is else."""
    text = text.strip()
    if not text.startswith(("{", "[")):
        return []
    value = value_of(text)
    values = value if isinstance(value, list) else [value]
    if value is None:
        values = [value_of(line) for line in text.splitlines() if line.strip()]
    calls = [call_of(value) for value in values]
    return calls if calls and None not in calls else []


def value_of(text):
    """The value of a text as JSON or as a Python literal; nothing where it is neither."""
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        pass
    try:
        return ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return None


def call_of(value):
    if not isinstance(value, dict) or set(value) != {"name", "arguments"}:
        return None
    name, arguments = value["name"], value["arguments"]
    if not isinstance(name, str) or not name or not isinstance(arguments, dict):
        return None
    try:
        return name, json.loads(json.dumps(arguments))
    except (ValueError, TypeError, RecursionError):
        return None  # A Python literal, such as a set, that no JSON says.


class Asked:
    """A request that offers tools: what is asked of the server for it, and what its client gets."""

    def __init__(self, body, stream, options):
        self.body = body
        self.stream = stream
        self.options = options

    @classmethod
    def of(cls, method, path, body):
        """The request, where it offers tools in a format that this module speaks; else nothing."""
        family = FAMILIES.get(path.split("?")[0])
        if method != "POST" or family is None or b'"tools"' not in body:
            return None
        try:
            value = json.loads(body)
        except ValueError:
            return None
        if not isinstance(value, dict) or not value.get("tools"):
            return None
        stream = value.pop("stream", False) is True
        options = value.pop("stream_options", None)
        return family(json.dumps(value).encode(), stream, options)

    def answer(self, status, kind, body):
        """The content type and body for the client, given the server's."""
        if status != 200:
            return kind, body
        value = json.loads(body)
        self.call(value)
        if not self.stream:
            return "application/json; charset=utf-8", json.dumps(value).encode()
        events = "".join(
            (f"event: {event['type']}\n" if "type" in event else "")
            + f"data: {json.dumps(event)}\n\n" for event in self.events(value))
        return "text/event-stream", (events + self.last).encode()

    last = ""


class Chat(Asked):
    """OpenAI Chat Completions."""

    last = "data: [DONE]\n\n"

    def call(self, value):
        for choice in value["choices"]:
            message = choice["message"]
            rest, calls = read(message.get("content") or "")
            if not calls:
                continue
            message["content"] = rest or None
            message["tool_calls"] = [
                {"id": identity(value, place), "type": "function",
                 "function": {"name": name, "arguments": json.dumps(arguments)}}
                for place, (name, arguments) in enumerate(calls)]
            choice["finish_reason"] = "tool_calls"

    def events(self, value):
        usage = value.pop("usage", None)
        choices = value.pop("choices")
        head = {**value, "object": "chat.completion.chunk"}
        for choice in choices:
            delta = choice["message"]
            for place, call in enumerate(delta.get("tool_calls", ())):
                call["index"] = place
            yield {**head, "choices": [
                {"index": choice["index"], "delta": delta, "finish_reason": None}]}
            yield {**head, "choices": [
                {"index": choice["index"], "delta": {}, "finish_reason": choice["finish_reason"]}]}
        if (self.options or {}).get("include_usage"):
            yield {**head, "choices": [], "usage": usage}


class Responses(Asked):
    """OpenAI Responses."""

    def call(self, value):
        items = []
        for item in value["output"]:
            if item["type"] != "message":
                items.append(item)
                continue
            rest, calls = read("".join(part.get("text", "") for part in item["content"]))
            if not calls or rest:
                items.append(item)
            if calls and rest:
                item["content"] = [{**item["content"][0], "text": rest}]
            for name, arguments in calls:
                call = identity(value, len(items))
                items.append(
                    {"type": "function_call", "id": "fc_" + call, "call_id": call, "name": name,
                     "arguments": json.dumps(arguments), "status": "completed"})
        value["output"] = items

    def events(self, value):
        number = 0

        def event(kind, **members):
            nonlocal number
            number += 1
            return {"type": kind, "sequence_number": number - 1, **members}

        yield event("response.created", response={**value, "status": "in_progress", "output": []})
        for place, item in enumerate(value["output"]):
            at = {"item_id": item["id"], "output_index": place}
            empty = {"arguments": ""} if item["type"] == "function_call" else {"content": []}
            yield event(
                "response.output_item.added", output_index=place,
                item={**item, "status": "in_progress", **empty})
            if item["type"] == "function_call":
                yield event(
                    "response.function_call_arguments.delta", **at, delta=item["arguments"])
                yield event(
                    "response.function_call_arguments.done", **at, arguments=item["arguments"])
            for index, part in enumerate(item.get("content") or ()):
                where = {**at, "content_index": index}
                yield event(
                    "response.content_part.added", **where, part={**part, "text": ""})
                yield event("response.output_text.delta", **where, delta=part.get("text", ""))
                yield event("response.output_text.done", **where, text=part.get("text", ""))
                yield event("response.content_part.done", **where, part=part)
            yield event("response.output_item.done", output_index=place, item=item)
        yield event("response.completed", response=value)


class Messages(Asked):
    """Anthropic Messages."""

    def call(self, value):
        blocks = []
        for block in value["content"]:
            rest, calls = read(block["text"]) if block["type"] == "text" else ("", [])
            if not calls or rest:
                blocks.append({**block, "text": rest} if calls else block)
            for name, arguments in calls:
                blocks.append(
                    {"type": "tool_use", "id": identity(value, len(blocks)), "name": name,
                     "input": arguments})
                value["stop_reason"] = "tool_use"
        value["content"] = blocks

    def events(self, value):
        usage = value["usage"]
        yield {"type": "message_start", "message": {
            **value, "content": [], "stop_reason": None, "stop_sequence": None,
            "usage": {**usage, "output_tokens": 0}}}
        for place, block in enumerate(value["content"]):
            if block["type"] == "tool_use":
                empty, delta = {**block, "input": {}}, {
                    "type": "input_json_delta", "partial_json": json.dumps(block["input"])}
            else:
                empty, delta = {**block, "text": ""}, {"type": "text_delta", "text": block["text"]}
            yield {"type": "content_block_start", "index": place, "content_block": empty}
            yield {"type": "content_block_delta", "index": place, "delta": delta}
            yield {"type": "content_block_stop", "index": place}
        yield {"type": "message_delta", "usage": {"output_tokens": usage["output_tokens"]}, "delta": {
            "stop_reason": value["stop_reason"], "stop_sequence": value.get("stop_sequence")}}
        yield {"type": "message_stop"}


def identity(value, place):
    """The id of a call: of its answer's, so that two calls of a conversation differ."""
    return f"call_{re.sub(r'[^A-Za-z0-9]', '', str(value.get('id', '')))[-24:]}_{place}"


FAMILIES = {
    "/v1/chat/completions": Chat, "/chat/completions": Chat, "/v1/responses": Responses,
    "/v1/messages": Messages,
}
