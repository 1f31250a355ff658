"""The same questions and answers, graded by Inspect, lm-evaluation-harness and Steerbench.

usage: compare.py STEERBENCH SCRATCH; called by ci/compare-harnesses.

Inspect grades as its documents have it for such tasks: match(numeric=True) for numbers, includes() for texts.
The harness grades as its gsm8k does (flexible-extract, then exact_match) and exact_match without case and
punctuation for texts. Steerbench grades by the kind that `steerbench import` guesses: integer, number, text.
"""

import http.server
import json
import os
import pathlib
import subprocess
import sys
import threading

# Why a way of answering is graded otherwise by one of them; looked up by the form of the answer and the tool.
REASONS = {
    ("sign", "inspect"): "match() looks at the end of the text, and 42 ends -42",
    ("five-digits", "inspect"): "match(numeric) compares numbers as text of five digits",
    ("tail", "inspect"): "match() reads the end of the text, where another number stands",
    ("tail", "harness"): "flexible-extract takes the last number of the text, whatever it says",
    ("denied", "inspect"): "includes() and match() find the words, and not what is said of them",
    ("denied", "harness"): "the whole text is compared, or its last number, and not what is said of it",
    ("unit", "inspect"): "match() compares the last word, which is the unit",
    ("comma", "harness"): "exact_match compares text: 1,234 is no 1234 unless a pattern strips commas",
    ("decimal", "inspect"): "42.0 is another text than 42, or the same number, by version",
    ("decimal", "harness"): "exact_match compares text: 42.0 is no 42",
    ("dot", "harness"): "flexible-extract takes the dot at the end of a sentence along: \"42.\" is no \"42\"",
    ("dot", "inspect"): "match() strips punctuation at the end only in part",
    ("percent", "inspect"): "a percent sign is passed over: 50% passes for 50",
    ("percent", "harness"): "a percent sign is passed over: 50% passes for 50",
    ("two", "inspect"): "the last one counts, though two answers stand side by side",
    ("two", "harness"): "the last one counts, though two answers stand side by side",
    ("sentence", "harness"): "the whole text is compared, and the answer stands in a sentence",
    ("sentence", "inspect"): "includes() finds the word in the sentence",
    ("marker", "harness"): "the whole text is compared with its marker",
    ("marker", "inspect"): "match() compares the end of the text, which is the marker's",
    ("part", "inspect"): "includes() finds the truth inside another word",
    ("symbol", "harness"): "ignore_punctuation takes ++ for nothing: c++ is c",
    ("symbol", "inspect"): "includes() finds c in c++",
    ("bold", "harness"): "the whole text is compared with its marks",
    ("words", "inspect"): "numbers in words are read by nobody but Steerbench",
    ("words", "harness"): "numbers in words are read by nobody but Steerbench",
    ("short", "harness"): "flexible-extract takes two characters or a whole number",
    ("fraction", "inspect"): "1/2 is read as its last number",
    ("fraction", "harness"): "1/2 is read as its last number",
}


