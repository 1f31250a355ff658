# Daemons that fork anew all the time cannot outrun the one who kills them.
#: limits wall-ms=60000 processes=24
#: outcome exited 0
#: stdout has "done\n"
#: ends-within-ms 24000
import os
import signal
import time

signal.signal(signal.SIGTERM, signal.SIG_IGN)
for _ in range(4):
    if os.fork() == 0:
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        while True:
            try:
                if os.fork() != 0:
                    os._exit(0)
            except OSError:
                pass
time.sleep(0.1)
print("done", flush=True)
os._exit(0)
