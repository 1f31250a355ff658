# A fork bomb is stopped by the limit of processes, and nothing of it stays.
#: limits wall-ms=4000 cpu-s=2 processes=32
#: outcome exited 0 | timeout | cpu_limit
#: stdout has "stopped"
#: ends-within-ms 32000
import os
import time

count = 0
try:
    while count < 1000:
        if os.fork() == 0:
            time.sleep(100)
        count += 1
    print("LEAK 1000 processes")
except OSError:
    print("stopped", flush=True)
    assert count < 32, count
