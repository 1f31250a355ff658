# Files whose names are gone, or that never had one, take from the same disk.
#: limits wall-ms=60000 disk-mib=16
#: outcome exited 0 | disk_limit
#: stdout lacks "LEAK"
import os
import signal
import time

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
written = 0
files = []
for number in range(100):
    try:
        if number % 2:
            file = os.open(".", os.O_RDWR | os.O_TMPFILE, 0o600)
        else:
            file = os.open("steerbench-case-gone", os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
            os.unlink("steerbench-case-gone")
    except OSError:
        continue
    files.append(file)
    try:
        for _ in range(15):
            written += os.write(file, bytes(1 << 20))
    except OSError:
        pass
    time.sleep(0.02)
time.sleep(1)
print("contained" if written <= 32 << 20 else f"LEAK {written >> 20} MiB")
