#!/usr/bin/env python3
"""Draws the pictures of this task and writes its table.

    Tasks/drawings/draw.py            makes them anew
    Tasks/drawings/draw.py --check    says whether they are what it would make

Everything is drawn from numbers that are known, so that every answer is right by construction. Nothing but the
standard library is used, chance is a formula of its own, and pixels are stored as they are: the same bytes come
out everywhere and for ever.
"""

import csv
import io
import pathlib
import struct
import sys
import zlib

WIDTH, HEIGHT = 240, 180
FOLDER = pathlib.Path(__file__).resolve().parent


class Chance:
    """Numbers that are the same in every Python."""

    def __init__(self, seed):
        self.state = seed

    def below(self, bound):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % (1 << 64)
        return (self.state >> 33) % bound


class Picture:
    """Black on white."""

    def __init__(self):
        self.rows = [bytearray(WIDTH) for _ in range(HEIGHT)]

    def fill(self, left, top, right, bottom, ink=1):
        for row in self.rows[max(top, 0):max(bottom, 0)]:
            row[left:right] = bytes([ink]) * len(row[left:right])

    def frame(self, left, top, right, bottom, thick=2):
        self.fill(left, top, right, bottom)
        self.fill(left + thick, top + thick, right - thick, bottom - thick, ink=0)

    def disc(self, x, y, radius):
        for down in range(-radius, radius + 1):
            reach = 0
            while (reach + 1) ** 2 + down ** 2 <= radius ** 2:
                reach += 1
            self.fill(x - reach, y + down, x + reach + 1, y + down + 1)

    def png(self):
        raw = bytearray()
        for row in self.rows:
            raw.append(0)
            for start in range(0, WIDTH, 8):
                bits = 0
                for ink in row[start:start + 8]:
                    bits = bits << 1 | (1 - ink)
                raw.append(bits)
        assert len(raw) < 1 << 16
        stored = b"\x78\x01\x01" + struct.pack("<HH", len(raw), len(raw) ^ 0xFFFF) + raw
        stored += struct.pack(">I", zlib.adler32(bytes(raw)))
        header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 1, 0, 0, 0, 0)
        return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", stored) + chunk(b"IEND", b"")


def chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


PIPS = {
    1: [(0, 0)],
    2: [(-1, -1), (1, 1)],
    3: [(-1, -1), (0, 0), (1, 1)],
    4: [(-1, -1), (-1, 1), (1, -1), (1, 1)],
    5: [(-1, -1), (-1, 1), (0, 0), (1, -1), (1, 1)],
    6: [(-1, -1), (-1, 0), (-1, 1), (1, -1), (1, 0), (1, 1)],
}


def dice(rung, chance):
    faces = [1 + chance.below(6) for _ in range([1, 2, 5][rung - 1])]
    picture = Picture()
    for number, face in enumerate(faces):
        left, top = 15 + number % 3 * 75, 15 + number // 3 * 80
        if len(faces) < 3:
            top = 55
        picture.frame(left, top, left + 60, top + 60)
        for x, y in PIPS[face]:
            picture.disc(left + 30 + 17 * x, top + 30 + 17 * y, 5)
    if rung == 1:
        return picture, "How many dots does the die show?", faces[0]
    if rung == 2:
        return picture, "Two dice are shown. What is the sum of their dots?", sum(faces)
    even = sum(face for face in faces if face % 2 == 0)
    return picture, "Five dice are shown. What is the sum of the dots of those dice that show an even number?", even


def grid(rung, chance):
    size = [3, 5, 7][rung - 1]
    cells = [[chance.below(2) for _ in range(size)] for _ in range(size)]
    picture = Picture()
    side = 150 // size
    for y in range(size):
        for x in range(size):
            left, top = 45 + x * side, 15 + y * side
            picture.frame(left, top, left + side + 1, top + side + 1, thick=1)
            if cells[y][x]:
                picture.fill(left, top, left + side, top + side)
    if rung < 3:
        return picture, f"The picture shows {size} rows of {size} cells. How many cells are black?", sum(map(sum, cells))
    inner = sum(sum(row[1:-1]) for row in cells[1:-1])
    question = "The picture shows 7 rows of 7 cells. How many black cells lie in the outermost rows and columns?"
    return picture, question, sum(map(sum, cells)) - inner


def bars(rung, chance):
    heights = [1 + chance.below(8) for _ in range([3, 4, 6][rung - 1])]
    picture = Picture()
    for line in range(9):
        picture.fill(20, 165 - line * 18, 230, 166 - line * 18)
    wide = 200 // len(heights)
    for number, height in enumerate(heights):
        left = 25 + number * wide
        picture.frame(left, 165 - height * 18, left + wide - 12, 166)
        picture.fill(left + 4, 169 - height * 18, left + wide - 16, 162)
    lines = "A bar chart is shown; its horizontal lines stand for 0, 1, 2 and so on up to 8, from below."
    if rung == 1:
        return picture, f"{lines} How high is the bar on the left?", heights[0]
    if rung == 2:
        return picture, f"{lines} What is the difference between the highest and the lowest bar?", max(heights) - min(heights)
    return picture, f"{lines} What is the sum of the heights of all six bars?", sum(heights)


KINDS = {"dice": (dice, [3, 2, 2]), "grid": (grid, [2, 3, 2]), "bars": (bars, [2, 2, 3])}


def files():
    """The names and bytes of all files that are made."""
    made = {}
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(["id", "kind", "rung", "question", "picture", "answer"])
    chance = Chance(20241003)
    for rung in (1, 2, 3):
        for kind, (draw, counts) in KINDS.items():
            for number in range(1, counts[rung - 1] + 1):
                picture, question, answer = draw(rung, chance)
                name = f"{kind}-{rung}-{number}"
                made[f"pictures/{name}.png"] = picture.png()
                writer.writerow([name, kind, rung, question, f"pictures/{name}.png", answer])
    made["questions.csv"] = table.getvalue().encode()
    return made


def main():
    made = files()
    if sys.argv[1:] == ["--check"]:
        wrong = [name for name, body in made.items()
                 if not (FOLDER / name).is_file() or (FOLDER / name).read_bytes() != body]
        if wrong:
            sys.exit("other than they would be made: " + ", ".join(wrong))
        return
    if sys.argv[1:]:
        sys.exit(__doc__)
    for name, body in made.items():
        path = FOLDER / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(body)


main()
