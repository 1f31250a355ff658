"""What a model's list says: facts about its GGUF file, and the wheels that carry it, in order."""

import re


class ModelList:
    """A requirements file whose lines `#: NAME VALUE` hold facts."""

    def __init__(self, path):
        self.facts = {}
        self.wheels = []
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                if fact := re.match(r"#: (\S+) (\S+)$", line):
                    self.facts[fact[1]] = fact[2]
                elif wheel := re.match(r"([\w.-]+)==([\w.]+) ", line):
                    self.wheels.append((wheel[1].replace("-", "_"), wheel[2]))
