"""The flows: each is a program of a client that prints what it got, in an order that depends on nothing."""
import asyncio
import json
import os
import sys
import time
import urllib.error
import urllib.request

ASK = [{"role": "user", "content": "Say hello."}]


def openai_client(**options):
    import openai
    return openai.OpenAI(**options)


def anthropic_client(**options):
    import anthropic
    return anthropic.Anthropic(**options)


def model():
    # llama.cpp serves whatever name it is asked for.
    return os.environ.get("MODEL", "tiny")


def bytes_():
    base = os.environ["OPENAI_BASE_URL"]
    for stream in (False, True):
        body = json.dumps({"model": "tiny", "messages": [{"role": "user", "content": f"bytes {stream}"}],
                           "stream": stream}).encode()
        request = urllib.request.Request(base + "/chat/completions", data=body, headers={
            "content-type": "application/json", "accept-encoding": "identity"})
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as response:
            print(response.status, response.headers["content-type"], repr(response.read()))


def chat():
    client = openai_client()
    for turn in range(3):
        print(client.chat.completions.create(model="tiny", messages=ASK).choices[0].message.content)
    print([m.id for m in client.models.list().data], [m.id for m in client.models.list().data])


def stream():
    for chunk in openai_client().chat.completions.create(model="tiny", messages=ASK, stream=True):
        print(chunk.model_dump_json())


def tools():
    client = openai_client()
    offered = [{"type": "function", "function": {"name": "add", "parameters": {"type": "object", "properties": {}}}}]
    messages = [{"role": "user", "content": "1 + 2?"}]
    first = client.chat.completions.create(model="tiny", messages=messages, tools=offered).choices[0].message
    call = first.tool_calls[0]
    messages += [first.model_dump(exclude_none=True), {"role": "tool", "tool_call_id": call.id, "content": "3"}]
    print(call.id, client.chat.completions.create(
        model="tiny", messages=messages, tools=offered).choices[0].message.content)


def responses():
    client = openai_client()
    print(client.responses.create(model="tiny", input="hello").output_text)
    for event in client.responses.create(model="tiny", input="hello", stream=True):
        print(event.type)


def embeddings():
    client = openai_client()
    for _ in range(3):
        print(client.embeddings.create(model="e", input="a").data[0].embedding)


def files():
    # The boundary between the parts is another one in every run.
    print(openai_client().files.create(file=("a.txt", b"some text"), purpose="batch").id)


def anthropic():
    client = anthropic_client()
    print(client.messages.create(model="tiny", max_tokens=16, messages=ASK).content[0].text)
    with client.messages.stream(model="tiny", max_tokens=16, messages=ASK) as events:
        print(events.get_final_text())
    print(client.messages.count_tokens(model="tiny", messages=ASK).input_tokens)
    print(client.beta.messages.create(model="tiny", max_tokens=16, messages=ASK, betas=["x-1"]).content[0].text)


async def gathered(prompts):
    import openai
    client = openai.AsyncOpenAI()
    answers = await asyncio.gather(*[
        client.chat.completions.create(model="tiny", messages=[{"role": "user", "content": p}]) for p in prompts])
    return [a.choices[0].message.content for a in answers]


def many():
    for answer in asyncio.run(gathered([f"question {i}" for i in range(100)])):
        print(answer)


def same():
    # Which of them gets which answer is not settled; that each answer is given once is.
    for answer in sorted(asyncio.run(gathered(["the same"] * 50))):
        print(answer)


