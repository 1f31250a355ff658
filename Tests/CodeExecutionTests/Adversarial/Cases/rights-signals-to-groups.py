# The process group and the session of whoever started the run are not the program's.
#: limits wall-ms=60000
#: outcome exited 0 | signaled *
#: stdout is "contained\n"
import os
import signal

print("contained", flush=True)
for group in (0, 1, os.getpgid(0), os.getpgid(os.getppid()), os.getsid(0)):
    if group in (0, os.getpgid(0)):
        continue
    try:
        os.killpg(group, signal.SIGKILL)
    except OSError:
        pass
