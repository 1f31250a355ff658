"""Every output of the program, by name: the commands that make it and the files that they write."""

import json
import os
import re
import socket
import subprocess
import time
import urllib.request

import model

FORMATS = ("terminal", "markdown", "csv", "json")

# A temporary folder's name, wherever an output has one.
ALWAYS = [(r"\b[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}\b", "UUID")]

# Commands of which no output is compared, with the reason.
NOT_COMPARED = {}


class Case:
    """One output: commands run one after the other in a project folder, and files to look at."""

    def __init__(self, name, *commands, project="shipped", files=(), writes=None, run=None,
                 stdin=b"", environment=None, unlike=(), alone=False):
        self.name = name
        self.commands = [list(command) for command in commands]
        self.project = project
        self.files = list(files)
        self.writes = bool(files) if writes is None else writes
        self.run = run
        self.stdin = stdin
        self.environment = environment
        self.unlike = list(unlike)
        self.alone = alone

    def normalized(self, text):
        """The text without what no two runs of one program agree on."""
        for pattern, replacement in ALWAYS + self.unlike:
            text = re.sub(pattern, replacement, text, flags=re.M)
        return text


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


# --- What there is.


def subcommands(world, path=()):
    """All commands that do something themselves, with those on the way to them, by the help."""
    text = world.run([*path, "--help"], world.home).stdout.decode()
    listed = text.partition("\nSUBCOMMANDS:\n")[2]
    names = re.findall(r"^  ([a-z-]+)(?: \(default\))?(?:  .*)?$", listed, flags=re.M)
    found = [path]
    for name in names:
        found += subcommands(world, (*path, name))
    return found


def sweeps(world, project):
    folder = world.path(project, "cassettes")
    return sorted(
        name for name in os.listdir(folder)
        if any(file.endswith(".cas") for file in os.listdir(os.path.join(folder, name))))


def trials(world, project, sweep):
    """The names of a sweep's trials, by its baseline."""
    with open(world.path(project, "cassettes", sweep, "baseline.tsv")) as file:
        rows = [line.split("\t") for line in file if not line.startswith("#")]
    return ["/".join(row[:5]) for row in rows[1:]]


def cases(world):
    """All outputs."""
    commands = subcommands(world)
    found = [
        Case("/".join(("help", *command, "text")), [*command, "--help"]) for command in commands]
    found.append(Case("version", ["--version"]))
    for project, names in (
        ("shipped", sweeps(world, "shipped")),
        ("before-2", ["scripted"]),
    ):
        for sweep in names:
            found += of_sweep(world, project, sweep)
    for make in (
        of_all_sweeps, of_comparisons, of_changes, of_cassettes, of_sharing, of_lists, of_grades,
        of_imports, of_history, of_mistakes, of_this_machine, of_recordings,
    ):
        found += make(world)
    leaves = [
        command for command in commands
        if command and not any(other[:-1] == command for other in commands)]
    used = {tuple(command) for case in found if not case.name.startswith("help/")
            for command in case.commands}
    used |= {tuple(case.name.split("/")[1:]) for case in found if case.name.startswith("by-code/")}
    for leaf in leaves:
        if " ".join(leaf) not in NOT_COMPARED and not any(
                command[:len(leaf)] == leaf or is_default(leaf, command) for command in used):
            raise SystemExit(f"no output of `steerbench {' '.join(leaf)}` is compared")
    return found


def is_default(leaf, command):
    """Whether a command runs a subcommand that need not be named, such as `refresh record`."""
    return leaf in (("refresh", "record"), ("tasks", "list"), ("methods", "list")) \
        and command[:1] == leaf[:1]


# --- Of one sweep.


