"""Reads every export back with its own ecosystem's tool and compares it with the score sheet.

Usage: read_back.py FOLDER BASELINE.tsv, where FOLDER holds one export a format, named by the format.
"""

import csv
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections import Counter, defaultdict
from pathlib import Path

folder = Path(sys.argv[1])
baseline = Path(sys.argv[2])


def check(condition, message):
    if not condition:
        sys.exit(f"ci/export-test: {message}")


def close(left, right):
    # A sheet has six decimals; means are of the fractions behind them.
    return abs(left - right) < 1e-6


def sheet():
    lines = baseline.read_text(encoding="utf-8").splitlines()
    columns = lines[1].split("\t")
    rows = [dict(zip(columns, line.split("\t"))) for line in lines[2:]]
    for row in rows:
        # A sheet of an older version has a score there; the line is read by its outcome.
        if row["outcome"] in ("provider-error", "failed-answer"):
            row["score"] = "-"
    return columns, rows


columns, trials = sheet()
cells = defaultdict(list)
for trial in trials:
    cells[trial["model"], trial["method"], trial["task"]].append(trial)
models = sorted({trial["model"] for trial in trials})


def answered(of):
    """The trials that have a score: an error of the provider says nothing about a model."""
    return [trial for trial in of if trial["score"] != "-"]


def mean(of):
    return sum(float(trial["score"]) for trial in answered(of)) / len(answered(of))


def right(of):
    return sum(trial["outcome"] == "correct" for trial in of)


def read_csv():
    with open(folder / "csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    check(list(rows[0]) == columns, "csv: the columns are not the sheet's")
    wanted = [{name: "" if value == "-" else value for name, value in row.items()} for row in trials]
    check(rows == wanted, "csv: a row differs from the sheet")
    return f"{len(rows)} rows equal the score sheet"


def read_json():
    value = json.loads((folder / "json").read_text(encoding="utf-8"))
    check(len(value["trials"]) == len(trials), "json: trials are missing")
    for mine, row in zip(value["trials"], trials):
        check(mine["outcome"] == row["outcome"], f"json: {row['question']}")
        same = mine["score"] is None if row["score"] == "-" else close(mine["score"], float(row["score"]))
        check(same, f"json: {row['question']}")
    for cell in value["cells"]:
        of = cells[cell["model"], cell["method"], cell["task"]]
        check(cell["trials"] == len(of) and cell["correct"] == right(of), "json: a cell differs")
    check(len(value["cells"]) == len(cells), "json: cells are missing")
    return f"{len(trials)} trials, {len(cells)} cells"


def read_junit():
    from junitparser import Error, Failure, JUnitXml

    document = JUnitXml.fromfile(str(folder / "junit"))
    results = Counter()
    for suite in document:
        for case in suite:
            kinds = [type(result) for result in case.result]
            results["error" if Error in kinds else "failure" if Failure in kinds else "pass"] += 1
    broken = sum(row["outcome"] in ("provider-error", "execution-failed") for row in trials)
    check(results["pass"] == right(trials), "junit: passes differ")
    check(results["error"] == broken, "junit: errors differ")
    check(sum(results.values()) == len(trials), "junit: cases are missing")
    check(
        (document.tests, document.failures, document.errors)
        == (len(trials), results["failure"], results["error"]),
        "junit: the counts at the head are not those of the cases",
    )
    return f"{results['pass']} passed, {results['failure']} failed, {results['error']} errors"


def read_markdown(name):
    from markdown_it import MarkdownIt

    text = (folder / name).read_text(encoding="utf-8")
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)
    kinds = Counter(token.type for token in tokens)
    check(kinds["table_open"] >= len(models), f"{name}: the tables are not tables")
    check(kinds["html_block"] == 0 and "<" not in text.replace("&lt;", ""), f"{name}: it holds HTML")
    check(len(text.encode()) <= 1 << 20, f"{name}: it is larger than GitHub takes")
    return f"{kinds['table_open']} tables, {kinds['tr_open']} rows"


def read_openmetrics():
    from prometheus_client.openmetrics.parser import text_string_to_metric_families

    text = (folder / "openmetrics").read_text(encoding="utf-8")
    families = {family.name: family for family in text_string_to_metric_families(text)}
    counted = Counter()
    for sample in families["steerbench_trials"].samples:
        counted[sample.labels["model"], sample.labels["method"], sample.labels["task"]] += int(
            sample.value
        )
    check(counted == {key: len(of) for key, of in cells.items()}, "openmetrics: trials differ")
    rated = {key for key, of in cells.items() if answered(of)}
    check(len(families["steerbench_score_ratio"].samples) == len(rated), "openmetrics: scores")
    for sample in families["steerbench_score_ratio"].samples:
        key = sample.labels["model"], sample.labels["method"], sample.labels["task"]
        check(close(sample.value, mean(cells[key])), f"openmetrics: the score of {key}")
    check(families["steerbench_sweep"].type == "info", "openmetrics: there is no info")
    return f"{len(families)} families, {sum(len(f.samples) for f in families.values())} samples"


