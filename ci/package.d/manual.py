"""Prints the manual page of the program from its own help: manual.py PROGRAM EPOCH"""

import itertools
import json
import re
import subprocess
import sys
import time


def text(words):
    """Words for roff: a dash is a dash, and no line is a request by accident."""
    lines = (words or "").replace("\\", "\\e").replace("-", "\\-").split("\n")
    return "\n".join("\\&" + line if line[:1] in ".'" else line for line in lines)


def names(argument):
    value = argument.get("valueName", "value")
    if argument["kind"] == "positional":
        return f"\\fI{text(value)}\\fR"
    shown = []
    for name in argument.get("names", []):
        dashes = "--" if name["kind"] == "long" else "-"
        shown.append(f"\\fB{text(dashes + name['name'])}\\fR")
    after = f" \\fI{text(value)}\\fR" if argument["kind"] == "option" else ""
    return ", ".join(shown) + after


def discussion(words):
    """Sentences are filled into lines; what is indented, commands and lists, stays as it is."""
    for block in re.split(r"\n\s*\n", words.strip("\n")):
        lines = block.split("\n")
        for indented, part in itertools.groupby(lines, key=lambda line: line.startswith(" ")):
            body = text("\n".join(part))
            print(f".PP\n.nf\n{body}\n.fi" if indented else f".PP\n{body}")


def page(command, path):
    if not command.get("shouldDisplay", True) or command["commandName"] == "help":
        return
    path = path + [command["commandName"]]
    print(f".SS {text(' '.join(path))}")
    print(text(command.get("abstract")))
    discussion(command.get("discussion") or "")
    for argument in command.get("arguments", []):
        if not argument.get("shouldDisplay", True):
            continue
        print(f".TP\n{names(argument)}\n{text(argument.get('abstract')) or '.'}")
    for child in command.get("subcommands", []):
        page(child, path)


program, epoch = sys.argv[1:]
dump = subprocess.run([program, "--experimental-dump-help"], capture_output=True, check=True)
root = json.loads(dump.stdout)["command"]
day = time.strftime("%Y-%m-%d", time.gmtime(int(epoch)))
print(f'.TH STEERBENCH 1 "{day}" "steerbench" "User Commands"')
print(f".SH NAME\nsteerbench \\- {text(root.get('abstract', '')).rstrip('.')}")
print(".SH SYNOPSIS\n.B steerbench\n.I command\n[\\fIoptions\\fR]")
print(".SH COMMANDS")
for child in root.get("subcommands", []):
    page(child, ["steerbench"])
print(".SH EXIT STATUS\n\\fBsteerbench help\\fR and the help of each command tell what its codes mean.")
