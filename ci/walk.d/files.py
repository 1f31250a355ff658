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


def touched(path):
    """The files of which a function ran, from Sources on, with the numbers of their functions."""
    with open(path) as file:
        data = json.load(file)["data"][0]["files"]
    sources = os.path.join(os.getcwd(), "Sources") + os.sep
    return {
        entry["filename"][len(sources):]: entry["summary"]["functions"]
        for entry in data
        if entry["filename"].startswith(sources) and entry["summary"]["functions"]["covered"] > 0
    }


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
    if path in in_lists and functions["covered"] <= 2:
        return "listed"
    return "step"


def main():
    most, walks, failed = int(sys.argv[1]), sys.argv[2:], False
    in_lists = listed()
    for walk in walks:
        name = os.path.basename(walk)
        files = touched(walk + ".json")
        kinds = {path: kind(path, functions, in_lists) for path, functions in files.items()}
        count = {each: list(kinds.values()).count(each)
                 for each in ("step", "listed", "around", "own", "bottom")}
        print(
            f"{name}: {count['step']} files. Beside them {count['own']} of its own task and method, "
            f"{count['listed']} that a registry lists, {count['around']} of the command line, "
            f"{count['bottom']} of the bottom rooms.")
        for path in sorted(files):
            if kinds[path] == "step":
                print(f"  {path}  {files[path]['covered']} of {files[path]['count']} functions")
        if name == "trial" and most and count["step"] > most:
            print(f"ci/walk: a trial walks through {count['step']} files, more than {most}",
                  file=sys.stderr)
            failed = True
    sys.exit(1 if failed else 0)


main()
