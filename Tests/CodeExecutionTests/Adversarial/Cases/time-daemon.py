# A daemon, forked twice and in a session of its own, is gone when the run returns.
#: limits wall-ms=60000
#: outcome exited 0
#: stdout is "done\n"
#: ends-within-ms 12000
import os
import signal
import time

if os.fork() == 0:
    try:
        os.setsid()
    except OSError:
        pass
    if os.fork() == 0:
        for number in range(1, 65):
            try:
                signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError):
                pass
        for descriptor in range(3):
            os.close(descriptor)
        while True:
            time.sleep(1000)
    os._exit(0)
os.wait()
print("done")
