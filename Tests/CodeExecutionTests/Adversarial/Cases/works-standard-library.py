# What answers usually import.
#: outcome exited 0
#: stdout is "2432902008176640000 6 1/2 1.414213562373095048801688724 [(1, 2), (1, 3), (2, 3)] Monday\n"
import bisect, collections, copy, csv, ctypes, dataclasses, datetime, decimal, enum, fractions, functools
import hashlib, heapq, inspect, io, itertools, json, logging, math, operator, os, pathlib, pickle, random
import re, string, statistics, struct, sys, textwrap, time, timeit, typing, unittest, urllib.parse, zlib

print(math.factorial(20), functools.reduce(operator.mul, [1, 2, 3]), fractions.Fraction(2, 4),
      decimal.Decimal(2).sqrt(), list(itertools.combinations([1, 2, 3], 2)),
      datetime.date(2024, 1, 1).strftime("%A"))