def of_sweep(world, project, sweep):
    def case(name, *commands, **more):
        return Case(f"{name}/{sweep}", *commands, project=project, **more)

    names = trials(world, project, sweep)
    first, last = names[0], names[-1]
    method, task = first.split("/")[1:3]
    found = [
        case("replay/text", ["replay", sweep]),
        case("replay/json", ["replay", sweep, "--json"]),
        case("replay/one-worker", ["replay", sweep, "--workers", "1", "--json"]),
        case("replay/files", ["replay", sweep, "--no-tables", "--sheet", "sheet.tsv", "--junit",
                              "junit.xml", "--github"],
             files=["sheet.tsv", "junit.xml", "summary.md"],
             environment={"GITHUB_STEP_SUMMARY": "summary.md"}),
        case("replay/baseline", ["replay", sweep, "--update-baseline"],
             files=[f"cassettes/{sweep}/baseline.tsv"]),
        case("plan/text", ["plan", sweep]),
        case("plan/json", ["plan", sweep, "--json"]),
        case("report/sorted", ["report", sweep, "--sort", "mean-score", "--width", "80"]),
        case("report/reversed", ["report", sweep, "--sort", "method", "--reverse"]),
        case("report/selected", ["report", sweep, "--method", method, "--task", task, "--json"]),
        case("analyze/selected", ["analyze", sweep, "--method", method, "--json"]),
        case("export/selected", ["export", sweep, "--format", "csv", "--method", method]),
        case("export/told", ["export", sweep, "--format", "inspect", "--output", "out", "--json"],
             writes=True),
        case("canary/none", ["canary", sweep, "--base-url", "http://127.0.0.1:9/v1",
                             "--attempts", "1", "--json"]),
        case("doctor/sweep", ["doctor", sweep, "--base-url", "http://127.0.0.1:9/v1", "--json"],
             unlike=[(r"killed \d+ ms", "killed N ms")]),
    ]
    views = {
        "scores": [], "complexity": ["--by", "complexity"], "both": ["--gradings", "both"],
        "paper": ["--gradings", "paper"], "strict": ["--gradings", "strict"],
        "against": ["--against", "paper"],
    }
    for view, flags in views.items():
        for form in FORMATS:
            found.append(case(f"report/{view}-{form}", ["report", sweep, *flags, "--format", form]))
    for experiment in ("inverse-scaling", "code-usage", "forced-code"):
        found.append(case(f"report/{experiment}", ["report", sweep, "--experiment", experiment]))
    for which in ("fit", "all", "none", "2"):
        found.append(case(
            f"page/{which}", ["report", sweep, "--html", "page.html", "--transcripts", which],
            files=["page.html"]))
    found.append(case(
        "page/experiment",
        ["report", sweep, "--experiment", "code-usage", "--html", "page.html"],
        files=["page.html"]))
    for flag in ("", "diversity", "text-like-code", "calibration", "cost-per-point"):
        for form in FORMATS if not flag else ("terminal", "json"):
            flags = [f"--{flag}"] if flag else []
            found.append(case(
                f"analyze/{flag or 'all'}-{form}", ["analyze", sweep, *flags, "--format", form]))
    for form in ("csv", "json", "junit", "markdown", "github", "openmetrics"):
        found.append(case(f"export/{form}", ["export", sweep, "--format", form]))
        found.append(case(
            f"export/{form}-file", ["export", sweep, "--format", form, "--output", "out"],
            files=["out"]))
    for form in ("lm-eval", "inspect", "every-eval-ever"):
        found.append(case(
            f"export/{form}", ["export", sweep, "--format", form, "--output", "out"],
            files=["out"]))
    for trial in names:
        found.append(Case(
            f"transcript/{sweep}/{trial}", ["transcript", trial, "--sweep", sweep],
            ["transcript", trial, "--sweep", sweep, "--json"], project=project))
    for label, argv in {
        "inspect": [], "inspect-exchanges": ["--exchanges"], "inspect-text": ["--textconv"],
        "inspect-json": ["--exchanges", "--json"],
    }.items():
        found.append(case(f"cassette/{label}", ["cassette", "inspect", sweep, *argv]))
    for level in ("file", "structure", "full", "canonical"):
        found.append(case(
            f"cassette/verify-{level}", ["cassette", "verify", sweep, "--level", level],
            ["cassette", "verify", sweep, "--level", level, "--json"]))
    found += [
        case("cassette/digest", ["cassette", "digest", sweep],
             ["cassette", "digest", sweep, "--json"]),
        case("cassette/export", ["cassette", "export", sweep]),
        case("cassette/export-har", ["cassette", "export", sweep, "--format", "har"]),
        case("cassette/export-file",
             ["cassette", "export", sweep, "--output", "all.jsonl", "--json"],
             ["cassette", "import", "all.jsonl", "--into", "again", "--json"],
             files=["all.jsonl", "again"]),
        case("cassette/scan", ["cassette", "scan", sweep], ["cassette", "scan", sweep, "--json"]),
        case("cassette/gc", ["cassette", "gc", sweep, "--list"],
             ["cassette", "gc", sweep, "--list", "--json", "--output", "lean"], files=["lean"]),
        case("cassette/compact", ["cassette", "compact", sweep],
             ["cassette", "compact", sweep, "--json"], files=[f"cassettes/{sweep}"]),
        case("cassette/slice",
             ["cassette", "slice", sweep, "--method", method, "--output", "part.cas"],
             ["cassette", "slice", sweep, "--task", task, "--by-scope", "--output", "scoped",
              "--json"], files=["part.cas", "scoped"]),
        case("cassette/split", ["cassette", "split", sweep, "--parts", "3", "--output", "parts"],
             ["cassette", "split", sweep, "--max-bytes", "100K", "--output", "small", "--json"],
             files=["parts", "small"]),
        case("cassette/sign", ["cassette", "sign", sweep, "--key", "../../key/lab"],
             ["cassette", "verify", sweep, "--key", "../../key/lab.pub", "--json"],
             files=[f"cassettes/{sweep}"]),
        case("sharing/bundle", ["bundle", sweep, "--output", "one.tar"],
             ["bundle", sweep, "--output", "two.tar", "--json"],
             ["replay", "one.tar", "--json"], ["pull", "one.tar", "--list"],
             ["pull", "one.tar", "--into", "unpacked", "--json"],
             files=["one.tar", "two.tar", "unpacked"]),
        case("sharing/push", ["push", "remote", sweep], ["push", "remote", sweep, "--json"],
             files=["remote"]),
        case("merge/none", ["merge", sweep], writes=True),
        case("merge/none-json", ["merge", sweep, "--json"], writes=True),
        case("transcript/parts", ["transcript", "/".join(last.split("/")[1:4]), "--sweep", sweep]),
        case("transcript/unknown", ["transcript", "nothing/" + first, "--sweep", sweep]),
    ]
    return found


# --- Of several.


def of_all_sweeps(world):
    names = sweeps(world, "shipped")
    found = [
        Case("replay/all", ["replay"]), Case("replay/all-json", ["replay", "--json"]),
        Case("plan/all", ["plan"]), Case("plan/all-json", ["plan", "--json"]),
        Case("analyze/all", ["analyze"]), Case("analyze/all-json", ["analyze", "--json"]),
        Case("report/every", ["report"]),
        Case("page/every", ["report", "--html", "page.html"], files=["page.html"]),
        Case("replay/selfcheck", ["replay", names[-1], "--selfcheck"],
             ["replay", names[-1], "--selfcheck", "--json"]),
        Case("replay/selfcheck-scripted", ["replay", "scripted", "--selfcheck"],
             project="before-2"),
        Case("replay/unfinished", ["replay", "interrupted"], ["replay", "sharded", "--json"],
             project="before-2"),
        Case("plan/history", ["plan", names[0], "--history", names[-1]],
             ["plan", names[0], "--history", names[-1], "--json"]),
        Case("plan/unfinished", ["plan", "sharded"], ["plan", "sharded", "--json"],
             ["plan", "interrupted", "--history", "scripted", "--json"], project="before-2"),
        Case("replay/paper-grading", ["replay", "graded"], ["replay", "graded", "--json"],
             ["transcript", "all-code/game24/game24-1-01", "--sweep", "graded"],
             run=with_edit(names[0], "graded", lambda text: text + "grading: paper\n"),
             writes=True),
    ]
    ladders = [name for name in names if name.endswith("-ladder")]
    for experiment in ("inverse-scaling", "code-usage", "forced-code"):
        for form in FORMATS:
            found.append(Case(
                f"report/{experiment}-{form}",
                ["report", *ladders, "--experiment", experiment, "--format", form]))
        found.append(Case(
            f"page/{experiment}",
            ["report", *ladders, "--experiment", experiment, "--html", "page.html"],
            files=["page.html"]))
    return found


