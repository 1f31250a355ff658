# Deep recursion ends in a RecursionError, and without that guard in a fault; never in a hang.
#: limits wall-ms=60000 cpu-s=40
#: outcome exited 0 | exited 1 | signaled 11 | memory
#: stdout has "caught\n"
import sys

def down(depth):
    return down(depth + 1) + 1
try:
    down(0)
except RecursionError:
    print("caught", flush=True)
sys.setrecursionlimit(10**9)
try:
    down(0)
except (RecursionError, MemoryError):
    pass
