"""Functions of twelve lines and more."""

from problem import Problem

PROBLEMS = [
    Problem(
        "minutes_of",
        """Reads a duration such as "1d2h30m" and returns it in minutes: each number is followed by its unit, m
        for minutes, h for hours or d for days of 24 hours. Units may come in any order and more than once, and
        the empty text is 0 minutes. Raises ValueError for a unit without a number, a number without a unit, and
        any other sign.""",
        """
def minutes_of(text):
    worth = {"m": 1, "h": 60, "d": 1440}
    total = 0
    number = ""
    for sign in text:
        if sign.isdigit():
            number += sign
        elif sign in worth and number:
            total += int(number) * worth[sign]
            number = ""
        else:
            raise ValueError("no duration")
    if number:
        raise ValueError("a number without a unit")
    return total
""",
        [[""], ["5m"], ["2h"], ["1d"], ["90"], ["h"], ["1h2"], ["1x"], ["15m3"], ["2d7"], ["m3"], ["1h30m"], ["10d"],
         ["3m44"], ["8"], ["2h5m1"], ["12h 5m"]],
        lambda draw: ["".join(draw.many(1, 3, lambda: str(draw.whole(1, 45)) + draw.pick("mhd")))],
        [
            ("constant", '"d": 1440', '"d": 144'),
            ("reset", '            number = ""\n', ""),
            ("missing-case", '    if number:\n        raise ValueError("a number without a unit")\n', ""),
            ("accumulator", "total += int(number)", "total = int(number)"),
            ("accumulator", "number += sign", "number = sign"),
        ],
    ),
    Problem(
        "league_table",
        """Takes results [home team, away team, goals of the home team, goals of the away team] and returns the
        table as a list of entries [team, points, goal difference]: the team with most points first, among equal
        points the one with the higher goal difference, and then in the order of the alphabet. A won match is
        worth 3 points, a drawn one 1 point for both.""",
        """
def league_table(results):
    points = {}
    difference = {}
    for home, away, home_goals, away_goals in results:
        for team in (home, away):
            points.setdefault(team, 0)
            difference.setdefault(team, 0)
        difference[home] += home_goals - away_goals
        difference[away] += away_goals - home_goals
        if home_goals == away_goals:
            points[home] += 1
            points[away] += 1
        elif home_goals > away_goals:
            points[home] += 3
        else:
            points[away] += 3
    order = sorted(points, key=lambda team: (-points[team], -difference[team], team))
    return [[team, points[team], difference[team]] for team in order]
""",
        [[[]], [[["A", "B", 1, 0]]], [[["A", "B", 0, 0]]], [[["B", "A", 0, 2]]],
         [[["C", "A", 1, 1], ["B", "C", 2, 2]]], [[["A", "B", 1, 0], ["C", "D", 4, 0]]],
         [[["Q", "P", 0, 1], ["S", "R", 0, 3]]]],
        lambda draw: [draw.many(2, 4, lambda: draw.shuffled("ABCD")[:2] + [draw.whole(0, 3), draw.whole(0, 2)])],
        [
            ("swapped", "points[away] += 3", "points[home] += 3"),
            ("accumulator", "difference[away] += away_goals", "difference[away] = away_goals"),
            ("constant", "points[away] += 1", "points[away] += 2"),
            ("operator", "-difference[team], team)", "difference[team], team)"),
            ("swapped", "difference[home] += home_goals - away_goals", "difference[home] += away_goals - home_goals"),
        ],
    ),
    Problem(
        "wrapped",
        """Puts words into lines of at most `width` signs, in order, with one blank between two words of a line.
        A line takes as many words as fit, and a word that is longer than a line has one of its own. Returns the
        list of the lines.""",
        """
def wrapped(words, width):
    lines = []
    line = ""
    for word in words:
        if line and len(line) + 1 + len(word) <= width:
            line += " " + word
        else:
            if line:
                lines.append(line)
            line = word
    if line:
        lines.append(line)
    return lines
""",
        [[[], 5], [["a"], 1], [["ab", "cd"], 5], [["ab", "cd"], 4], [["long", "a"], 3], [["a", "b", "c"], 3],
         [["to", "be"], 5], [["no", "way", "up"], 6]],
        lambda draw: [draw.many(2, 7, lambda: draw.text("abcdef", 1, 5)), draw.whole(4, 11)],
        [
            ("missing-case", "len(line) + 1 + len(word)", "len(line) + len(word)"),
            ("bound", "<= width", "< width"),
            ("missing-case", "    if line:\n        lines.append(line)\n    return", "    return"),
            ("swapped", "            line = word", '            line = " " + word'),
            ("accumulator", 'line += " " + word', 'line = " " + word'),
        ],
    ),
    Problem(
        "winner",
        """Counts votes, each the name of who is voted for, and returns the name with the most; None if there is
        no vote, or if several names have the most. A vote of "" counts for nobody, and a name that begins with
        "!" is a vote against the name behind the mark: it takes one vote off it. Every name that stands in a vote takes
        part, also with 0 votes or less.""",
        """
def winner(votes):
    counts = {}
    for vote in votes:
        if not vote:
            continue
        if vote[0] == "!":
            name = vote[1:]
            counts[name] = counts.get(name, 0) - 1
        else:
            counts[vote] = counts.get(vote, 0) + 1
    best = None
    tied = False
    for name in counts:
        if best is None or counts[name] > counts[best]:
            best = name
            tied = False
        elif counts[name] == counts[best]:
            tied = True
    return None if tied else best
""",
        [[[]], [["ann"]], [[""]], [["ann", "bob"]], [["bob", "ann", "ann"]], [["ann", "!ann"]], [["!ann", "bob"]],
         [["a", "b", "c", "c"]], [["b", "a", "a", "b", "a"]], [["", "", "a"]], [["a", "!a", "b"]],
         [["x", "y", "z", "z"]], [["p", "q", "r", "r", ""]]],
        lambda draw: [draw.many(3, 8, lambda: draw.pick(["ann", "ann", "bob", "bob", "cy", "cy", "!ann", "!bob", ""]))],
        [
            ("bound", "counts[name] > counts[best]", "counts[name] >= counts[best]"),
            ("reset", "            best = name\n            tied = False\n", "            best = name\n"),
            ("missing-case", "None if tied else best", "best"),
            ("operator", "counts.get(name, 0) - 1", "counts.get(name, 0) + 1"),
            ("missing-case", "        if not vote:\n            continue\n        if vote[0]", "        if vote[:1]"),
        ],
    ),
    Problem(
        "robot_walk",
        """A robot stands at x = 0, y = 0 of a room that is `width` wide and `height` high, and faces north, where
        y grows; x grows to the east. "L" turns it left, "R" turns it right, "F" moves it one step forward unless
        the step would leave the room, and every other sign does nothing. Returns [x, y, the letter N, E, S or W of
        where it faces].""",
        """
def robot_walk(commands, width, height):
    x, y = 0, 0
    facing = 0
    steps = [[0, 1], [1, 0], [0, -1], [-1, 0]]
    for command in commands:
        if command == "L":
            facing = (facing - 1) % 4
        elif command == "R":
            facing = (facing + 1) % 4
        elif command == "F":
            new_x = x + steps[facing][0]
            new_y = y + steps[facing][1]
            if 0 <= new_x < width and 0 <= new_y < height:
                x, y = new_x, new_y
    return [x, y, "NESW"[facing]]
""",
        [["", 3, 3], ["F", 1, 1], ["FF", 2, 2], ["RFF", 2, 4], ["RFFF", 5, 1], ["LF", 3, 3], ["RFLF", 3, 3],
         ["RR", 2, 2], ["FxF", 3, 3], ["FFFF", 2, 3], ["FRFRF", 4, 4], ["RFFLFFLF", 3, 2]],
        lambda draw: [draw.text("FFFRRL", 3, 9), draw.whole(1, 4), draw.whole(2, 5)],
        [
            ("operator", "(facing - 1) % 4", "(facing + 2) % 4"),
            ("bound", "new_x < width", "new_x <= width"),
            ("swapped", "new_y < height", "new_y < width"),
            ("index", "steps[facing][1]", "steps[facing][0]"),
            ("bound", "0 <= new_x", "0 < new_x"),
        ],
    ),
    Problem(
        "late_fee",
        """Returns the fee in cents for something that is given back `days` days late. Nothing is due if it is not
        late. A "film" costs 100 cents a day and at most 1500, a "game" 150 a day and at most 2000, and everything
        else 20 a day and at most 600. For members the first 3 days cost nothing. More than 30 days late cost 500
        cents more, beyond the most.""",
        """
def late_fee(days, kind, member):
    if days <= 0:
        return 0
    if kind == "film":
        rate, most = 100, 1500
    elif kind == "game":
        rate, most = 150, 2000
    else:
        rate, most = 20, 600
    free = 3 if member else 0
    fee = min(rate * max(0, days - free), most)
    if days > 30:
        fee += 500
    return fee
""",
        [[0, "film", False], [-2, "game", True], [1, "film", True], [2, "game", True], [3, "book", True],
         [30, "film", False], [30, "book", True], [31, "book", False], [30, "game", False], [30, "cd", False],
         [1, "book", True], [2, "film", True], [1, "game", True], [30, "book", False], [30, "map", True], [2, "cd", True]],
        lambda draw: [draw.pick([draw.whole(1, 12), draw.whole(13, 45)]), draw.pick(["film", "game", "book", "map"]),
                      bool(draw.below(2))],
        [
            ("bound", "days > 30", "days >= 30"),
            ("swapped", "3 if member else 0", "0 if member else 3"),
            ("missing-case", "max(0, days - free)", "(days - free)"),
            ("operator", "min(rate", "max(rate"),
            ("constant", "20, 600", "20, 500"),
            ("accumulator", "fee += 500", "fee = 500"),
        ],
    ),
    Problem(
        "tokens_of",
        """Takes a text such as "12+(3 * x)" apart into a list: every stretch of digits becomes a number, every
        stretch of letters becomes a text, and every other sign is a text of its own. Blanks separate, and are left
        out.""",
        """
def tokens_of(text):
    found = []
    current = ""
    for sign in text + " ":
        if current and sign.isdigit() and current.isdigit():
            current += sign
            continue
        if current and sign.isalpha() and current.isalpha():
            current += sign
            continue
        if current:
            found.append(int(current) if current.isdigit() else current)
        current = ""
        if sign.isdigit() or sign.isalpha():
            current = sign
        elif sign != " ":
            found.append(sign)
    return found
""",
        [[""], ["7"], ["12"], ["ab"], ["a1"], ["1 2"], ["a b"], ["+"], ["(x)"], ["3*(4+55)"], ["x2y"], ["  9 "]],
        lambda draw: ["".join(draw.many(2, 5, lambda: draw.pick(["12", "7", "305", "x", "ab", " ", " + ", "*", "("])))],
        [
            ("bound", 'text + " "', "text"),
            ("missing-case", 'elif sign != " ":', "else:"),
            ("missing-case", "int(current) if current.isdigit() else current", "current"),
            ("operator", "sign.isdigit() or sign.isalpha()", "sign.isalpha()"),
            ("missing-case", " and current.isalpha()", ""),
        ],
    ),
    Problem(
        "chain_result",
        """Takes a list of numbers with signs between them, such as [7, "-", 2, "*", 3], and works it out strictly
        from left to right: the signs are +, -, * and /, which divides and rounds down. Raises ValueError for any
        other sign, and for a division by zero.""",
        """
def chain_result(parts):
    total = parts[0]
    for i in range(1, len(parts), 2):
        sign = parts[i]
        number = parts[i + 1]
        if sign == "+":
            total += number
        elif sign == "-":
            total -= number
        elif sign == "*":
            total *= number
        elif sign == "/":
            if number == 0:
                raise ValueError("division by zero")
            total //= number
        else:
            raise ValueError("unknown sign")
    return total
""",
        [[[4]], [[1, "+", 2]], [[1, "-", 2]], [[2, "*", 3, "+", 1]], [[7, "/", 2]], [[7, "/", 0]], [[-7, "/", 2]],
         [[1, "%", 2]], [[0, "/", 5]], [[3, "/", 0, "+", 1]], [[8, "-", 8, "/", 0]], [[2, "*", 0, "/", 0]],
         [[5, "^", 1]], [[6, "/", 0]], [[9, "*", 2, "/", 0]]],
        lambda draw: [[draw.whole(-9, 20)] + sum(
            draw.many(1, 3, lambda: [draw.pick(["+", "-", "*", "/"]), draw.whole(1, 9)]), [])],
        [
            ("swapped", "total -= number", "total = number - total"),
            ("operator", "total //= number", "total %= number"),
            ("missing-case", '            if number == 0:\n                raise ValueError("division by zero")\n', ""),
            ("bound", "len(parts), 2)", "len(parts) - 2, 2)"),
            ("accumulator", "total *= number", "total += number"),
        ],
    ),
    Problem(
        "merged_stock",
        """Takes two lists of entries [name, number], each in the order of the alphabet with every name once, and
        returns one such list with all names in order. A name that is in both lists has the sum of both
        numbers, and is left out if that is 0.""",
        """
def merged_stock(left, right):
    merged = []
    i = j = 0
    while i < len(left) and j < len(right):
        if left[i][0] == right[j][0]:
            total = left[i][1] + right[j][1]
            if total:
                merged.append([left[i][0], total])
            i += 1
            j += 1
        elif left[i][0] < right[j][0]:
            merged.append(left[i])
            i += 1
        else:
            merged.append(right[j])
            j += 1
    return merged + left[i:] + right[j:]
""",
        [[[], []], [[["a", 1]], []], [[], [["b", 2]]], [[["a", 1]], [["a", 2]]], [[["a", 3]], [["a", -3]]],
         [[["a", 1]], [["b", 1]]], [[["b", 1]], [["a", 1]]], [[["a", 2], ["b", 1]], [["a", -2], ["c", 5]]],
         [[["k", 4], ["m", 1]], [["k", -4]]], [[["d", 5]], [["c", 1], ["d", -5]]], [[["x", 1]], [["x", -1], ["y", 2]]]],
        lambda draw: [
            [[name, draw.whole(1, 5)] for name in "abcde" if draw.below(2)],
            [[name, draw.whole(-4, 5) or 1] for name in "abcde" if draw.below(2)],
        ],
        [
            ("operator", "left[i][1] + right[j][1]", "left[i][1] - right[j][1]"),
            ("missing-case", " + right[j:]", ""),
            ("operator", "left[i][0] < right[j][0]", "left[i][0] > right[j][0]"),
            ("missing-case", "            if total:\n                merged.append([left[i][0], total])",
             "            merged.append([left[i][0], total])"),
            ("off-by-one", "left[i:]", "left[i + 1:]"),
        ],
    ),
    Problem(
        "mine_field",
        """Takes a field of rows in which "*" is a mine and "." is empty, and returns its rows with, at every empty
        place, the digit of how many of the up to eight places around it are mines; "." stays where there is
        none.""",
        """
def mine_field(rows):
    result = []
    for y in range(len(rows)):
        line = ""
        for x in range(len(rows[y])):
            if rows[y][x] == "*":
                line += "*"
                continue
            count = 0
            for near_y in range(max(0, y - 1), min(len(rows), y + 2)):
                for near_x in range(max(0, x - 1), min(len(rows[y]), x + 2)):
                    if rows[near_y][near_x] == "*":
                        count += 1
            line += str(count) if count else "."
        result.append(line)
    return result
""",
        [[[]], [["."]], [["*"]], [[".*"]], [["*."]], [[".", "*"]], [["*", "."]], [["..."]], [["***", "*.*", "***"]],
         [["*..", "..."]]],
        lambda draw: (lambda w: [draw.many(2, 4, lambda: draw.text("....**", w, w))])(draw.whole(2, 5)),
        [
            ("off-by-one", "y + 2)", "y + 1)"),
            ("off-by-one", "max(0, x - 1)", "max(0, x)"),
            ("missing-case", 'str(count) if count else "."', "str(count)"),
            ("off-by-one", "x + 2)", "x + 1)"),
            ("accumulator", "count += 1", "count = 1"),
        ],
    ),
    Problem(
        "compare_versions",
        """Compares two versions such as "1.10.2" part by part, as numbers, from the left. Parts that one of them
        lacks at the end count as 0. Returns -1 if the left one is lower, 1 if it is higher, and 0 if they are
        equal.""",
        """
def compare_versions(left, right):
    ours = [int(part) for part in left.split(".")]
    theirs = [int(part) for part in right.split(".")]
    while len(ours) < len(theirs):
        ours.append(0)
    while len(theirs) < len(ours):
        theirs.append(0)
    for mine, other in zip(ours, theirs):
        if mine < other:
            return -1
        if mine > other:
            return 1
    return 0
""",
        [["1", "1"], ["1", "2"], ["2", "1"], ["1.0", "1"], ["1", "1.0.0"], ["1.10", "1.9"], ["1.2", "1.2.1"],
         ["1.2.1", "1.2"], ["3", "3.0.1"], ["3.0.1", "3"], ["10", "9"], ["2.01", "2.1"], ["4.4", "4.4.0"],
         ["4.4.1", "4.4"], ["7", "7.0"], ["5.1", "5.1.0.2"], ["5.1.0.2", "5.1"], ["6.0.0.1", "6"]],
        lambda draw: [".".join(map(str, draw.wholes(0, 2, 1, 4))), ".".join(map(str, draw.wholes(0, 2, 1, 4)))],
        [
            ("constant", "ours.append(0)", "ours.append(1)"),
            ("missing-case", "    while len(theirs) < len(ours):\n        theirs.append(0)\n", ""),
            ("bound", "mine > other", "mine >= other"),
            ("swapped", "            return -1", "            return 1"),
            ("missing-case", "    while len(ours) < len(theirs):\n        ours.append(0)\n", ""),
        ],
    ),
    Problem(
        "free_times",
        """Takes busy times [begin, finish] in any order, which may overlap and may reach beyond the day, and returns
        the list of the free times [begin, finish] between `start` and `end`, in order. Times of no length are no
        free times.""",
        """
def free_times(busy, start, end):
    free = []
    now = start
    for begin, finish in sorted(busy):
        if finish <= now:
            continue
        if begin >= end:
            break
        if begin > now:
            free.append([now, begin])
        now = finish
    if now < end:
        free.append([now, end])
    return free
""",
        [[[], 9, 17], [[[9, 17]], 9, 17], [[[10, 11]], 9, 17], [[[9, 10]], 9, 17], [[[16, 18]], 9, 17],
         [[[10, 14], [11, 12]], 9, 17], [[[18, 19]], 9, 17], [[[7, 8]], 9, 17], [[[12, 13], [10, 11]], 9, 17],
         [[[9, 16], [10, 12]], 9, 17], [[[17, 20]], 9, 17], [[[11, 12], [19, 20]], 9, 17], [[[10, 16], [11, 13], [12, 14]], 8, 18],
         [[], 12, 12], [[[8, 15], [9, 10]], 9, 17]],
        lambda draw: [draw.many(2, 4, lambda: (lambda b: [b, b + draw.whole(1, 5)])(draw.whole(6, 18))), 9, 17],
        [
            ("missing-case", "        if finish <= now:\n            continue\n", ""),
            ("bound", "begin > now", "begin >= now"),
            ("missing-case", "        if begin >= end:\n            break\n", ""),
            ("missing-case", "sorted(busy)", "busy"),
            ("bound", "now < end", "now <= end"),
        ],
    ),
    Problem(
        "table_lines",
        """Takes the rows of a table, lists of texts that may differ in length, and returns a line for each row: its
        cells with a "|" between them, each filled with blanks on the right to the width of the widest cell of its
        column; the last cell of a row is not filled.""",
        """
def table_lines(rows):
    widths = []
    for row in rows:
        for column, cell in enumerate(row):
            if column == len(widths):
                widths.append(0)
            widths[column] = max(widths[column], len(cell))
    lines = []
    for row in rows:
        line = ""
        for column, cell in enumerate(row):
            if column:
                line += "|"
            line += cell
            if column < len(row) - 1:
                line += " " * (widths[column] - len(cell))
        lines.append(line)
    return lines
""",
        [[[]], [[[]]], [[["a"]]], [[["a", "b"]]], [[["a", "b"], ["ccc", "d"]]], [[["a"], ["bb", "c"]]],
         [[["", "x"], ["yy", ""]]], [[["long", "x"], ["s", "y"]]]],
        lambda draw: [draw.many(2, 3, lambda: draw.many(1, 3, lambda: draw.text("abcd", 0, 4)))],
        [
            ("accumulator", "max(widths[column], len(cell))", "len(cell)"),
            ("off-by-one", "widths[column] - len(cell)", "widths[column] - len(cell) + 1"),
            ("bound", "len(row) - 1", "len(row)"),
            ("missing-case", '            if column:\n                line += "|"\n', '            line += "|"\n'),
            ("index", "(widths[column] -", "(widths[0] -"),
        ],
    ),
    Problem(
        "fewest_steps",
        """Takes a grid of rows in which "#" is a wall and "." is free; the first and the last place are free. Returns
        the least number of steps up, down, left or right from the first place of the first row to the last place of
        the last row, without entering a wall; -1 if there is no way.""",
        """
def fewest_steps(grid):
    height, width = len(grid), len(grid[0])
    reached = [[-1] * width for _ in range(height)]
    reached[0][0] = 0
    queue = [[0, 0]]
    for y, x in queue:
        for dy, dx in [[0, 1], [1, 0], [0, -1], [-1, 0]]:
            ny, nx = y + dy, x + dx
            if not (0 <= ny < height and 0 <= nx < width):
                continue
            if grid[ny][nx] == "#" or reached[ny][nx] >= 0:
                continue
            reached[ny][nx] = reached[y][x] + 1
            queue.append([ny, nx])
    return reached[height - 1][width - 1]
""",
        [[["."]], [[".."]], [[".", "."]], [["..", ".."]], [[".#", "#."]], [["...", "##.", "..."]],
         [["....", "###.", "....", ".###", "...."]], [[".#...", ".#.#.", ".#.#.", "...#."]],
         [[".#...", "...#.", "####.", "...#."]], [["...#...", ".#.#.#.", ".#...#."]], [[".#..", ".#..", "...."]],
         [["...", ".#.", "...", "##.", "..."]], [["..#..", ".##..", "....."]], [["..", ".#", ".."]],
         [["...", "##.", "...", ".##", "..."]], [[".#...", ".#.#.", "...#.", "####.", "....."]],
         [["....", "###.", "....", ".##.", "...."]], [["...#", "##..", ".#.#", "...."]],
         [["...#...", "##.#.#.", "...#.#.", ".###.#.", ".....#."]], [[".#.", ".#.", "..."]]],
        lambda draw: (lambda rows: [["." + rows[0][1:]] + rows[1:-1] + [rows[-1][:-1] + "."]])(
            (lambda w: draw.many(3, 4, lambda: draw.text("...#", w, w)))(draw.whole(3, 5))),
        [
            ("missing-case", ", [0, -1]", ""),
            ("missing-case", ", [-1, 0]]", "]"),
            ("constant", "reached[y][x] + 1", "reached[y][x] + 2"),
            ("bound", "0 <= ny", "0 < ny"),
            ("swapped", "0 <= nx < width", "0 <= nx < height"),
        ],
    ),
    Problem(
        "polynomial",
        """Writes a polynomial. `factors` are those of x^0, x^1, x^2 and so on, and the highest power comes first:
        [4, -1, 0, 2] is "2x^3 - x + 4". Powers with the factor 0 are left out; x^1 is written x and x^0 is not
        written; the factors 1 and -1 are written only before x^0. If nothing is left, the result is "0".""",
        """
def polynomial(factors):
    text = ""
    for power in range(len(factors) - 1, -1, -1):
        factor = factors[power]
        if factor == 0:
            continue
        if text:
            text += " - " if factor < 0 else " + "
        elif factor < 0:
            text += "-"
        if abs(factor) != 1 or power == 0:
            text += str(abs(factor))
        if power == 1:
            text += "x"
        elif power > 1:
            text += f"x^{power}"
    return text or "0"
""",
        [[[]], [[0]], [[1]], [[-1]], [[0, 1]], [[0, -1]], [[3, 0, 2]], [[0, 0]], [[1, 1, 1]], [[-1, -1, -1]],
         [[0, 0, 5]], [[2, -3]], [[0, 0, 0]], [[0, 0, 0, 0]], [[1, 2]], [[-1, 0, 4]]],
        lambda draw: [draw.many(2, 5, lambda: draw.pick([0, 0, 1, -1, draw.whole(-5, 9)]))],
        [
            ("bound", "len(factors) - 1, -1, -1)", "len(factors) - 1, 0, -1)"),
            ("missing-case", "        if factor == 0:\n            continue\n", ""),
            ("missing-case", " or power == 0", ""),
            ("missing-case", '        elif factor < 0:\n            text += "-"\n', ""),
            ("bound", "power > 1", "power > 2"),
            ("missing-case", 'text or "0"', "text"),
        ],
    ),
]
