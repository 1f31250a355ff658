"""What a problem is made of: a function that is right, what it does in words, inputs, and faults."""

import hashlib


class Problem:
    """A function, and the faults that may be put into it.

    name    the function's name; says what it does, and nothing of a fault
    does    what it does, for whoever is to mend it: every case that an input can reach
    code    its text
    edges   inputs that are always there: each a list of arguments
    more    a function that draws further inputs
    faults  (kind, text in the code, what stands there instead); the text is there exactly once
    """

    def __init__(self, name, does, code, edges, more, faults):
        self.name = name
        self.does = " ".join(does.split())
        self.code = code.strip("\n") + "\n"
        self.edges = edges
        self.more = more
        self.faults = faults

    @property
    def lines(self):
        """How long it is: its lines without the first."""
        return self.code.count("\n") - 1


class Draw:
    """Numbers that are the same on every machine and in every version of Python.

    The `random` module promises that for a few of its functions only.
    """

    def __init__(self, seed):
        self.seed = seed
        self.count = 0

    def below(self, limit):
        self.count += 1
        text = f"steerbench code-repair {self.seed} {self.count}"
        return int.from_bytes(hashlib.sha256(text.encode()).digest(), "big") % limit

    def whole(self, low, high):
        return low + self.below(high - low + 1)

    def pick(self, values):
        return values[self.below(len(values))]

    def many(self, low, high, draw):
        return [draw() for _ in range(self.whole(low, high))]

    def wholes(self, low, high, least, most):
        return self.many(least, most, lambda: self.whole(low, high))

    def text(self, letters, least, most):
        return "".join(self.many(least, most, lambda: self.pick(letters)))

    def shuffled(self, values):
        """The values in an order of their own."""
        rest = list(values)
        return [rest.pop(self.below(len(rest))) for _ in range(len(rest))]
