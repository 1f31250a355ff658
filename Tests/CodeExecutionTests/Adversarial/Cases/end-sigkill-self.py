# SIGKILL by its own hand is a signal, not a limit.
#: outcome signaled 9
#: stdout is "before\n"
#: stderr is ""
import os
import signal

print("before", flush=True)
os.kill(os.getpid(), signal.SIGKILL)
