# Processor time is counted over the whole tree: children do not bring time of their own.
#: limits wall-ms=120000 cpu-s=1 processes=16
#: outcome cpu_limit
#: ends-within-ms 32000
import os

for _ in range(5):
    if os.fork() == 0:
        while True:
            pass
while True:
    try:
        os.wait()
    except ChildProcessError:
        break
print("all children ended by themselves")
