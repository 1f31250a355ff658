# Whoever watches the run cannot be ended, traced or overwritten by it.
#: limits wall-ms=60000
#: outcome exited 6
#: stdout is "still here\n"
import os
import signal
import sys

for target in {1, os.getppid()}:
    for number in range(1, 65):
        if number in (signal.SIGSTOP, signal.SIGTSTP):
            continue
        try:
            os.kill(target, number)
        except OSError:
            pass
    for name in ("mem", "fd/0", "fd/1", "fd/2", "fd/3"):
        try:
            open(f"/proc/{target}/{name}", "wb", buffering=0).write(b"x")
        except OSError:
            pass
print("still here")
sys.exit(6)
