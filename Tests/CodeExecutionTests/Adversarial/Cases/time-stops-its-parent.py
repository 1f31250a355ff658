# Stopping every other process, the supervisor among them, does not stop the clock.
#: limits wall-ms=700
#: outcome timeout
#: ends-within-ms 10000
import os
import signal
import time

for target in (1, os.getppid(), 0, -1):
    if target == 0:
        continue
    try:
        os.kill(target, signal.SIGSTOP)
    except OSError:
        pass
time.sleep(1000)