def table():
    """Rows: id, kind, form, question, truth, answer."""
    rows = []

    def add(kind, form, truth, answer):
        number = len(rows) + 1
        rows.append((f"{kind}-{form}-{number}", kind, form, f"Question {number} of {kind}?", truth, answer))

    for truth in (7, 42, 318, 1234, 90210):
        add("integer", "plain", f"{truth}", f"{truth}")
        add("integer", "marker", f"{truth}", f"So it is <<<{truth}>>>.")
        add("integer", "sentence", f"{truth}", f"The answer is {truth}")
        add("integer", "dot", f"{truth}", f"The answer is {truth}.")
        add("integer", "sign", f"{truth}", f"-{truth}")
        add("integer", "tail", f"{truth}", f"The answer is {truth}. I checked it 3 times.")
        add("integer", "denied", f"{truth}", f"It is not {truth}.")
        add("integer", "two", f"{truth}", f"It is {truth + 1} or {truth}")
        add("integer", "unit", f"{truth}", f"The answer is {truth} apples")
    for truth in (123456, 765432):
        add("integer", "five-digits", f"{truth}", f"{truth + 3}")
        add("integer", "comma", f"{truth}", f"The answer is {truth:,}")
    for truth in ("0.5", "2.25", "17.125"):
        add("number", "plain", truth, truth)
        add("number", "decimal", truth, f"The answer is {truth}0")
        add("number", "dot", truth, f"The answer is {truth}.")
        add("number", "sign", truth, f"-{truth}")
        add("number", "percent", truth, f"The answer is {truth}%")
        add("number", "bold", truth, f"The answer is **{truth}**")
        add("number", "tail", truth, f"I get {truth} after 2 steps.")
    add("number", "fraction", "0.5", "The answer is 1/2")
    add("number", "words", "2", "The answer is two")
    for truth in ("Paris", "Lake Garda", "the Seine", "c++", "iron"):
        add("text", "plain", truth, truth)
        add("text", "case", truth, truth.upper())
        add("text", "sentence", truth, f"The answer is {truth}.")
        add("text", "denied", truth, f"It is not {truth}.")
        add("text", "bold", truth, f"**{truth}**")
    add("text", "part", "iron", "environment")
    add("text", "part", "Paris", "comparison")
    add("text", "symbol", "c", "c++")
    return rows[:100]


def inspect(rows, scratch):
    import tiktoken

    class Words:
        """Counts of tokens without what the library would fetch."""

        def encode(self, text, **_):
            return text.split()

    tiktoken.get_encoding = tiktoken.encoding_for_model = lambda *_, **__: Words()
    from inspect_ai import Task, eval
    from inspect_ai.dataset import MemoryDataset, Sample
    from inspect_ai.model import ModelOutput, get_model
    from inspect_ai.scorer import includes, match
    from inspect_ai.solver import generate

    logs = {}
    for kind in ("integer", "number", "text"):
        own = [row for row in rows if row[1] == kind]
        samples = [Sample(id=row[0], input=row[3], target=row[4]) for row in own]
        answers = [ModelOutput.from_content("mockllm/model", row[5]) for row in own]
        log, = eval(
            Task(dataset=MemoryDataset(samples), solver=[generate()], name=kind,
                 scorer=includes() if kind == "text" else match(numeric=True)),
            model=get_model("mockllm/model", custom_outputs=answers), max_samples=1, max_connections=1,
            display="none", log_format="eval", log_dir=str(scratch / "inspect"))
        assert log.status == "success", log.error
        logs[kind] = log
    verdicts = {sample.id: next(iter(sample.scores.values())).value == "C"
                for log in logs.values() for sample in log.samples}
    return {kind: log.location for kind, log in logs.items()}, verdicts