def read_lm_eval():
    from lm_eval.utils import (
        get_file_datetime,
        get_file_task_name,
        get_results_filenames,
        get_sample_results_filenames,
        make_table,
    )

    names = [str(path) for path in sorted((folder / "lm-eval").rglob("*")) if path.is_file()]
    results, samples = get_results_filenames(names), get_sample_results_filenames(names)
    check(len(results) == len(models), "lm-eval: the harness does not find the results")
    check(len(samples) == len(cells), "lm-eval: the harness does not find the samples")
    seen = 0
    by_model = {}
    for name in results:
        value = json.loads(Path(name).read_text(encoding="utf-8"))
        by_model[Path(name).parent.name] = value
        table = make_table(value)
        check("|acc" in table.replace(" ", "") and "|score" in table.replace(" ", ""), "lm-eval: table")
    for name in samples:
        task, model = get_file_task_name(Path(name).name), Path(name).parent.name
        check("T" in get_file_datetime(Path(name).name), "lm-eval: a file's time")
        rows = [json.loads(line) for line in Path(name).read_text(encoding="utf-8").splitlines()]
        metrics = by_model[model]["results"][task]
        scored = [row for row in rows if row["score"] is not None]
        for metric in ("acc", "score"):
            told = metrics[f"{metric},none"]
            value = sum(row[metric] for row in scored) / len(scored) if scored else None
            same = told == "N/A" if value is None else close(value, told)
            check(same, f"lm-eval: {metric} of {task}")
        counts = by_model[model]["n-samples"][task]
        check((counts["original"], counts["effective"]) == (len(rows), len(scored)), "lm-eval: n-samples")
        seen += len(rows)
    check(seen == len(trials), "lm-eval: samples are missing")
    return f"{len(results)} results, {len(samples)} files of {seen} samples; the harness prints its table"


def read_inspect():
    from inspect_ai.log import list_eval_logs, read_eval_log, read_eval_log_sample

    logs = list_eval_logs(str(folder / "inspect"))
    check(len(logs) == len({(m, method) for m, method, _ in cells}), "inspect: logs are missing")
    seen = 0
    for info in logs:
        head = read_eval_log(info, header_only=True)
        log = read_eval_log(info)
        check(log.status == "success" and log.samples is not None, f"inspect: {info.name}")
        check(head.results == log.results, f"inspect: the head of {info.name} is another")
        model, method = log.eval.metadata["model"], log.eval.task_args["method"]
        of = [row for row in trials if (row["model"], row["method"]) == (model, method)]
        scores = {score.name: score for score in log.results.scores}
        scored = answered(of)
        check(scores["correct"].scored_samples == len(scored), "inspect: scored samples")
        if scored:
            rate = right(of) / len(scored)
            check(close(scores["correct"].metrics["accuracy"].value, rate), "inspect: C")
            check(close(scores["score"].metrics["mean"].value, mean(of)), "inspect: the mean score")
        outcomes = [s.scores["correct"].metadata["outcome"] for s in log.samples if s.scores]
        check(sorted(outcomes) == sorted(row["outcome"] for row in scored), "inspect: outcomes")
        first = log.samples[0]
        single = read_eval_log_sample(info, id=first.id, epoch=first.epoch)
        check(single.messages == first.messages and first.messages, "inspect: a sample by its id")
        seen += len(log.samples)
    check(seen == len(trials), "inspect: samples are missing")
    return f"{len(logs)} logs, {seen} samples; {view_inspect(logs)}"


