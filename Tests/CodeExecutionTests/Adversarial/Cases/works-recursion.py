# Recursion as deep as answers need works.
#: outcome exited 0
#: stdout is "5000\n"
import sys

sys.setrecursionlimit(20_000)
def depth(number):
    return 0 if number == 0 else 1 + depth(number - 1)
print(depth(5000))
