#!/usr/bin/env python3
"""Recomputes the published formulas of routing on a small table, apart from the program.

RouterBench (arXiv 2403.12031): the non-decreasing convex hull of points (mean cost, mean score) by brute
force over mixtures of two points, and AIQ, its mean height between two costs, by fine rectangles.
RouteLLM (arXiv 2406.18665): PGR, APGR by the area under straight lines between the points over the share
of strong calls, CPT by search. The minimum detectable effect by bisection of the normal distribution.

Prints the numbers that Tests/LabTests holds the program to, and exits with 1 where they differ. Standard
library only.
"""

import math
import sys
from fractions import Fraction


def hull(points, cost):
    best = None
    for c0, s0 in points:
        if c0 > cost:
            continue
        best = s0 if best is None else max(best, s0)
        for c1, s1 in points:
            if c1 > cost:
                best = max(best, s0 + (s1 - s0) * (cost - c0) / (c1 - c0))
    return best


def aiq(points, low, high, steps=40_000):
    width = (high - low) / steps
    return sum(hull(points, low + (i + 0.5) * width) for i in range(steps)) / steps


def pgr(score, weak, strong):
    """In whole fractions: at 0.6 between 0.4 and 0.8 half is recovered, and not a bit less."""
    score, weak, strong = (Fraction(str(value)) for value in (score, weak, strong))
    return (score - weak) / (strong - weak)


def curve(points, weak, strong):
    every = sorted([(0.0, weak), (1.0, strong)] + points)
    return [(share, pgr(score, weak, strong)) for share, score in every]


def apgr(points, weak, strong):
    line = curve(points, weak, strong)
    return sum((x1 - x0) * float(y0 + y1) / 2 for (x0, y0), (x1, y1) in zip(line, line[1:]))


def cpt(points, weak, strong, part):
    line = curve(points, weak, strong)
    for (x0, y0), (x1, y1) in zip(line, line[1:]):
        if y0 >= part:
            return x0
        if y1 >= part:
            return x1 if x0 == x1 else x0 + (x1 - x0) * float((Fraction(str(part)) - y0) / (y1 - y0))
    return None


def quantile(probability):
    low, high = -10.0, 10.0
    for _ in range(200):
        middle = (low + high) / 2
        if 0.5 * math.erfc(-middle / math.sqrt(2)) < probability:
            low = middle
        else:
            high = middle
    return low


def main():
    points = [(1, 0.2), (2, 0.6), (4, 0.8), (3, 0.5)]
    routed = [(0.25, 0.6), (0.5, 0.5), (0.5, 0.7)]
    reach = quantile(0.975) + quantile(0.8)
    numbers = [
        ("AIQ between 1 and 5", aiq(points, 1, 5), 0.65),
        ("AIQ between 2 and 4", aiq(points, 2, 4), 0.7),
        ("APGR", apgr(routed, 0.4, 0.8), 0.59375),
        ("CPT 50 %", cpt(routed, 0.4, 0.8, 0.5), 0.25),
        ("CPT 60 %", cpt(routed, 0.4, 0.8, 0.6), 0.5),
        ("CPT 87.5 %", cpt(routed, 0.4, 0.8, 0.875), 0.75),
        ("MDE, 28 questions, a fifth differs", reach * math.sqrt(0.2 / 28), 0.237),
        ("MDE, 280 questions, a fifth differs", reach * math.sqrt(0.2 / 280), 0.075),
    ]
    faults = 0
    for name, found, held in numbers:
        same = abs(found - held) < 5e-4
        faults += not same
        print(f"{name}: {found:.5f}, the tests hold {held}{'' if same else ': DIFFERS'}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