def view_inspect(logs):
    """Opens the logs in `inspect view` and asks it for what its page asks for."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = Path(sys.executable).parent / "inspect"
    with tempfile.TemporaryFile() as output:
        viewer = subprocess.Popen(
            [program, "view", "start", "--log-dir", str(folder / "inspect"), "--host", "127.0.0.1",
             "--port", str(port)],
            stdout=output, stderr=output, env={**os.environ, "INSPECT_LOG_LEVEL": "warning"},
        )
        try:
            base = f"http://127.0.0.1:{port}"
            listing = patiently(f"{base}/api/logs", viewer)
            files = json.loads(listing)["files"]
            check(len(files) == len(logs), "inspect view: it does not list the logs")
            for file in files:
                name = urllib.parse.quote(file["name"], safe="")
                value = json.loads(patiently(f"{base}/api/logs/{name}", viewer))
                check(value["samples"], f"inspect view: {file['name']}")
            page = patiently(f"{base}/", viewer)
            check(b"<html" in page, "inspect view: there is no page")
        finally:
            viewer.terminate()
            viewer.wait(timeout=60)
    return f"inspect view serves all {len(files)}"


def patiently(url, process, seconds=120):
    """What a server answers, once it is up."""
    end = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=30) as response:
                return response.read()
        except OSError as error:
            check(process.poll() is None, f"inspect view: it ended with {process.returncode}")
            check(time.monotonic() < end, f"inspect view: {url}: {error}")
            time.sleep(0.2)


def read_every_eval():
    root = folder / "every-eval-ever"
    aggregates = sorted(root.rglob("*.json"))
    samples = sorted(root.rglob("*_samples.jsonl"))
    check(len(aggregates) == len(samples) == len(models), "every-eval-ever: files are missing")
    rows = 0
    for aggregate, companion in zip(aggregates, samples):
        value = json.loads(aggregate.read_text(encoding="utf-8"))
        check(
            value["detailed_evaluation_results"]["file_path"]
            == companion.relative_to(root).as_posix(),
            "every-eval-ever: the samples are not where the aggregate says",
        )
        results = {}
        for result in value["evaluation_results"]:
            results[result["evaluation_result_id"]] = result["score_details"]["score"]
        scores = defaultdict(list)
        for line in companion.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            scores[row["evaluation_result_id"]].append(row["evaluation"]["score"])
            rows += 1
        check(set(scores) == set(results), "every-eval-ever: a result has no samples")
        for name, of in scores.items():
            check(close(sum(of) / len(of), results[name]), f"every-eval-ever: {name}")
    check(rows == len(answered(trials)), "every-eval-ever: samples are missing")
    return f"{len(aggregates)} aggregates, {rows} samples; {validate_every_eval(aggregates + samples, root)}"


def validate_every_eval(paths, root):
    program = Path(sys.executable).parent / "every_eval_ever"
    if sys.version_info >= (3, 12) and program.exists():
        names = [path.relative_to(root).as_posix() for path in paths]
        subprocess.run([program, "validate", *names], cwd=root, check=True, stdout=subprocess.DEVNULL)
        return "its validator passes"
    from every_eval_ever.eval_types import EvaluationLog
    from every_eval_ever.instance_level_types import InstanceLevelEvaluationLog

    for path in paths:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".json":
            EvaluationLog.model_validate_json(text)
        else:
            for line in text.splitlines():
                InstanceLevelEvaluationLog.model_validate_json(line)
    return "its models accept every record (its validator asks for Python 3.12)"


TEXTS = ["question_text", "truth", "answer", "answer_source", "rule", "explanation", "text", "code",
         "output", "stop"]


def read_csv_texts():
    """The columns of csv, in the same order, and the texts behind them, with their lines."""
    with open(folder / "csv", newline="", encoding="utf-8") as file:
        plain = list(csv.DictReader(file))
    with open(folder / "csv-texts", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    check(len(rows) == len(plain), "csv-texts: another number of trials")
    for row, other in zip(rows, plain):
        check(list(row) == list(other) + TEXTS, "csv-texts: columns")
        check(all(row[name] == other[name] for name in other), "csv-texts: a number differs")
    check(any("\n" in row["text"] for row in rows), "csv-texts: no text has lines")
    return f"{len(rows)} trials with their texts"


def read_jsonl():
    with open(folder / "jsonl", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    whole = json.loads((folder / "json").read_text(encoding="utf-8"))["trials"]
    check(len(rows) == len(whole), "jsonl: another number of trials")
    for row, other in zip(rows, whole):
        check(all(row[name] == other[name] for name in other), "jsonl: a number differs")
        check(all(name in row for name in TEXTS + ["problem", "responses", "runs"]), "jsonl: members")
        check(not row["responses"] or row["text"] == row["responses"][-1], "jsonl: text")
        check(not row["runs"] or row["code"] == row["runs"][-1]["code"], "jsonl: code")
    return f"{len(rows)} trials with their texts"


readers = {
    "csv": read_csv,
    "csv-texts": read_csv_texts,
    "jsonl": read_jsonl,
    "json": read_json,
    "junit": read_junit,
    "markdown": lambda: read_markdown("markdown"),
    "github": lambda: read_markdown("github"),
    "openmetrics": read_openmetrics,
    "lm-eval": read_lm_eval,
    "inspect": read_inspect,
    "every-eval-ever": read_every_eval,
}
for format_name, read in readers.items():
    print(f"{format_name:16} {read()}", flush=True)
