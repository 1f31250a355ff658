# A sparse file of a terabyte takes no terabyte and stalls nothing.
#: limits wall-ms=60000 disk-mib=8
#: outcome exited 0 | signaled 25 | disk_limit
#: stdout lacks "LEAK"
import os
import signal

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with open("steerbench-case-sparse", "wb") as file:
    try:
        os.ftruncate(file.fileno(), 1 << 40)
    except OSError:
        print("refused")
    try:
        os.posix_fallocate(file.fileno(), 0, 64 << 20)
        print("LEAK fallocate")
    except OSError:
        print("refused")
