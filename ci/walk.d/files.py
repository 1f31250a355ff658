"""Lists the source files that walks touched, by room, and counts the steps of each walk."""

import json
import os
import re
import sys

# Rooms that nothing of a trial's own stands in, and the command line around it.
BOTTOM = {
    "Basics", "Files", "HTTP", "Statistics", "PythonLiterals", "Cassettes", "ModelAPI",
    "CodeExecution",
}
AROUND = {"steerbench"}
# What the one trial is about.
OWN_TASK, OWN_METHOD = "Tasks/Navigate/", "AllCode.swift"


def counts(path):
    """How often each function ran, by file from Sources on."""
    with open(path) as file:
        functions = json.load(file)["data"][0]["functions"]
    sources = os.path.join(os.getcwd(), "Sources") + os.sep
    found = {}
    for function in functions:
        name = function["filenames"][0]
        if name.startswith(sources):
            # A closure that was specialised stands twice: it ran as often as both together.
            ran = found.setdefault(name[len(sources):], {})
            key = function["name"].split(":")[-1]
            ran[key] = ran.get(key, 0) + function["count"]
    return found


def more(after, before):
    """The functions that ran more often, by file."""
    found = {}
    for path, functions in after.items():
        ran = {
            name for name, count in functions.items() if count > before.get(path, {}).get(name, 0)}
        if ran:
            found[path] = ran
    return found


def listed():
    """The files whose types a registry names: they are touched since they stand in a list."""
    found = set()
    for parent, _, names in os.walk("Sources"):
        for name in names:
            if not name.endswith("Registry.swift"):
                continue
            with open(os.path.join(parent, name)) as file:
                types = set(re.findall(r"\b[A-Z]\w+", file.read()))
            room = os.path.relpath(parent, "Sources").split(os.sep)[0]
            for folder, _, files in os.walk(os.path.join("Sources", room)):
                found |= {
                    os.path.relpath(os.path.join(folder, file), "Sources") for file in files
                    if file.removesuffix(".swift") in types and file != name}
    return found


def kind(path, functions, in_lists):
    room = path.split("/")[0]
    if room in BOTTOM:
        return "bottom"
    if path.startswith(OWN_TASK) or os.path.basename(path) == OWN_METHOD:
        return "own"
    if room in AROUND:
        return "around"
    # Its name and description were read, and no more.
    if path in in_lists and len(functions) <= 2:
        return "listed"
    return "step"


def printed(title, files, in_lists):
    """Prints the steps among some files; gives their number."""
    kinds = {path: kind(path, functions, in_lists) for path, functions in files.items()}
    count = {each: list(kinds.values()).count(each)
             for each in ("step", "listed", "around", "own", "bottom")}
    print(
        f"{title}: {count['step']} files. Beside them {count['own']} of its own task and method, "
        f"{count['listed']} that a registry lists, {count['around']} of the command line, "
        f"{count['bottom']} of the bottom rooms.")
    for path in sorted(files):
        if kinds[path] == "step":
            print(f"  {path}  {len(files[path])} functions")
    return count["step"]


def main():
    most, work, walks = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
    in_lists, failed = listed(), False
    start = counts(os.path.join(work, "start.json"))
    for name in walks:
        walk = counts(os.path.join(work, name + ".json"))
        printed(name, more(walk, start), in_lists)
        if name != "trial":
            continue
        second = counts(os.path.join(work, "second.json"))
        steps = printed("each trial", more(second, walk), in_lists)
        if most and steps > most:
            print(f"ci/walk: each trial passes {steps} files, more than {most}", file=sys.stderr)
            failed = True
    sys.exit(1 if failed else 0)


main()
