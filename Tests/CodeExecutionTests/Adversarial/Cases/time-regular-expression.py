# A regular expression that backtracks for ever holds the interpreter in C code; it ends all the same.
#: limits wall-ms=120000 cpu-s=1
#: outcome cpu_limit
#: ends-within-ms 32000
import re

re.match(r"(a+)+$", "a" * 64 + "b")
