# A stopped program is still running: the wall clock ends it.
#: limits wall-ms=400
#: outcome timeout
#: stdout is "stopping\n"
#: ends-within-ms 6000
import os
import signal

print("stopping", flush=True)
os.kill(os.getpid(), signal.SIGSTOP)
print("woken")