def with_edit(sweep, name, edit):
    """Runs a case's commands beside a copy of a sweep with another sweep file."""
    def run(world, place):
        import shutil
        folder = os.path.join(place, "cassettes", name)
        shutil.copytree(os.path.join(place, "cassettes", sweep), folder)
        change(os.path.join(folder, "sweep.yaml"), edit)
        return None
    return run


def change(path, edit):
    with open(path) as file:
        text = file.read()
    with open(path, "w") as file:
        file.write(edit(text))


def of_comparisons(world):
    names = sweeps(world, "shipped")
    sheets = [f"cassettes/{name}/baseline.tsv" for name in names]
    found = []
    for number, (a, b) in enumerate(zip(names, names[1:])):
        for form, flags in (("text", []), ("json", ["--json"]), ("fail", ["--fail"])):
            found.append(Case(f"compare/{form}/{number}", ["compare", a, b, *flags]))
            found.append(Case(
                f"compare/sheets-{form}/{number}",
                ["compare", sheets[number], sheets[number + 1], *flags]))
    for name in names:
        found.append(Case(f"compare/own/{name}",
                          ["compare", f"cassettes/{name}/baseline.tsv", name, "--json"]))
    found.append(Case(
        "page/compare", ["report", names[0], "--html", "page.html", "--compare", names[-1]],
        files=["page.html"]))
    found.append(Case(
        "page/compare-sheet",
        ["report", "scripted", "--html", "page.html", "--compare", "edited.tsv"],
        project="before-2", files=["page.html"], run=edit_sheet("scripted")))
    found.append(Case(
        "compare/flips", ["compare", "edited.tsv", "scripted"],
        ["compare", "edited.tsv", "scripted", "--json"],
        ["compare", "edited.tsv", "scripted", "--limit", "3", "--fail"],
        project="before-2", run=edit_sheet("scripted"), writes=True))
    return found


