"""What a file of ci/add-one.d says at its top."""

import os
import re


class Addition:
    """One thing that is added: a file, a line in a list, and commands that show it."""

    def __init__(self, name):
        with open(os.path.join(os.path.dirname(__file__), name + ".swift")) as file:
            text = file.read()
        self.name = name
        heads = re.findall(r"^// (file|list|before|line|write|run|shows): (.*)$", text, flags=re.M)
        single = dict(heads)
        self.path, self.list = single["file"], single["list"]
        self.before, self.line = single["before"], single["line"]
        # What the commands need to lie there: a path and its text, with \\n for a new line.
        self.writes = [
            value.split(" ", 1) for key, value in heads if key == "write"]
        # Each command with the pattern that its output must hold.
        self.runs = list(zip(
            [value for key, value in heads if key == "run"],
            [value for key, value in heads if key == "shows"]))
        self.text = re.sub(r"\A(//[^\n]*\n)+\n?", "", text)

    def listed(self, text):
        """The text of the list's file with the line added."""
        lines = text.split("\n")
        places = [number for number, line in enumerate(lines) if re.search(self.before, line)]
        if not places:
            raise SystemExit(f"ci/add-one: {self.list} has no line like: {self.before}")
        lines.insert(places[0], self.line)
        return "\n".join(lines)
