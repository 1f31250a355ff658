# A program that ignores every signal it may ignore and closed its outputs ends at the limit too.
#: limits wall-ms=400
#: outcome timeout
#: stdout is ""
#: ends-within-ms 6000
import os
import signal
import time

for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
os.close(1)
os.close(2)
time.sleep(1000)