def harness(rows, scratch):
    answers = {row[3]: row[5] for row in rows}

    class Server(http.server.BaseHTTPRequestHandler):
        def log_message(self, *_):
            pass

        def do_POST(self):
            asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
            text = answers[asked["messages"][-1]["content"]]
            body = json.dumps({"choices": [{"index": 0, "finish_reason": "stop", "message": {
                "role": "assistant", "content": text}}]}).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.end_headers()
            self.wfile.write(body)

    server = http.server.HTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    tasks = scratch / "tasks"
    tasks.mkdir()
    for kind in ("integer", "number", "text"):
        data = tasks / f"{kind}.jsonl"
        data.write_text("".join(json.dumps({"id": r[0], "question": r[3], "answer": r[4]}) + "\n"
                                for r in rows if r[1] == kind))
        task = {
            "task": f"same_{kind}", "dataset_path": "json", "test_split": "test",
            "dataset_kwargs": {"data_files": {"test": str(data)}}, "output_type": "generate_until",
            "doc_to_text": "{{question}}", "doc_to_target": "{{answer}}",
            "generation_kwargs": {"until": ["\n\n"], "max_gen_toks": 64, "temperature": 0},
            "metric_list": [{"metric": "exact_match", "ignore_case": True, "ignore_punctuation": kind == "text"}],
        }
        if kind != "text":
            task["filter_list"] = [{"name": "flexible-extract", "filter": [
                {"function": "regex", "group_select": -1, "regex_pattern": r"(-?[$0-9.,]{2,})|(-?[0-9]+)"},
                {"function": "take_first"}]}]
        # JSON is YAML too.
        (tasks / f"{kind}.yaml").write_text(json.dumps(task))
    command = [
        sys.executable, "-m", "lm_eval", "run", "--model", "local-chat-completions", "--model_args",
        f"model=same,base_url=http://127.0.0.1:{server.server_port}/v1/chat/completions,"
        "tokenizer_backend=None,num_concurrent=1", "--tasks", "same_integer,same_number,same_text",
        "--include_path", str(tasks), "--apply_chat_template", "--log_samples", "--output_path",
        str(scratch / "harness")]
    environment = dict(os.environ, OPENAI_API_KEY="unused", HF_DATASETS_OFFLINE="1", HF_HOME=str(scratch / "hf"))
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    server.shutdown()
    logs, verdicts = {}, {}
    for path in (scratch / "harness").rglob("samples_*.jsonl"):
        logs[path.name.split("_")[2]] = str(path)
        for line in path.read_text().splitlines():
            sample = json.loads(line)
            verdicts[sample["doc"]["id"]] = sample["exact_match"] == 1
    return logs, verdicts


def steerbench(program, logs, rows, scratch, name, *options):
    """The verdicts by the imported logs, by the question: ids are the log's own."""
    verdicts = {}
    for kind, log in logs.items():
        folder = scratch / f"{name}-{kind}"
        subprocess.run([program, "import", log, str(folder), *options], check=True, stdout=subprocess.DEVNULL)
        sweep, = (folder / "cassettes").iterdir()
        sheet = (sweep / "baseline.tsv").read_text().splitlines()
        heads = next(line for line in sheet if line.startswith("model\t") or "\tquestion\t" in line).split("\t")
        own = [row for row in rows if row[1] == kind]
        places = {row[0]: row[0] for row in own} | {str(number): row[0] for number, row in enumerate(own)}
        for line in sheet[sheet.index("\t".join(heads)) + 1:]:
            cells = dict(zip(heads, line.split("\t")))
            verdicts[places[cells["question"]]] = cells["outcome"] == "correct"
    return verdicts


def main():
    program, scratch = sys.argv[1], pathlib.Path(sys.argv[2])
    rows = table()
    assert len(rows) == 100, len(rows)
    eval_logs, by_inspect = inspect(rows, scratch)
    sample_logs, by_harness = harness(rows, scratch)
    ours = steerbench(program, eval_logs, rows, scratch, "inspect")
    again = steerbench(program, sample_logs, rows, scratch, "harness", "--assume-ended", "--model", "same")
    assert ours == again, "the same answers are graded alike, whichever log they came from"
    unexplained, differing = [], 0
    print("| question | truth | answer | Steerbench | Inspect | lm-eval | why |\n|---|---|---|---|---|---|---|")
    for name, _, form, _, truth, answer in rows:
        verdicts = {"inspect": by_inspect[name], "harness": by_harness[name]}
        others = [tool for tool, verdict in verdicts.items() if verdict != ours[name]]
        if not others:
            continue
        differing += 1
        why = "; ".join(dict.fromkeys(REASONS.get((form, tool), "?") for tool in others))
        if "?" in why.split("; "):
            unexplained.append(name)
        words = ["right" if v else "wrong" for v in (ours[name], by_inspect[name], by_harness[name])]
        print(f"| {name} | {truth} | {answer} | {' | '.join(words)} | {why} |")
    right = [sum(v.values()) for v in (ours, by_inspect, by_harness)]
    print(f"\n100 questions: right by Steerbench {right[0]}, by Inspect {right[1]}, by lm-eval {right[2]}; "
          f"{differing} verdicts differ.")
    if unexplained:
        sys.exit("without an explanation: " + ", ".join(unexplained))


main()
