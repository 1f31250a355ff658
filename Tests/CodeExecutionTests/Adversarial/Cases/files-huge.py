# A file is as large as the disk limit at most; the program is told so.
#: limits wall-ms=60000 disk-mib=8
#: outcome exited 0 | signaled 25 | disk_limit
#: stdout lacks "LEAK"
import signal

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
written = 0
try:
    with open("steerbench-case-huge", "wb") as file:
        while written < 64 << 20:
            written += file.write(bytes(1 << 20))
            file.flush()
    print("LEAK", written)
except OSError:
    print("contained" if written <= 9 << 20 else f"LEAK {written}")
