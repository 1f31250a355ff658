"""Functions of at most six lines."""

from problem import Problem

PROBLEMS = [
    Problem(
        "road_toll",
        """Returns the toll in cents for driving `km` whole kilometres with `axles` axles. No kilometres, or a
        negative number of them, cost nothing. Otherwise there is a fee of 150 cents, and each kilometre costs
        9 cents with at most two axles, and 4 cents more for every axle beyond the second.""",
        """
def road_toll(axles, km):
    if km <= 0:
        return 0
    rate = 9 if axles <= 2 else 9 + 4 * (axles - 2)
    return 150 + rate * km
""",
        [[2, 0], [5, 0], [3, -4], [1, 1], [2, 1], [3, 1]],
        lambda draw: [draw.whole(1, 7), draw.pick([0, draw.whole(1, 90)])],
        [
            ("off-by-one", "(axles - 2)", "(axles - 1)"),
            ("bound", "km <= 0", "km < 0"),
            ("operator", "9 + 4 *", "9 * 4 *"),
            ("missing-case", "9 if axles <= 2 else 9 + 4 * (axles - 2)", "9 + 4 * (axles - 2)"),
        ],
    ),
    Problem(
        "longest_gap",
        """Takes a list of times in ascending order and returns the largest difference between two times that
        follow each other; 0 if there are fewer than two times.""",
        """
def longest_gap(times):
    best = 0
    for i in range(1, len(times)):
        best = max(best, times[i] - times[i - 1])
    return best
""",
        [[[]], [[5]], [[3, 20]], [[0, 9, 10]], [[1, 2, 14]]],
        lambda draw: [sorted(draw.wholes(0, 60, 2, 7))],
        [
            ("bound", "range(1, len(times))", "range(2, len(times))"),
            ("operator", "max(best,", "min(best,"),
            ("accumulator", "max(best, times[i] - times[i - 1])", "times[i] - times[i - 1]"),
            ("index", "times[i - 1]", "times[0]"),
        ],
    ),
    Problem(
        "seat_name",
        """Returns the name of a seat: the number of its row, followed by the letter of the seat, where seat 0
        is A and seat 5 is F. Rows are counted from 1. Raises ValueError if there is no such row or seat.""",
        """
def seat_name(row, seat):
    if row < 1 or not 0 <= seat < 6:
        raise ValueError("no such seat")
    return str(row) + "ABCDEF"[seat]
""",
        [[0, 0], [0, 3], [1, 0], [1, 5], [1, 6], [7, 6], [12, 6], [3, -1], [0, 5], [-2, 1], [0, 4], [0, 2]],
        lambda draw: [draw.whole(1, 40), draw.whole(-1, 6)],
        [
            ("bound", "row < 1", "row < 0"),
            ("bound", "seat < 6", "seat <= 6"),
            ("off-by-one", '"ABCDEF"[seat]', '"ABCDEF"[seat - 1]'),
            ("operator", "row < 1 or not", "row < 1 and not"),
        ],
    ),
    Problem(
        "check_digit",
        """Takes a text of digits and returns the digit to put behind it. The digits are added up, the second,
        fourth, sixth and so on three times each. The result is what is missing to the next multiple of ten: 0
        if the sum is one itself.""",
        """
def check_digit(digits):
    total = 0
    for place, digit in enumerate(digits):
        total += int(digit) * (3 if place % 2 else 1)
    return (10 - total % 10) % 10
""",
        [["0"], [""], ["7"], ["91"], ["13"], ["55"], ["730"], ["0000"], ["406"], ["73" "91"]],
        lambda draw: [draw.text("0123456789", 2, 12)],
        [
            ("swapped", "(3 if place % 2 else 1)", "(1 if place % 2 else 3)"),
            ("accumulator", "total += int(digit)", "total = int(digit)"),
            ("off-by-one", "enumerate(digits)", "enumerate(digits, 1)"),
            ("missing-case", "(10 - total % 10) % 10", "10 - total % 10"),
        ],
    ),
    Problem(
        "first_repeat",
        """Returns the index of the first item of a list that stands in the list before as well; -1 if no item
        stands there twice.""",
        """
def first_repeat(items):
    seen = []
    for place, item in enumerate(items):
        if item in seen:
            return place
        seen.append(item)
    return -1
""",
        [[[]], [["a"]], [["a", "a"]], [["x", "y", "x"]], [["p", "q", "q", "p"]], [["a", "b", "c"]]],
        lambda draw: [list(draw.text("abcdefghi", 2, 8))],
        [
            ("index", "return place", "return seen.index(item)"),
            ("bound", "item in seen:", "item in seen[1:]:"),
            ("off-by-one", "enumerate(items)", "enumerate(items, 1)"),
            ("missing-case", "return -1", "return len(items)"),
        ],
    ),
    Problem(
        "clock_after",
        """A clock shows `hour` (0 to 23) and `minute` (0 to 59). Returns what it shows when `passed` minutes
        have gone by, as a text of two digits, a colon and two digits. A negative `passed` goes back in time,
        and midnight is passed as often as it takes.""",
        """
def clock_after(hour, minute, passed):
    total = (hour * 60 + minute + passed) % 1440
    return f"{total // 60:02d}:{total % 60:02d}"
""",
        [[23, 59, 1], [0, 0, -1], [9, 5, 0], [12, 30, 1440], [22, 0, 125], [6, 58, 7], [0, 0, 3], [23, 30, 90]],
        lambda draw: [draw.whole(0, 23), draw.whole(0, 59), draw.whole(-200, 1600)],
        [
            ("constant", "% 1440", "% 1400"),
            ("operator", "minute + passed", "minute - passed"),
            ("swapped", "hour * 60 + minute", "minute * 60 + hour"),
            ("missing-case", "(hour * 60 + minute + passed) % 1440", "hour * 60 + minute + passed"),
        ],
    ),
    Problem(
        "countdown_score",
        """A player begins with `start` points, and the points of each throw are taken off. A throw of more
        points than are left does not count. Returns the points that are left in the end.""",
        """
def countdown_score(start, throws):
    left = start
    for points in throws:
        if points <= left:
            left -= points
    return left
""",
        [[50, []], [20, [20]], [20, [21]], [30, [10, 20]], [40, [39, 2, 1]], [60, [60, 60]], [25, [20, 6, 5]]],
        lambda draw: (lambda throws: [
            draw.pick([sum(throws), throws[0], draw.whole(20, 70)]), throws
        ])(draw.wholes(1, 30, 1, 6)),
        [
            ("bound", "points <= left", "points < left"),
            ("accumulator", "left -= points", "left = start - points"),
            ("swapped", "return left", "return start - left"),
            ("missing-case", "        if points <= left:\n            left -= points", "        left -= points"),
        ],
    ),
    Problem(
        "places",
        """Takes the scores of some players and returns a list with the place of each, in the same order. The
        highest score has place 1. Players with the same score have the same place, and the places after them
        are skipped: scores 7, 9, 9 have places 3, 1, 1.""",
        """
def places(scores):
    order = sorted(scores, reverse=True)
    found = []
    for score in scores:
        found.append(order.index(score) + 1)
    return found
""",
        [[[]], [[4]], [[1, 2]], [[2, 1]], [[5, 5]], [[3, 9, 3]]],
        lambda draw: [draw.wholes(0, 12, 2, 7)],
        [
            ("operator", ", reverse=True", ""),
            ("off-by-one", "order.index(score) + 1", "order.index(score)"),
            ("swapped", "order.index(score)", "scores.index(score)"),
            ("missing-case", "sorted(scores, reverse=True)", "sorted(set(scores), reverse=True)"),
        ],
    ),
    Problem(
        "days_left",
        """Returns how many days of the year are left after the given day: 0 for the 31st of December. A year
        is a leap year, with 29 days in February, if it can be divided by 4; but years that can be divided by
        100 are leap years only if they can be divided by 400.""",
        """
def days_left(year, month, day):
    days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0):
        days[1] = 29
    return days[month - 1] - day + sum(days[month:])
""",
        [
            [2023, 12, 31], [2024, 12, 31], [2000, 1, 1], [1900, 1, 1], [2024, 2, 29], [2100, 2, 1],
            [2000, 2, 3], [1900, 2, 27], [2400, 1, 9], [1800, 1, 30],
        ],
        lambda draw: [draw.pick([1700, 1900, 2000, 2021, 2024, 2096, 2200]), draw.whole(1, 12), draw.whole(1, 28)],
        [
            ("off-by-one", "sum(days[month:])", "sum(days[month - 1:])"),
            ("operator", "year % 100 != 0 or", "year % 100 != 0 and"),
            ("off-by-one", "- day +", "- day + 1 +"),
            ("index", "days[1] = 29", "days[2] = 29"),
        ],
    ),
    Problem(
        "mirror_pairs",
        """Compares the first item of a list with the last, the second with the last but one, and so on towards the
        middle. Returns how many of these pairs are equal. An item in the very middle is in no pair.""",
        """
def mirror_pairs(items):
    pairs = 0
    for i in range(len(items) // 2):
        if items[i] == items[-1 - i]:
            pairs += 1
    return pairs
""",
        [[[]], [[3]], [[3, 3]], [[1, 2]], [[1, 5, 1]], [[1, 2, 2, 1]], [[2, 2, 2, 2, 2]]],
        lambda draw: [draw.wholes(1, 3, 3, 9)],
        [
            ("off-by-one", "items[-1 - i]", "items[-i]"),
            ("bound", "len(items) // 2", "len(items) // 2 + 1"),
            ("accumulator", "pairs += 1", "pairs = 1"),
            ("bound", "len(items) // 2", "len(items)"),
        ],
    ),
]
