# Files in memory without a name hold no more than any other file.
#: limits wall-ms=60000 memory-mib=512 total-memory-mib=512 disk-mib=16
#: outcome exited 0 | memory | signaled 25
#: stdout lacks "LEAK"
import os
import time

written = 0
files = []
try:
    for number in range(64):
        file = os.memfd_create(f"steerbench-case-{number}")
        files.append(file)
        for _ in range(16):
            written += os.write(file, bytes(1 << 20))
    time.sleep(1)
    print("LEAK", written >> 20, "MiB")
except OSError:
    print("refused")
