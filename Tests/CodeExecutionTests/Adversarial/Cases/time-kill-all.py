# kill(-1) reaches nothing outside the run and does not hide how the program ended.
#: limits wall-ms=60000
#: outcome exited 5
#: stdout is "alive\n"
import os
import signal
import sys

try:
    os.kill(-1, signal.SIGKILL)
except OSError:
    pass
print("alive")
sys.exit(5)
