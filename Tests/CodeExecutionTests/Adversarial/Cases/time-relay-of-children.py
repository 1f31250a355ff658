# Nor does a relay of short-lived children, each of which uses a little.
#: limits wall-ms=120000 cpu-s=1
#: outcome cpu_limit
#: ends-within-ms 48000
import os
import time

while True:
    child = os.fork()
    if child == 0:
        end = time.process_time() + 0.2
        while time.process_time() < end:
            pass
        os._exit(0)
    os.waitpid(child, 0)