def other_scores(text):
    """A sheet in which every seventh trial came out otherwise."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        cells = line.split("\t")
        if number > 1 and number % 7 == 0 and len(cells) > 8:
            cells[6], cells[7] = ("wrong", "0.000000") if cells[6] == "correct" \
                else ("correct", "1.000000")
            for place, head in enumerate(lines[1].split("\t")):
                if head in ("grade_digest", "answer_digest") and number % 14 == 0:
                    cells[place] = "0123456789ab"
            lines[number] = "\t".join(cells)
    return "\n".join(lines)


def edit_sheet(sweep):
    def run(world, place):
        with open(os.path.join(place, "cassettes", sweep, "baseline.tsv")) as file:
            text = file.read()
        with open(os.path.join(place, "edited.tsv"), "w") as file:
            file.write(other_scores(text))
        return None
    return run


def edited(path, edit):
    def run(world, place):
        change(os.path.join(place, path), edit)
        return None
    return run


def of_changes(world):
    """What a replay says of a word, a baseline, a cassette that changed."""
    found = []
    checks = [
        ["--no-tables"], ["--json"],
        ["--no-tables", "--junit", "junit.xml", "--sheet", "sheet.tsv", "--github"]]
    for project, sweep in (("shipped", "smollm2-135m"), ("before-2", "scripted")):
        commands = [["replay", sweep, *flags] for flags in checks]
        for name, path, edit in (
            ("baseline", f"cassettes/{sweep}/baseline.tsv", other_scores),
            ("fewer", f"cassettes/{sweep}/baseline.tsv",
             lambda text: "\n".join(text.split("\n")[:40]) + "\n"),
            ("prompt", "Tasks/prompts/all-code.txt", lambda text: text.replace("code", "program")),
            ("summary", "Tasks/prompts/summary.txt", lambda text: "Now: " + text),
            ("extraction", "Tasks/prompts/extraction.txt", lambda text: "Now: " + text),
            ("parameters", f"cassettes/{sweep}/sweep.yaml",
             lambda text: text.replace("max_tokens: 256", "max_tokens: 255").replace(
                 "max_tokens: 64", "max_tokens: 63")),
            ("question", "Tasks/navigate/questions.jsonl",
             lambda text: text.replace("Take", "Make", 3)),
            ("limits", f"cassettes/{sweep}/sweep.yaml",
             lambda text: text.replace("wall-ms: 10000", "wall-ms: 9000")),
        ):
            found.append(Case(
                f"changed/{name}/{sweep}", *commands,
                ["report", sweep, "--json"], ["export", sweep, "--format", "csv"],
                project=project, run=edited(path, edit), writes=True,
                files=["junit.xml", "sheet.tsv", "summary.md"],
                environment={"GITHUB_STEP_SUMMARY": "summary.md"}))
        found.append(Case(
            f"changed/more/{sweep}", ["replay", sweep, "--no-tables"],
            ["replay", sweep, "--allow-unused", "--no-tables"], ["replay", sweep, "--json"],
            project=project, writes=True,
            run=edited(f"cassettes/{sweep}/sweep.yaml",
                       lambda text: text.replace("  - all-code-cot\n", ""))))
        found.append(Case(
            f"changed/damaged/{sweep}", ["replay", sweep, "--no-tables"],
            ["replay", sweep, "--json"], ["cassette", "verify", sweep],
            ["cassette", "verify", sweep, "--json"], ["cassette", "inspect", sweep],
            ["report", sweep], project=project, writes=True, run=damaged(sweep)))
    return found


def damaged(sweep):
    def run(world, place):
        folder = os.path.join(place, "cassettes", sweep)
        name = next(name for name in sorted(os.listdir(folder)) if name.endswith(".cas"))
        with open(os.path.join(folder, name), "r+b") as file:
            file.seek(100_000)
            file.write(b"\x00" * 64)
        return None
    return run


def of_cassettes(world):
    both = ["cassettes/smollm2-135m", "cassettes/qwen2.5-coder-0.5b"]
    found = [
        Case("cassette/diff", ["cassette", "diff", *both], ["cassette", "diff", *both, "--json"],
             ["cassette", "diff", *both, "--exchanges", "--exit-code"]),
        Case("cassette/digest-of-two", ["cassette", "digest", *both],
             ["cassette", "digest", *both, "--json"]),
        Case("cassette/merge", ["cassette", "merge", *both, "--output", "both.cas"],
             ["cassette", "merge", *both, "--output", "folder", "--json"],
             files=["both.cas", "folder"]),
        Case("cassette/seal", ["cassette", "seal", "interrupted", "--json"],
             ["cassette", "seal", "interrupted"], ["replay", "interrupted"], project="before-2",
             files=["cassettes/interrupted"]),
        Case("cassette/seal-text", ["cassette", "seal", "interrupted"], project="before-2",
             writes=True),
        Case("merge/shards", ["merge", "sharded"], ["replay", "sharded", "--json"],
             project="before-2", files=["cassettes/sharded"]),
        Case("merge/shards-json", ["merge", "sharded", "--json"], project="before-2", writes=True),
        Case("merge/missing", ["merge", "sharded"], ["merge", "sharded", "--partial", "--json"],
             project="before-2", files=["cassettes/sharded"],
             run=lambda world, place: os.system(
                 f"rm -r '{place}/cassettes/sharded/shards/2-of-2'") and None),
        Case("cassette/index", ["cassette", "index", "smollm2-135m"],
             ["cassette", "index", "smollm2-135m", "--json"], files=["cassettes/smollm2-135m"],
             run=lambda world, place: os.system(
                 f"cp '{place}'/cassettes/smollm2-135m-ladder/*.cas "
                 f"'{place}/cassettes/smollm2-135m'") and None),
        Case("cassette/conflict",
             ["cassette", "merge", "a.cas", "b.cas", "--output", "both.cas"],
             ["cassette", "merge", "a.cas", "b.cas", "--output", "both.cas", "--prefer", "a.cas"],
             files=["both.cas"], project="before-2", run=conflicting),
        Case("cassette/key", ["cassette", "key", "new"], ["cassette", "key", "new"], writes=True,
             unlike=[(r"\b[0-9a-f]{16}\b", "KEY")]),
    ]
    for name in ("interrupted.jsonl", "interrupted.har"):
        found.append(Case(
            f"cassette/import-{name}",
            ["cassette", "import", f"../../fixtures/exports/{name}", "--into", "again"],
            files=["again"]))
    return found


def conflicting(world, place):
    world.run(["cassette", "seal", "interrupted"], place)
    world.run(["merge", "sharded"], place)
    for name, sweep in (("a", "interrupted"), ("b", "sharded")):
        folder = os.path.join(place, "cassettes", sweep)
        file = next(file for file in sorted(os.listdir(folder)) if file.endswith(".cas"))
        os.rename(os.path.join(folder, file), os.path.join(place, f"{name}.cas"))
    return None


def of_sharing(world):
    found = []
    with open(world.path("fixtures", "DIGESTS")) as file:
        digests = dict(
            (tuple(line.split()[:2]), line.split()[2]) for line in file if line[0] != "#")
    digest = digests["pushed", "qwen2.5-coder-0.5b"]
    for name, argv in {
        "list": ["--list"], "list-json": ["--list", "--json"],
        "whole": ["--into", "pulled", "--key", "../../fixtures/lab.pub"],
        "whole-json": ["--into", "pulled", "--json"],
        "part": ["--into", "pulled", "--only", "baseline.tsv", "--only", "*.cas"],
        "other-key": ["--into", "pulled", "--key", "../../key/lab.pub"],
    }.items():
        found.append(Case(
            f"sharing/pull-{name}", ["pull", "../../fixtures/pushed", digest, *argv],
            files=["pulled"], writes=True))
    found.append(Case(
        "sharing/pull-unknown", ["pull", "../../fixtures/pushed", "0" * 64], writes=True))
    for name in ("scripted", "qwen2.5-coder-1.5b-mixed"):
        found.append(Case(
            f"sharing/bundle-from-before/{name}",
            ["replay", f"../../fixtures/bundles/{name}.tar", "--json"],
            ["pull", f"../../fixtures/bundles/{name}.tar", "--into", "unpacked", "--json"],
            files=["unpacked"]))
    return found


# --- Of what is in the box.


def of_lists(world):
    tasks = [line.split()[0] for line in
             world.run(["tasks", "list"], world.path("shipped")).stdout.decode().splitlines()
             if line.strip()]
    tasks = [task for task in tasks if os.path.isdir(world.path("shipped", "Tasks", task))]
    with open(world.path("before-2", "cassettes", "scripted", "sweep.yaml")) as file:
        methods = re.findall(r"^  - ([a-z@0-9-]+)$", file.read(), flags=re.M)
    found = [
        Case("tasks/list", ["tasks", "list"], ["tasks"]), Case("methods/list", ["methods", "list"]),
        Case("models/text", ["models"]),
        Case("models/sorted", ["models", "--sort", "input", "--reverse"]),
        Case("tasks/generate", ["tasks", "generate", "--check"],
             ["tasks", "generate", "--folder", "made", "--per-rung", "2", "--seed", "other"],
             files=["made"]),
        Case("tasks/generate-shipped", ["tasks", "generate", "--folder", "made"], files=["made"]),
        Case("tasks/check", ["tasks", "check"], ["tasks", "check", "--verbose"]),
    ]
    for form in FORMATS:
        found.append(Case(f"models/{form}", ["models", "--format", form]))
    for task in tasks:
        found.append(Case(f"tasks/show/{task}", ["tasks", "show", task],
                          ["tasks", "show", task, "--json"]))
        for method in methods:
            found.append(Case(
                f"methods/show/{method}/{task}", ["methods", "show", method, "--task", task],
                ["methods", "show", method, "--task", task, "--json"]))
    return found


ANSWERS = (
    "", "<<<42>>>", "The answer is 42.", "<<<Yes>>>", "No, I do not return.", "<<<(B)>>>",
    "The answer is \\boxed{\\frac{3}{4}}.", "I cannot help with that.",
    "```python\nprint('<<<1>>>')\n```\nIt prints 1.", "(8 - 4) * (7 - 1) = 24",
    "<<<(8 - 4) * (7 - 1)>>> no, wait: <<<6 * 4 * 1 * 1>>>", "No, Yes, No", "1,092", "1.092e3",
    "Step 1: [(185, A), (75, B)]\nStep 2: [(100, C)]", "pick up the red block from the table",
    "positions: [1, 3], count: 2", "<<<Count: 2, Positions: [1, 3]>>>",
    '[["A", 1], ["B", 2]]', "05/01/2021", "**Answer:** $\\sqrt{2}+1$",
)


def of_grades(world):
    found = []
    for task in sorted(os.listdir(world.path("shipped", "Tasks"))):
        if not os.path.exists(world.path("shipped", "Tasks", task, "questions.jsonl")):
            continue
        shown = world.run(["tasks", "show", task, "--json"], world.path("shipped")).stdout
        question = json.loads(shown)
        texts = list(ANSWERS) + [
            f"<<<{value}>>>" for value in question.values() if isinstance(value, str)][:8]
        for number, text in enumerate(texts):
            commands = []
            for policy in ("strict", "paper"):
                argv = ["grade", "--task", task, "--answer", "-", "--policy", policy]
                commands += [[*argv, "--json"], argv]
            found.append(Case(f"grade/{task}/{number}", *commands, stdin=text.encode()))
        found.append(Case(
            f"grade/{task}/printed",
            ["grade", "--task", task, "--answer", "-", "--printed", "printed.txt"],
            ["grade", "--task", task, "--answer", "-", "--printed", "printed.txt", "--json"],
            ["grade", "--task", task, "--answer", "-", "--printed", "printed.txt",
             "--show-extraction"],
            stdin=b"So it is 7.", writes=True,
            run=lambda world, place: write(os.path.join(place, "printed.txt"), "<<<42>>>\n")))
    return found


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)


def of_imports(world):
    def data(world, place):
        sample = "data/dataset_gather/number_multiply/digit_1_2_4/sample_0"
        navigate = {"examples": [
            {"input": "Do you return? Take 2 steps. Turn around. Take 2 steps.\n"
                      "Options:\n- Yes\n- No", "target": "Yes"},
            {"input": "Do you return? Take 2 steps.\nOptions:\n- Yes\n- No", "target": "Yes"}]}
        for path, text in (
            ("data/dataset_gather/BIG-Bench-Hard/bbh/navigate.json", json.dumps(navigate)),
            (f"{sample}/input_prompt_1.txt", "How much is 3*12*1001?"),
            (f"{sample}/input_value_list.txt", "[3, 12, 1001]"),
            (f"{sample}/target_answer.txt", "36036"),
            ("prompt.py", "text_output_prompt = 'Think in words, as published.'\n"),
        ):
            write(os.path.join(place, path), text)
        return None

    found = []
    for form, flags in (("text", []), ("json", ["--json"])):
        found.append(Case(
            f"imports/{form}",
            ["tasks", "import", "--from", "data", "--into", "imported", *flags],
            ["tasks", "import", "--from", "data", "--subset", "paper", "--into", "less", *flags],
            ["methods", "import-prompts", "--from", "prompt.py", "--into", "published", *flags],
            ["methods", "show", "all-text", "--task", "navigate", "--tasks", "imported",
             "--prompts", "published"],
            run=data, files=["imported", "less", "published"]))
    return found


# --- Of a history.


def git(place, *argv, moment=0):
    when = f"2026-01-01T00:{moment:02}:00Z"
    environment = {
        **os.environ, "GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when,
        "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null",
    }
    subprocess.run(
        ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *argv], cwd=place,
        env=environment, check=True, capture_output=True)


def of_history(world):
    sweep = "smollm2-135m"

    def history(world, place):
        git(place, "init", "--quiet", "--initial-branch=main")
        write(os.path.join(place, ".gitignore"), ".steerbench/\nbisect/\nsheet.tsv\n")
        steps = [
            ("A recorded sweep", "good", None, None),
            ("Notes", None, "notes.txt", lambda text: "notes\n"),
            ("Graded as the paper did", "graded", f"cassettes/{sweep}/sweep.yaml",
             lambda text: text + "grading: paper\n"),
            ("More notes", None, "notes.txt", lambda text: text + "more\n"),
            ("All Text is worded otherwise", "worded", "Tasks/prompts/all-text.txt",
             lambda text: text.replace("question", "task")),
            ("Last notes", "bad", "notes.txt", lambda text: text + "last\n"),
        ]
        for moment, (message, tag, path, edit) in enumerate(steps):
            if path:
                file = os.path.join(place, path)
                if not os.path.exists(file):
                    write(file, "")
                change(file, edit)
            git(place, "add", "--all", moment=moment)
            git(place, "commit", "--quiet", "--allow-empty", "-m", message, moment=moment)
            if tag:
                git(place, "tag", tag, moment=moment)
        return None

    def extraction_history(world, place):
        git(place, "init", "--quiet", "--initial-branch=main")
        write(os.path.join(place, ".gitignore"), ".steerbench/\nbisect/\nsheet.tsv\n")
        for moment, (tag, path, edit) in enumerate((
            ("good", None, None),
            ("extraction", "Tasks/prompts/extraction.txt", lambda text: "Now: " + text),
            ("bad", "cassettes/scripted/sweep.yaml",
             lambda text: text.replace("extraction: model", "extraction: rules")),
        )):
            if path:
                change(os.path.join(place, path), edit)
            git(place, "add", "--all", moment=moment)
            git(place, "commit", "--quiet", "-m", tag, moment=moment)
            git(place, "tag", tag, moment=moment)
        return None

    tool = ["--tool", world.program, "--cache", "bisect"]
    search = ["bisect", sweep, "--good", "good", "--bad", "bad", *tool]
    timeless = [
        (r"\b\d+(\.\d+)? (s|ms|seconds|minutes)\b", "N s"),
        (r'"(\w*[sS]econds)":[\d.e-]+', r'"\1":0'),
    ]
    return [
        Case("bisect/text", search, run=history, writes=True, unlike=timeless),
        Case("bisect/json", [*search, "--json"], run=history, writes=True, unlike=timeless),
        Case("bisect/one-trial", [*search, "--trial", "all-text/game24/game24-1-01"],
             [*search, "--metric", "tokens", "--json"], run=history, writes=True, unlike=timeless),
        Case("bisect/extraction",
             ["bisect", "scripted", "--good", "good", "--bad", "extraction", *tool],
             ["bisect", "scripted", "--good", "good", "--bad", "bad", *tool, "--json"],
             run=extraction_history, project="before-2", writes=True, unlike=timeless),
        Case("bisect/none", ["bisect", sweep, "--good", "good", "--bad", "good", *tool],
             ["bisect", sweep, "--good", "nowhere", *tool], run=history, writes=True,
             unlike=timeless),
        Case("bisect-probe/text",
             ["bisect-probe", f"cassettes/{sweep}", "--good",
              f"cassettes/{sweep}/baseline.tsv", "--tool", world.program],
             run=history, writes=True, unlike=timeless),
        Case("bisect-probe/good",
             ["bisect-probe", "cassettes/qwen2.5-coder-0.5b-ladder", "--good",
              "cassettes/qwen2.5-coder-0.5b-ladder/baseline.tsv", "--tool", world.program],
             run=history, writes=True, unlike=timeless),
        Case("attribute/text", ["attribute", "good", "bad", "--sweep", sweep, *tool],
             ["attribute", "good", "graded", "--sweep", sweep, *tool, "--json"],
             run=history, writes=True, unlike=timeless),
    ]


# --- Of mistakes.


def of_mistakes(world):
    found = []
    for number, argv in enumerate((
        ["replay", "nothing"], ["replay", "--nothing"], ["nothing"], ["report", "nothing"],
        ["report", "smollm2-135m", "--format", "word"], ["report", "smollm2-135m", "--sort", "x"],
        ["report", "smollm2-135m", "--method", "all-cod"], ["report", "--by", "x"],
        ["report", "smollm2-135m", "--by", "complexity", "--gradings", "both"],
        ["export", "smollm2-135m", "--format", "xls"],
        ["export", "smollm2-135m", "--format", "inspect"],
        ["compare", "smollm2-135m", "nothing"], ["compare", "Tasks/prices.yaml", "smollm2-135m"],
        ["transcript", "game24"], ["transcript", "nothing"], ["tasks", "show", "chess"],
        ["tasks", "show", "game24", "nothing"], ["methods", "show", "all-cod", "--task", "game24"],
        ["grade", "--task", "chess", "--answer", "-"],
        ["grade", "--task", "game24", "--answer", "nowhere.txt"],
        ["cassette", "inspect", "nothing"], ["cassette", "verify", "Tasks/prices.yaml"],
        ["cassette", "slice", "smollm2-135m", "--output", "x.cas"],
        ["cassette", "split", "smollm2-135m", "--output", "x"],
        ["cassette", "seal", "smollm2-135m"], ["cassette", "import", "nowhere", "--into", "x"],
        ["cassette", "import", "Tasks/prices.yaml", "--into", "x"],
        ["record", "smollm2-135m", "--shard", "5/3"],
        ["record", "smollm2-135m", "--budget", "eur=3"],
        ["record", "smollm2-135m", "--budget", "usd=3"],
        ["refresh", "diff", "smollm2-135m"], ["refresh", "accept", "smollm2-135m"],
        ["refresh", "discard", "smollm2-135m"],
        ["refresh", "smollm2-135m", "--only", "task=chess"],
        ["bundle", "nothing"], ["push", "ftp://host/x", "smollm2-135m"],
        ["pull", "nowhere.tar"], ["pull", "remote", "xyz"], ["merge", "nothing"],
        ["analyze", "smollm2-135m", "--sort", "x"], ["exec", "nowhere.py"],
        ["exec", "-", "--wall-ms", "0"], ["view", "nothing"], ["plan", "nothing"],
        ["bisect", "smollm2-135m", "--good", "x"], ["attribute", "x", "y", "--sweep", "nothing"],
    )):
        found.append(Case(f"mistake/{number:02}-{argv[0]}", argv, writes=True))
    for name, edit in {
        "version": lambda text: text.replace("version: 1", "version: 9"),
        "key": lambda text: text + "metods: all\n",
        "method": lambda text: text.replace("  - all-code-cot", "  - all-code-coat"),
        "task": lambda text: text.replace("tasks: all", "tasks: [game42]"),
        "number": lambda text: text.replace("per-task: 3", "per-task: three"),
        "family": lambda text: text.replace("openai-chat", "openai-chart"),
        "yaml": lambda text: text + "  - [\n",
        "empty": lambda text: "",
        "preset": lambda text: re.sub(r"models:\n(  .*\n)+", "models: [gpt-4]\n", text),
    }.items():
        found.append(Case(
            f"mistake/sweep-{name}", ["replay", "smollm2-135m"],
            ["replay", "smollm2-135m", "--json"], ["plan", "smollm2-135m"], writes=True,
            run=edited("cassettes/smollm2-135m/sweep.yaml", edit)))
    def one_method(world, place):
        change(os.path.join(place, "cassettes/smollm2-135m/sweep.yaml"),
               lambda text: re.sub(r"methods:\n(  - .*\n)+", "methods: [only-question]\n", text))
        os.remove(os.path.join(place, "Tasks/prompts/summary.txt"))

    found.append(Case(
        "mistake/without-unused-prompt",
        ["replay", "smollm2-135m", "--no-tables", "--allow-unused"],
        ["plan", "smollm2-135m"], ["bundle", "smollm2-135m", "--output", "one.tar", "--json"],
        writes=True, run=one_method))
    for name, path in {
        "prompt": "Tasks/prompts/all-text.txt", "questions": "Tasks/game24/questions.jsonl",
        "prices": "Tasks/prices.yaml", "cassette": "cassettes/smollm2-135m/98362ed0bb139627.cas",
        "index": "cassettes/smollm2-135m/INDEX",
    }.items():
        def remove(world, place, path=path):
            file = os.path.join(place, path)
            if os.path.exists(file):
                os.remove(file)
            return None
        found.append(Case(
            f"mistake/without-{name}", ["replay", "smollm2-135m", "--no-tables"],
            ["replay", "smollm2-135m", "--json"], ["plan", "smollm2-135m", "--json"],
            ["bundle", "smollm2-135m", "--output", "one.tar", "--json"],
            ["cassette", "verify", "smollm2-135m"], writes=True, run=remove))
        found.append(Case(
            f"mistake/broken-{name}", ["replay", "smollm2-135m", "--no-tables"],
            ["plan", "smollm2-135m"], ["report", "smollm2-135m", "--json"], writes=True,
            run=lambda world, place, path=path: os.path.exists(os.path.join(place, path))
            and write(os.path.join(place, path), "\x00{broken\n")))
    return found


# --- Of this machine, where times are no one's.


TIMES = [
    (r'"(wall_ms|cpu_ms|peak_kib|executionMicroseconds|milliseconds)":\s*[\d.]+', r'"\1":0'),
    (r"\b\d+(\.\d+)? (ms|s|KiB|MiB|minutes)\b", "N"), (r"\b\d+(\.\d+)? kB\b", "N"),
]


def of_this_machine(world):
    found = []
    programs = {
        "prints": "print(6 * 7)", "fails": "1 / 0", "exits": "import sys; sys.exit(3)",
        "signal": "import os; os.kill(os.getpid(), 9)", "silent": "result = 1",
        "slow": "import time; time.sleep(9)", "syntax": "print(", "random":
        "import random; print(random.random())", "bytes": r"import sys; sys.stdout.buffer.write(b'\xff\x1b[1mx')",
        "files": "import os; print(sorted(os.listdir('/')), os.getcwd(), sorted(os.environ))",
        "network": "import socket; socket.create_connection(('127.0.0.1', 9))",
    }
    for name, code in programs.items():
        found.append(Case(
            f"exec/{name}", ["exec", "-", "--once", "--wall-ms", "1500"],
            ["exec", "-", "--once", "--json", "--wall-ms", "1500"],
            ["exec", "-", "--json", "--classify", "--wall-ms", "1500"],
            stdin=code.encode(), unlike=TIMES, alone=name == "slow"))
    for count in (9, 10, 11):
        found.append(Case(
            f"exec/limit-{count}", ["exec", "-", "--once", "--json", "--stdout-bytes", "10"],
            stdin=f"print('x' * {count}, end='')".encode(), unlike=TIMES))
    found.append(Case(
        "doctor/text", ["doctor"], ["doctor", "--json"], alone=True,
        unlike=[(r"killed \d+ ms", "killed N ms")]))
    found.append(Case("by-code/view", run=view, alone=True))
    for sweep in ("smollm2-135m", "qwen2.5-coder-0.5b"):
        found.append(Case(
            f"replay/re-execute/{sweep}", ["replay", sweep, "--re-execute"],
            ["replay", sweep, "--re-execute", "--json"], alone=True, unlike=TIMES))
    return found


def view(world, place):
    """The pages that are served, and what is answered to what is not there."""
    texts = []
    for argv in (["smollm2-135m"], []):
        server = subprocess.Popen(
            [world.program, "view", *argv, "--no-open", "--json", "--port", str(world.ports[0])],
            cwd=place, env=world.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            line = server.stdout.readline().decode()
            texts.append(line)
            address = re.search(r"http://[^\"\s]+", line.replace("\\/", "/")).group()
            paths = [""]
            for path in paths:
                with urllib.request.urlopen(address.rstrip("/") + "/" + path) as reply:
                    body = reply.read().decode()
                texts.append(f"{reply.status} {path} {sorted(reply.headers.items())}\n{body}")
                if path == "":
                    paths += re.findall(r'href="/?([^"#:]+)"', body)
            try:
                urllib.request.urlopen(address.rstrip("/") + "/nothing")
            except urllib.error.HTTPError as problem:
                texts.append(f"{problem.code} {problem.read().decode()}")
        finally:
            server.terminate()
            rest = server.communicate(timeout=60)
        texts.append(f"exit {server.returncode}\n{rest[0].decode()}{rest[1].decode()}")
        time.sleep(0.5)
    return texts


# --- Of recordings, from a scripted model.


# What is recorded has times in it, and so digests of its own; the questions and answers have not.
RECORDED = TIMES + [
    (r"^\d+/\d+ trials ·.*\n", ""), (r"\b[0-9a-f]{64}\b", "DIGEST"), (r"\b[0-9a-f]{16}\b", "KEY"),
    (r"\b[0-9a-f]{12}\b", "SHORT"), (r"\d+ calls/min", "N calls/min"),
    (r"\d+(,\d+)* bytes", "N bytes"), (r"\d+ -> \d+ bytes", "N bytes"),
    (r'"(bytes|service|serviceMicroseconds|durationMicroseconds|seconds|wait\w*|'
     r'first|last|time\w*|recorded\w*)":("[^"]*"|[\d.]+)', r'"\1":0'),
    (r"\d{4}-\d\d-\d\dT[\d:.]+Z?", "TIME"), (r"\(\d+(\.\d+)? %[^)]*\)", "(N %)"),
    # Seconds, in tables and in JSON, and microseconds of sheets.
    (r"\b(\w+_us)=\d+", r"\1=N"),
    (r"\b0\.\d{2,}", "0.N"),
]


def timeless_sheet(text):
    """A sheet without the columns that hold times or what depends on them."""
    lines = [line.split("\t") for line in text.rstrip("\n").split("\n")]
    heads = lines[1]
    kept = [place for place, head in enumerate(heads)
            if not head.endswith("_us") and head not in ("execution_digest",)]
    return "\n".join("\t".join(line[place] for place in kept) for line in lines[1:])


def of_recordings(world):
    def live(name, sweep, commands, number):
        def run(world, place):
            log = []
            server = model.Server(world.ports[number], log)
            server.start()
            url = f"http://127.0.0.1:{world.ports[number]}/v1"
            case = Case(name, unlike=RECORDED)
            texts = []
            try:
                for argv in commands:
                    if argv[0] == "forget":
                        folder = os.path.join(place, "cassettes", sweep)
                        for file in os.listdir(folder):
                            if file not in ("sweep.yaml",):
                                os.remove(os.path.join(folder, file))
                        continue
                    if argv[0] == "change":
                        server.turn(argv[1])
                        continue
                    argv = [url if word == "URL" else word for word in argv]
                    done = world.run(argv, place)
                    texts.append(case.normalized("\n".join((
                        "$ steerbench " + " ".join(argv), f"exit {done.returncode}",
                        done.stdout.decode(), "-- errors --", done.stderr.decode()))))
                    sheet = os.path.join(place, "sheet.tsv")
                    if os.path.exists(sheet):
                        with open(sheet) as file:
                            texts.append(timeless_sheet(file.read()))
                        os.remove(sheet)
                    texts.append("-- asked --\n" + "\n".join(sorted(log)))
                    log.clear()
            finally:
                server.stop()
            return texts
        return Case(name, project="before-2", writes=True, run=run, alone=True)

    base = ["--base-url", "URL", "--attempts", "2"]
    sheet = ["replay", "scripted", "--no-tables", "--sheet", "sheet.tsv"]
    some = ["--only", "method=all-code", "method=only-question", "task=navigate"]
    refreshed = ["refresh", "scripted", *some, *base]
    return [
        live("by-code/record", "scripted", [
            ["forget"], ["record", "scripted", *base], sheet,
            ["record", "scripted", *base, "--json"], ["cassette", "scan", "scripted"],
            ["plan", "scripted", "--json"],
        ], 1),
        live("by-code/refresh/record", "scripted", [
            refreshed, ["refresh", "diff", "scripted"], ["refresh", "diff", "scripted", "--json"],
            ["refresh", "discard", "scripted"], sheet,
        ], 2),
        live("by-code/refresh/accept", "scripted", [
            ["change", 1], refreshed, ["refresh", "diff", "scripted"],
            ["refresh", "accept", "scripted"], sheet,
            ["replay", "scripted", "--allow-unused", "--no-tables", "--sheet", "sheet.tsv"],
        ], 2),
        live("by-code/refresh/diff", "sharded", [
            ["merge", "sharded"], ["change", 1],
            ["refresh", "sharded", "--only", "method=only-question", *base],
            ["refresh", "diff", "sharded"], ["refresh", "accept", "sharded", "--json"],
            ["replay", "sharded"],
        ], 3),
        live("by-code/refresh/discard", "sharded", [
            ["merge", "sharded"], ["refresh", "sharded", *base, "--json"],
            ["refresh", "discard", "sharded", "--json"], ["replay", "sharded"],
        ], 3),
        live("by-code/canary", "scripted", [
            ["canary", "scripted", *base], ["canary", "scripted", *base, "--json"],
            ["change", 1], ["canary", "scripted", *base],
            ["canary", "scripted", *base, *some, "--tolerate", "3", "--json"],
        ], 1),
        live("by-code/live", "sharded", [
            ["live", "sharded", *base], ["live", "sharded", *base, "--format", "json"],
        ], 3),
        live("by-code/record/shards", "sharded", [
            ["record", "interrupted", *base], ["record", "sharded", *base, "--shard", "1/2"],
            ["record", "sharded", *base, "--budget", "calls=3",
             "--trials-at-once", "1"],
            ["record", "sharded", *base, "--no-seal", "--json"],
        ], 2),
    ]