def lanes():
    import threading
    base = os.environ["STEERBENCH_PROXY_URL"]
    results = {}

    def work(name):
        client = openai_client(base_url=f"{base}/lane/{name}/v1")
        results[name] = [client.chat.completions.create(model="tiny", messages=ASK).choices[0].message.content
                         for _ in range(5)]

    threads = [threading.Thread(target=work, args=(name,)) for name in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    keyed = openai_client(api_key="sk-steerbench-c").chat.completions.create(model="tiny", messages=ASK)
    # A scripted provider counts all lanes together: the answers of each are its own, in order, again.
    print(results["a"], results["b"], keyed.choices[0].message.content)


def retries():
    client = openai_client(max_retries=3)
    print(client.chat.completions.create(
        model="tiny", messages=[{"role": "user", "content": "throttle me"}]).choices[0].message.content)
    print(anthropic_client(max_retries=3).messages.create(
        model="tiny", max_tokens=16, messages=[{"role": "user", "content": "overload"}]).content[0].text)


def cut():
    client = openai_client(max_retries=0)
    ask = [{"role": "user", "content": "cut the stream"}]
    for attempt in range(3):
        try:
            words = [c.choices[0].delta.content or "" for c in client.chat.completions.create(
                model="tiny", messages=ask, stream=True)]
            break
        except Exception:
            continue
    print("".join(words))


def timeouts():
    ask = [{"role": "user", "content": "sleep a while"}]
    # The client gives up and asks again: the answer to the first try is given to the second.
    client = openai_client(timeout=0.7, max_retries=3)
    print(client.chat.completions.create(model="tiny", messages=ask).choices[0].message.content)


def leave():
    client = openai_client()
    stream = client.chat.completions.create(model="tiny", messages=ASK, stream=True)
    next(iter(stream))
    stream.close()
    time.sleep(0.5)
    print("".join(c.choices[0].delta.content or "" for c in client.chat.completions.create(
        model="tiny", messages=ASK, stream=True)))


def slow():
    client = openai_client()
    for turn in range(4):
        ask = [{"role": "user", "content": f"slow {turn}"}]
        words = "".join(c.choices[0].delta.content or "" for c in client.chat.completions.create(
            model="tiny", messages=ask, stream=True))
        print(f"answer {turn}: {words}", flush=True)


def miss():
    try:
        openai_client().chat.completions.create(model="tiny", messages=[{"role": "user", "content": "never asked"}])
    except Exception as error:
        print(str(error).replace("\n", " "))
    try:
        anthropic_client().messages.create(model="tiny", max_tokens=9, messages=[{"role": "user", "content": "never"}])
    except Exception as error:
        print(str(error).replace("\n", " "))


SHORT = [{"role": "user", "content": "What is 2 + 2? Answer with one word."}]


def model_openai():
    client = openai_client()
    print(client.chat.completions.create(model=model(), messages=SHORT, max_tokens=8).choices[0].message.content)
    print("".join(c.choices[0].delta.content or "" for c in client.chat.completions.create(
        model=model(), messages=SHORT, max_tokens=8, stream=True) if c.choices))
    print(client.responses.create(model=model(), input="Say hello.", max_output_tokens=16).output_text)


def model_anthropic():
    client = anthropic_client()
    print(client.messages.create(model=model(), max_tokens=8, messages=SHORT).content[0].text)
    with client.messages.stream(model=model(), max_tokens=8, messages=SHORT) as events:
        print(events.get_final_text())
    print(client.messages.count_tokens(model=model(), messages=SHORT).input_tokens)


def litellm():
    import litellm as library
    library.suppress_debug_info = True
    for name in ("openai/", "anthropic/"):
        print(library.completion(model=name + model(), messages=SHORT, max_tokens=8).choices[0].message.content)


def langchain():
    from langchain_anthropic import ChatAnthropic
    from langchain_openai import ChatOpenAI
    print(ChatOpenAI(model=model(), max_tokens=8).invoke("Say one word.").content)
    print(ChatAnthropic(model=model(), max_tokens=8).invoke("Say one word.").content)


def dspy():
    import dspy as library
    lm = library.LM("openai/" + model(), max_tokens=8, cache=False, api_base=os.environ["OPENAI_BASE_URL"])
    print(lm("Say one word."))


def inspect():
    from inspect_ai import Task, eval as run
    from inspect_ai.dataset import Sample
    from inspect_ai.scorer import includes
    from inspect_ai.solver import generate
    task = Task(dataset=[Sample(input="What is 2 + 2?", target="4"), Sample(input="What is 3 + 3?", target="6")],
                solver=generate(max_tokens=8), scorer=includes())
    log = run(task, model="openai/" + model(), epochs=2, display="none", log_dir=os.path.join(os.environ["WORK"], "logs"))[0]
    print(log.status)
    for sample in sorted(log.samples, key=lambda s: (s.id, s.epoch)):
        print(sample.id, sample.epoch, sample.output.completion)


def lm_eval():
    import lm_eval as library
    folder = os.path.join(os.environ["WORK"], "task")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "data.jsonl"), "w") as file:
        for number in range(8):
            file.write(json.dumps({"question": f"{number} + 1 =", "answer": str(number + 1)}) + "\n")
    with open(os.path.join(folder, "sums.yaml"), "w") as file:
        file.write(f"""task: sums
dataset_path: json
dataset_kwargs: {{data_files: {{test: {folder}/data.jsonl}}}}
test_split: test
output_type: generate_until
doc_to_text: "{{{{question}}}}"
doc_to_target: "{{{{answer}}}}"
generation_kwargs: {{until: ["\\n"], max_gen_toks: 6}}
metric_list: [{{metric: exact_match}}]
""")
    from lm_eval.tasks import TaskManager
    results = library.simple_evaluate(
        model="local-chat-completions", tasks=["sums"], task_manager=TaskManager(include_path=folder),
        model_args=f"model={model()},base_url={os.environ['STEERBENCH_PROXY_URL']}/v1/chat/completions,num_concurrent=8",
        apply_chat_template=True, bootstrap_iters=0)
    for sample in sorted(results["samples"]["sums"], key=lambda s: s["doc_id"]):
        print(sample["doc_id"], sample["resps"])


{name.rstrip("_"): value for name, value in list(globals().items()) if callable(value)}[sys.argv[1]]()
