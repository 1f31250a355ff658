"""Functions of seven to eleven lines."""

from problem import Problem

PROBLEMS = [
    Problem(
        "runs",
        """Looks for items of a list that stand two or more times in a row, and returns a list with an entry
        [item, how many times] for each such stretch, in order. Items that stand alone are left out.""",
        """
def runs(items):
    found = []
    for item in items:
        if found and found[-1][0] == item:
            found[-1][1] += 1
        else:
            found.append([item, 1])
    return [run for run in found if run[1] > 1]
""",
        [[[]], [[4]], [[4, 4]], [[1, 2, 2, 1]], [[7, 7, 7]], [[1, 1, 2, 1, 1]]],
        lambda draw: [draw.wholes(1, 3, 3, 10)],
        [
            ("bound", "run[1] > 1", "run[1] > 2"),
            ("off-by-one", "[item, 1]", "[item, 0]"),
            ("index", "found[-1][0] == item", "found[0][0] == item"),
            ("missing-case", "[run for run in found if run[1] > 1]", "found"),
        ],
    ),
    Problem(
        "tank_level",
        """A tank of the given capacity is empty at first. Each change adds water to it, or takes water away if
        it is negative. What does not fit is spilled; more than is there cannot be taken away. Returns a list
        of two numbers: the level in the end, and all that was spilled.""",
        """
def tank_level(capacity, changes):
    level = 0
    spilled = 0
    for change in changes:
        level += change
        if level > capacity:
            spilled += level - capacity
            level = capacity
        elif level < 0:
            level = 0
    return [level, spilled]
""",
        [[10, []], [10, [10]], [10, [11]], [5, [-3, 2]], [5, [9, 9]], [8, [3, -5, 4]], [6, [6, 1, 1]]],
        lambda draw: [draw.whole(5, 15), draw.wholes(-8, 12, 2, 7)],
        [
            ("accumulator", "spilled += level - capacity", "spilled = level - capacity"),
            ("missing-case", "        elif level < 0:\n            level = 0\n", ""),
            ("missing-case", "            level = capacity\n", ""),
            ("swapped", "spilled += level - capacity", "spilled += capacity - level"),
        ],
    ),
    Problem(
        "window_sums",
        """Returns the sums of all stretches of `width` values that follow each other in the list, from left to
        right; an empty list if `width` is less than 1 or more than there are values.""",
        """
def window_sums(values, width):
    if width < 1 or width > len(values):
        return []
    total = sum(values[:width])
    sums = [total]
    for i in range(width, len(values)):
        total += values[i] - values[i - width]
        sums.append(total)
    return sums
""",
        [[[], 1], [[3], 1], [[3, 4], 2], [[3, 4], 3], [[3, 4], 0], [[1, 2, 3], 3], [[5, 6, 7, 8], 4], [[9], 1]],
        lambda draw: [draw.wholes(-9, 20, 2, 8), draw.whole(1, 5)],
        [
            ("bound", "width > len(values)", "width >= len(values)"),
            ("off-by-one", "values[i - width]", "values[i - width + 1]"),
            ("bound", "range(width, len(values))", "range(width, len(values) - 1)"),
            ("accumulator", "total += values[i]", "total = values[i]"),
        ],
    ),
    Problem(
        "snake_grid",
        """Returns a grid of `height` rows with `width` numbers each, which counts from 1 like a snake: the
        first row from left to right, the second from right to left, and so on in turns.""",
        """
def snake_grid(width, height):
    rows = []
    number = 1
    for y in range(height):
        row = list(range(number, number + width))
        if y % 2 == 1:
            row.reverse()
        rows.append(row)
        number += width
    return rows
""",
        [[0, 0], [1, 1], [3, 1], [1, 3], [2, 2], [0, 2], [4, 4], [3, 3]]
        + [[w, h] for w in range(1, 7) for h in range(1, 7) if (w, h) not in
           {(1, 1), (3, 1), (1, 3), (2, 2), (4, 4), (3, 3)}],
        lambda draw: [draw.whole(1, 7), draw.whole(1, 7)],
        [
            ("operator", "y % 2 == 1", "y % 2 == 0"),
            ("swapped", "number += width", "number += height"),
            ("off-by-one", "number + width)", "number + width - 1)"),
            ("missing-case", "        if y % 2 == 1:\n            row.reverse()\n", ""),
        ],
    ),
    Problem(
        "tallest_stack",
        """Follows the moves of a crane over one stack of crates, which is empty at first: "+" puts a crate on
        it, "-" takes one away, and every other sign does nothing. Returns how many crates the stack had when
        it was tallest; -1 if a crate was to be taken from the empty stack.""",
        """
def tallest_stack(moves):
    height = 0
    tallest = 0
    for move in moves:
        if move == "+":
            height += 1
            tallest = max(tallest, height)
        elif move == "-":
            if height == 0:
                return -1
            height -= 1
    return tallest
""",
        [[""], ["+"], ["-"], ["++-"], ["+-+-"], ["+.+"], ["+--"], ["..."], ["+.-"], ["++.--"]],
        lambda draw: ["+" + draw.text("++++---.", 2, 9)],
        [
            ("accumulator", "max(tallest, height)", "height"),
            ("bound", "height == 0:", "height <= 1:"),
            ("missing-case", 'elif move == "-":', "else:"),
            ("missing-case", "            if height == 0:\n                return -1\n", ""),
        ],
    ),
    Problem(
        "greedy_coins",
        """Pays an amount with coins of the given values: as often as it fits the largest, then the next, and
        so on. Returns the list of the coins in the order in which they are paid; None if that does not end
        with exactly the amount. The values are above 0, and each is there once.""",
        """
def greedy_coins(amount, values):
    used = []
    for value in sorted(values, reverse=True):
        while amount >= value:
            used.append(value)
            amount -= value
    if amount:
        return None
    return used
""",
        [[0, [1]], [5, [5]], [3, [2]], [6, [4, 3]], [9, [1, 5]], [7, []], [12, [2, 7, 4]]],
        lambda draw: [draw.whole(1, 25), draw.shuffled([1, 2, 3, 5, 8, 10])[: draw.whole(1, 4)]],
        [
            ("bound", "amount >= value", "amount > value"),
            ("operator", ", reverse=True", ""),
            ("missing-case", "    if amount:\n        return None\n", ""),
            ("operator", "while amount >= value", "if amount >= value"),
        ],
    ),
    Problem(
        "covered",
        """Takes a list of spans [start, end] on a line, in any order, with start at most end. Returns how much
        of the line is covered by them; what several spans cover counts once.""",
        """
def covered(spans):
    total = 0
    reach = None
    for start, end in sorted(spans):
        if reach is None or start > reach:
            total += end - start
            reach = end
        elif end > reach:
            total += end - reach
            reach = end
    return total
""",
        [[[]], [[[1, 4]]], [[[1, 4], [2, 3]]], [[[0, 2], [2, 5]]], [[[5, 9], [1, 6]]], [[[3, 3]]],
         [[[0, 9], [1, 2], [4, 5]]]],
        lambda draw: [draw.many(2, 5, lambda: (lambda s: [s, s + draw.whole(1, 12)])(draw.whole(0, 20)))],
        [
            ("swapped", "total += end - reach", "total += end - start"),
            ("missing-case", "elif end > reach:", "else:"),
            ("missing-case", "sorted(spans)", "spans"),
            ("accumulator", "            total += end - start\n            reach = end",
             "            total = end - start\n            reach = end"),
        ],
    ),
    Problem(
        "shifted",
        """Shifts the letters of a text in the alphabet by `by` places: small letters a to z forward, capital
        letters A to Z backward, each around the end of the alphabet if need be. Other signs stay.""",
        """
def shifted(text, by):
    result = ""
    for sign in text:
        if "a" <= sign <= "z":
            result += chr((ord(sign) - ord("a") + by) % 26 + ord("a"))
        elif "A" <= sign <= "Z":
            result += chr((ord(sign) - ord("A") - by) % 26 + ord("A"))
        else:
            result += sign
    return result
""",
        [["", 3], ["abc", 1], ["ABC", 1], ["xyz XYZ", 2], ["a-A", 0], ["Zz", 25], ["aZ", 26], ["Az", 3],
         ["jazz", 4], ["BAR a", 5]],
        lambda draw: [draw.text("aabkmyzAHQZZ -.", 3, 9), draw.whole(1, 24)],
        [
            ("bound", '"a" <= sign', '"a" < sign'),
            ("operator", '- by)', '+ by)'),
            ("bound", 'sign <= "Z"', 'sign < "Z"'),
            ("constant", '% 26 + ord("A")', '% 25 + ord("A")'),
        ],
    ),
    Problem(
        "buckets",
        """Counts values by buckets. `edges` is ascending: the first bucket holds values below the first edge,
        the next one those from the first edge on and below the second, and so on; the last bucket holds values
        from the last edge on. Returns the list of the counts.""",
        """
def buckets(values, edges):
    counts = [0] * (len(edges) + 1)
    for value in values:
        place = 0
        while place < len(edges) and value >= edges[place]:
            place += 1
        counts[place] += 1
    return counts
""",
        [[[], []], [[], [3]], [[3], [3]], [[2, 3, 4], [3]], [[5, 10, 15], [5, 10]], [[1, 1], []], [[7], [7, 9]]],
        lambda draw: [draw.wholes(0, 12, 2, 8), sorted(draw.shuffled(range(1, 12))[: draw.whole(1, 4)])],
        [
            ("bound", "value >= edges[place]", "value > edges[place]"),
            ("off-by-one", "        place = 0", "        place = 1"),
            ("accumulator", "counts[place] += 1", "counts[place] = 1"),
            ("bound", "place < len(edges) and", "place < len(edges) - 1 and"),
        ],
    ),
    Problem(
        "quarter_turn",
        """Turns a grid, a list of rows of the same length, by a quarter to the right (clockwise): the last row
        becomes the first column. An empty list stays one.""",
        """
def quarter_turn(grid):
    if not grid:
        return []
    height = len(grid)
    width = len(grid[0])
    turned = []
    for x in range(width):
        turned.append([grid[height - 1 - y][x] for y in range(height)])
    return turned
""",
        [[[]], [[[1]]], [[[1, 2]]], [[[1], [2]]], [[[1, 2], [3, 4]]], [[[1, 2, 3], [4, 5, 6]]]],
        lambda draw: (lambda w: [draw.many(1, 4, lambda: draw.wholes(0, 9, w, w))])(draw.whole(1, 4)),
        [
            ("index", "grid[height - 1 - y][x]", "grid[y][x]"),
            ("swapped", "for x in range(width)", "for x in range(height)"),
            ("index", "grid[height - 1 - y][x]", "grid[height - 1 - y][width - 1 - x]"),
            ("off-by-one", "grid[height - 1 - y]", "grid[height - 2 - y]"),
        ],
    ),
    Problem(
        "served_at",
        """Customers come to a counter with one clerk at the given times, in ascending order, and each takes
        `duration` minutes. Who comes while another is served waits. Returns the list of the times at which
        they leave.""",
        """
def served_at(arrivals, duration):
    ends = []
    free = 0
    for arrival in arrivals:
        start = max(arrival, free)
        free = start + duration
        ends.append(free)
    return ends
""",
        [[[], 5], [[0], 5], [[7], 0], [[0, 0, 0], 3], [[1, 20], 4], [[2, 4, 6], 2]],
        lambda draw: [sorted(draw.wholes(0, 25, 2, 6)), draw.whole(1, 9)],
        [
            ("operator", "max(arrival, free)", "min(arrival, free)"),
            ("accumulator", "free = start + duration", "free = arrival + duration"),
            ("swapped", "ends.append(free)", "ends.append(start)"),
            ("missing-case", "max(arrival, free)", "free"),
        ],
    ),
    Problem(
        "interleaved",
        """Returns a list with the items of two lists in turns, the first of `left` first. Where one list has no
        more items, those that are left of the other follow.""",
        """
def interleaved(left, right):
    mixed = []
    for i in range(max(len(left), len(right))):
        if i < len(left):
            mixed.append(left[i])
        if i < len(right):
            mixed.append(right[i])
    return mixed
""",
        [[[], []], [[1], []], [[], [2]], [[1, 2], [3]], [[1], [2, 3, 4]], [[1, 2], [3, 4]]],
        lambda draw: [draw.wholes(0, 9, 0, 5), draw.wholes(10, 19, 0, 5)],
        [
            ("bound", "max(len(left)", "min(len(left)"),
            ("operator", "        if i < len(right)", "        elif i < len(right)"),
            ("index", "right[i]", "right[-1 - i]"),
            ("bound", "i < len(left):", "i < len(left) - 1:"),
        ],
    ),
    Problem(
        "unpacked",
        """Unpacks a text in which a number before a sign says how often the sign is repeated: "3ab" stands for
        "aaab". Numbers may have several digits. A sign without a number before it, or with 0, stands once. A
        number at the end of the text does nothing.""",
        """
def unpacked(text):
    result = ""
    count = 0
    for sign in text:
        if sign.isdigit():
            count = count * 10 + int(sign)
        else:
            result += sign * (count or 1)
            count = 0
    return result
""",
        [[""], ["a"], ["3a"], ["12x"], ["2ab"], ["a2"], ["0z"], ["2a3b"], ["10-b"], ["11pq"]],
        lambda draw: ["".join(draw.many(1, 4, lambda: draw.pick(["", "2", "3", "4", "10", "12"]) + draw.pick("abc-")))],
        [
            ("accumulator", "count * 10 + int(sign)", "int(sign)"),
            ("missing-case", "(count or 1)", "count"),
            ("reset", "            count = 0\n", ""),
            ("accumulator", "result += sign *", "result = sign *"),
        ],
    ),
    Problem(
        "tidy_path",
        """Tidies a path of names between slashes: "." and empty names are left out, ".." takes away the name
        before it (and does nothing if there is none). The result begins with a slash, and has none at the end
        unless it is the slash alone.""",
        """
def tidy_path(path):
    parts = []
    for part in path.split("/"):
        if part == "..":
            if parts:
                parts.pop()
        elif part and part != ".":
            parts.append(part)
    return "/" + "/".join(parts)
""",
        [[""], ["/"], ["a"], ["a/b"], ["a//b"], ["./a"], ["a/.."], ["../a"], ["a/b/../c"], ["/a/./b/"], ["../.."]],
        lambda draw: ["/".join(draw.many(2, 6, lambda: draw.pick(["a", "b", "cd", "..", ".", ""])))],
        [
            ("missing-case", "elif part and part !=", "elif part !="),
            ("index", "parts.pop()", "parts.pop(0)"),
            ("missing-case", 'part and part != "."', "part"),
            ("missing-case", "            if parts:\n                parts.pop()", "            parts.pop()"),
        ],
    ),
    Problem(
        "dice_points",
        """Counts the points of a throw of dice (numbers 1 to 6). Three of the same face are worth 100 points
        times the face, but three ones 1000; only one triple of each face counts. Of the dice that are in no
        such triple, each 1 is worth 100 points and each 5 is worth 50.""",
        """
def dice_points(dice):
    counts = [0] * 7
    for die in dice:
        counts[die] += 1
    points = 0
    for face in range(1, 7):
        if counts[face] >= 3:
            points += 1000 if face == 1 else face * 100
            counts[face] -= 3
    points += counts[1] * 100 + counts[5] * 50
    return points
""",
        [[[]], [[1]], [[5]], [[1, 1, 1]], [[5, 5, 5, 5]], [[6, 6, 6]], [[2, 2, 2, 1]], [[1, 1, 1, 1]], [[6, 6, 6, 5]],
         [[4, 4, 4, 4]], [[3, 3]], [[1, 1, 1, 5]], [[5, 5, 5]], [[6, 6, 6, 6, 1]]],
        lambda draw: [draw.pick([[], [draw.pick([1, 5, 6])] * 3]) + draw.wholes(1, 6, 1, 3)],
        [
            ("bound", "counts[face] >= 3", "counts[face] > 3"),
            ("bound", "range(1, 7)", "range(1, 6)"),
            ("missing-case", "1000 if face == 1 else face * 100", "face * 100"),
            ("reset", "            counts[face] -= 3\n", ""),
            ("swapped", "counts[1] * 100 + counts[5] * 50", "counts[1] * 50 + counts[5] * 100"),
        ],
    ),
    Problem(
        "frequent_words",
        """Returns the `count` words that stand in a text most often, the most frequent first; words that are as
        frequent stand in the order of the alphabet. Words are made of letters, in small letters whatever the
        text has; everything else separates words. If there are fewer words, all are returned.""",
        """
def frequent_words(text, count):
    counts = {}
    word = ""
    for sign in text.lower() + " ":
        if sign.isalpha():
            word += sign
        elif word:
            counts[word] = counts.get(word, 0) + 1
            word = ""
    order = sorted(counts, key=lambda name: (-counts[name], name))
    return order[:count]
""",
        [["", 2], ["a", 1], ["a b", 5], ["B a b", 1], ["go, Go! stop", 2], ["x y z x", 3], ["b a", 2], ["no No NO a a", 1]],
        lambda draw: [" ".join(draw.many(3, 7, lambda: draw.pick(["sea", "Sea", "ox", "owl,", "an", "ax", "An"]))), draw.whole(1, 3)],
        [
            ("bound", 'text.lower() + " "', "text.lower()"),
            ("operator", "-counts[name], name", "counts[name], name"),
            ("missing-case", "text.lower()", "text"),
            ("missing-case", "(-counts[name], name)", "-counts[name]"),
        ],
    ),
    Problem(
        "in_words",
        """Writes a whole number from 0 to 999 in words, as in "seven", "forty-two", "three hundred" and "three
        hundred and five".""",
        """
def in_words(number):
    ones = ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
            "fifteen sixteen seventeen eighteen nineteen").split()
    tens = "twenty thirty forty fifty sixty seventy eighty ninety".split()
    if number < 20:
        return ones[number]
    if number < 100:
        word, rest = tens[number // 10 - 2], number % 10
        return word if rest == 0 else word + "-" + ones[rest]
    word, rest = ones[number // 100] + " hundred", number % 100
    return word if rest == 0 else word + " and " + in_words(rest)
""",
        [[n] for n in (0, 1, 10, 13, 19, 20, 21, 30, 40, 60, 90, 99, 100, 101, 120, 200, 220, 300, 320, 400, 500, 520,
                       600, 720, 900, 999)],
        lambda draw: [draw.pick([draw.whole(21, 99), draw.whole(101, 999)])],
        [
            ("bound", "number < 20", "number <= 20"),
            ("off-by-one", "number // 10 - 2", "number // 10 - 1"),
            ("missing-case", 'word if rest == 0 else word + "-" + ones[rest]', 'word + "-" + ones[rest]'),
            ("missing-case", 'word if rest == 0 else word + " and " + in_words(rest)', 'word + " and " + in_words(rest)'),
            ("bound", "number < 100:", "number <= 100:"),
        ],
    ),
    Problem(
        "packed",
        """Packs parcels into loads, in the order of the list: a parcel goes into the last load if the weights
        in it stay within `limit` (reaching it is allowed), and begins a new load otherwise. Returns the list
        of the loads, each a list of weights. A parcel above the limit has a load of its own.""",
        """
def packed(parcels, limit):
    loads = []
    for weight in parcels:
        if loads and sum(loads[-1]) + weight <= limit:
            loads[-1].append(weight)
        else:
            loads.append([weight])
    return loads
""",
        [[[], 5], [[5], 5], [[2, 3], 5], [[9], 4], [[4, 1, 5], 5], [[1, 1, 1, 2], 5], [[6, 4, 5, 5], 10]],
        lambda draw: [draw.wholes(1, 6, 1, 8), draw.whole(5, 9)],
        [
            ("bound", "<= limit", "< limit"),
            ("index", "sum(loads[-1])", "sum(loads[0])"),
            ("operator", "sum(loads[-1]) + weight", "max(loads[-1]) + weight"),
            ("missing-case", "sum(loads[-1]) + weight", "sum(loads[-1])"),
        ],
    ),
    Problem(
        "instalments",
        """A debt is paid back once a month, for at most 24 months. Each month, first interest is added: `rate` per
        mille of what is owed, rounded down. Then `payment` is paid, or all that is owed if that is less. Returns a
        list of two: the list of all payments, and what is owed in the end.""",
        """
def instalments(amount, rate, payment):
    paid = []
    owed = amount
    month = 0
    while owed > 0 and month < 24:
        month += 1
        interest = owed * rate // 1000
        owed += interest
        part = min(payment, owed)
        owed -= part
        paid.append(part)
    return [paid, owed]
""",
        [[0, 10, 5], [100, 0, 50], [100, 10, 200], [100, 0, 30], [1000, 10, 20], [500, 100, 50], [700, 5, 25],
         [400, 200, 90], [5000, 10, 100], [900, 0, 30], [240, 0, 10], [250, 0, 10], [2000, 15, 60], [3000, 2, 90]],
        lambda draw: [draw.whole(50, 900), draw.pick([0, 10, 20, 50]), draw.whole(30, 300)],
        [
            ("bound", "month < 24", "month <= 24"),
            ("constant", "// 1000", "// 100"),
            ("missing-case", "min(payment, owed)", "payment"),
            ("operator", "owed += interest", "owed -= interest"),
            ("accumulator", "owed -= part", "owed = amount - part"),
        ],
    ),
]
